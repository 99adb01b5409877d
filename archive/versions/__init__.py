"""How a capture becomes a version of an article, and what its past says."""
