"""What comes from elsewhere than the network: exports, other archives, WARC files; and the dossiers that carry it."""
