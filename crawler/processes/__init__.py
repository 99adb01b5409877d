"""What runs beside the crawl: workers that read foreign bytes, and the thread that writes."""
