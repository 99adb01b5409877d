"""A day or a moment as an option's value."""

from __future__ import annotations

from datetime import UTC, datetime, time
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


def moment(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    """A time, or the last moment of a day; UTC where it names no offset."""
    if value is None:
        return None
    try:
        told = datetime.fromisoformat(value)
        if len(value) == len("2026-10-01"):
            told = datetime.combine(told, time.max.replace(microsecond=0))
        return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        reason = f"{value!r} is no day or time; write 2026-10-01 or 2026-10-01T14:30"
        raise click.BadParameter(reason, ctx, param) from error
