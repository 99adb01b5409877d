"""What is read from an archive: search, articles, changes, citations, the story of an address."""
