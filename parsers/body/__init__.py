"""The article's own text: where it stands, what of it is text, and its blocks."""
