"""What stands below the help of a command."""

from __future__ import annotations


def example(*lines: str) -> str:
    """Examples that keep their lines."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)
