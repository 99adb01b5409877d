"""Which parser read a page: stored with every revision, so that a better parser is never mistaken for an edit."""

PARSER_VERSION = "6"
"""Raised whenever the same bytes may give another document."""
