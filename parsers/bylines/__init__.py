"""Bylines: the elements in which a reader sees who wrote the article, each with the names in it and how much it says so."""
