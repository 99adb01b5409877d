"""What crawls know and leave behind: the frontier, hosts, listings, requests, runs."""
