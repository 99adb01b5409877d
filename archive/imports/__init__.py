"""What comes from elsewhere than the network: exports, other archives, WARC files."""
