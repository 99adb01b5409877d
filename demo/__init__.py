"""The Halyard Dispatch, an invented news site to try Dateline on, and the command that does so."""
