"""How fast, how large, how good: the measurements behind the figures."""
