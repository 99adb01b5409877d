"""The archive: articles, their versions and the frontier of the crawl in one SQLite file."""
