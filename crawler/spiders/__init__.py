"""What crawls: ``news`` for sources, ``article`` for single pages, ``warc`` for files, ``discover`` for what a new site offers."""
