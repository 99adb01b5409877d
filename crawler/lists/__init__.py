"""What announces articles: feeds, sitemaps, front pages, and the links on them."""
