"""Title and subtitle, without the name of the site."""
