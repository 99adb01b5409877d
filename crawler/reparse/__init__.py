"""Reading kept pages anew by today's parsers."""
