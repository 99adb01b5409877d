"""Comment widgets and the comments in the page: one small file a provider."""
