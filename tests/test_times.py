"""How the archive writes times."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from archive.times import moment_text, read_time, utc_text

PLACES = [UTC, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=11, seconds=7))]


@pytest.mark.parametrize("place", PLACES, ids=str)
@pytest.mark.parametrize("at", ["0987-06-05T04:03:02.999999", "1999-12-31T23:59:59", "2026-01-01T00:00:00.000001"])
def test_a_time_is_written_in_utc_to_the_second(at, place):
    moment = datetime.fromisoformat(at).replace(tzinfo=place)

    text = utc_text(moment)

    assert text == moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    assert read_time(text) == moment.replace(microsecond=0)


def test_a_time_without_offset_is_no_time_of_ours():
    with pytest.raises(ValueError, match="names no offset"):
        utc_text(datetime.fromisoformat("2026-11-22T10:58:00"))


def test_a_publishers_time_keeps_what_it_does_not_tell():
    assert moment_text(date(2026, 11, 22)) == "2026-11-22"
    assert moment_text(datetime.fromisoformat("2026-11-22T10:58:00")) == "2026-11-22T10:58:00"
    assert moment_text(None) is None
