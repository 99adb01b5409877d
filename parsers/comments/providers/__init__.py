"""A file for each comment system: how its widget is known, and where its thread, site and count stand."""
