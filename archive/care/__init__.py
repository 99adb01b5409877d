"""Looking after an archive for years: verify, backup, doctor, retention, erasure, alerts, and what ends a run."""
