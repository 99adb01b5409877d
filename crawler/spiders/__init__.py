"""What crawls: ``news`` for sources, ``article`` for single pages, ``discover`` for what a new site offers."""
