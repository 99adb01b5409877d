"""A day as an option's value."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click


class Date(click.DateTime):
    """``2026-11-01``; what else is written is told in our words."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            converted: datetime = super().convert(value, param, ctx)
        except click.BadParameter:
            option = param.opts[0] if param else "a day"
            raise click.UsageError(f"{value} is no date; write {option} 2026-11-01.", ctx) from None
        return converted
