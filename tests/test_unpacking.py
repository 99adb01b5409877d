"""Packed answers: unpacked whole, in bounds, or refused with the reason."""

from __future__ import annotations

import gzip
import sys
import zlib

import brotli
import pytest

from crawler.network.refusals import OutOfBounds
from crawler.network.unpacking import NotWhole, unpack

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PACK = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstd.compress}
PAGE = "".join(f"<p>Paragraph {number}, {number * number % 977}</p>" for number in range(20_000)).encode()
MOST = 10_000_000


@pytest.mark.parametrize("name", PACK)
def test_what_is_packed_is_unpacked(name):
    assert unpack(PACK[name](PAGE), [name], MOST) == PAGE


@pytest.mark.parametrize("name", PACK)
def test_what_breaks_off_is_not_taken_for_the_whole(name):
    packed = PACK[name](PAGE)

    with pytest.raises(NotWhole, match="breaks off"):
        unpack(packed[: len(packed) // 2], [name], MOST)

    assert PAGE.startswith(unpack(packed[: len(packed) // 2], [name], MOST, in_part=True))


@pytest.mark.parametrize("name", PACK)
def test_what_is_not_packed_so_is_worth_another_try(name):
    with pytest.raises(NotWhole, match="cannot be unpacked"):
        unpack(b"<html>just text</html>", [name], MOST)


@pytest.mark.parametrize("name", PACK)
def test_bombs_end_at_a_bound(name):
    with pytest.raises(OutOfBounds, match=r"200 times its size|DOWNLOAD_MAXSIZE, 10,000,000"):
        unpack(PACK[name](bytes(30_000_000)), [name], MOST)


def test_of_what_is_read_in_part_the_beginning_is_enough():
    begin = unpack(gzip.compress(bytes(30_000_000)), ["gzip"], 100_000, in_part=True)

    assert 100_000 < len(begin) < 200_000


def test_layers_are_bounded():
    twice = gzip.compress(gzip.compress(PAGE))

    assert unpack(twice, ["gzip", "gzip"], MOST) == PAGE
    with pytest.raises(OutOfBounds, match="packed 3 times over"):
        unpack(gzip.compress(twice), ["gzip"] * 3, MOST)


def test_servers_that_are_a_little_wrong_are_understood():
    raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    bad_sum = bytearray(gzip.compress(PAGE))
    bad_sum[-6] ^= 1

    assert unpack(gzip.compress(PAGE)[:-8], ["gzip"], MOST) == PAGE
    assert unpack(raw.compress(PAGE) + raw.flush(), ["deflate"], MOST) == PAGE
    assert unpack(gzip.compress(PAGE[:9_000]) + gzip.compress(PAGE[9_000:]), ["gzip"], MOST) == PAGE
    assert unpack(bytes(bad_sum), ["x-gzip"], MOST) == PAGE
    assert unpack(PAGE, ["utf-8"], MOST) == PAGE


def test_parts_one_behind_the_other_are_bounded():
    with pytest.raises(OutOfBounds, match="more than 256 parts"):
        unpack(gzip.compress(b"<p>") * 300, ["gzip"], MOST)
