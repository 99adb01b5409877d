"""Ways out of the archive: one small file a format, each streaming, each of one consistent moment."""
