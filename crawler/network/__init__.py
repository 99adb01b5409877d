"""Asking: which requests are sent, how politely, and what of an answer is taken."""
