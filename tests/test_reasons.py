"""Reasons are told in sentences and summed by classes."""

import pytest

from crawler.reporting.reasons import class_of


@pytest.mark.parametrize(
    ("reason", "name"),
    [
        ("robots.txt does not allow it", "robots"),
        ("answered 429 and asks to wait 120 s", "too_many"),
        ("answered 503, 6 times", "too_many"),
        ("answered 500", "server"),
        ("answered 403", "client"),
        ("answered 304", "status"),
        ("no whole answer within 30 seconds, 6 times", "timeout"),
        ("no address is known for the name herald.example", "name"),
        ("herald.example refuses the connection", "connection"),
        ("the connection broke: Connection lost.", "connection"),
        ("the connection broke: [('SSL routines', '', 'certificate verify failed')]", "tls"),
        ("the answer breaks off in the middle", "broken"),
        ("127.0.0.1 is not a public address", "address"),
        ("ftp: is not asked for", "address"),
        ("took longer than 20 seconds to read", "worker"),
        ("needed more than 400 MB to read", "worker"),
        ("a fault of ours: KeyError: 'a', 6 times", "worker"),
        ("larger than DOWNLOAD_MAXSIZE allows", "bound"),
        ("more redirects than REDIRECT_MAX_TIMES, 8", "bound"),
        ("a soft 404: redirects to the front page", "stand_in"),
        ("replay: https://herald.example/ is not in the recording", "not_recorded"),
        ("something new", "other"),
        (None, "other"),
    ],
)
def test_a_reason_has_its_class(reason, name):
    assert class_of(reason) == name
