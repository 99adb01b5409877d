"""What was fetched once: replays of crawls, and WARC files."""
