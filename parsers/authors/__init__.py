"""Who wrote the article: names out of bylines and data, bios and portraits out of boxes and cards."""
