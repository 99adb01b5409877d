"""What a crawl says of itself: progress, log, metrics, reasons."""
