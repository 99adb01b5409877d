"""The commands of the archive, a file for each group of them."""
