"""Finds what sites announce, fetches it politely, hands it to parsers and archive."""
