"""The tree of a page and what is read off it: decoding, outline, index of names, survey of texts."""
