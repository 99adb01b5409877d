"""The publishing systems of the sample site: each module is one, its page skeleton lies beside it."""
