"""Words: what is counted, searched and compared, and which texts tell one story."""
