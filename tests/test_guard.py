"""Where requests go: public http(s) addresses, whatever is announced, redirected to or resolved."""

from __future__ import annotations

import pytest

from crawler.guard import why_private


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST.",
        "db.localhost",
        "printer.local",
        "metadata.google.internal",
        "intranet",
        "router.home.arpa",
        "127.0.0.1",
        "127.1",
        "0x7f000001",
        "2130706433",
        "0177.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[fe80::1%25eth0]",
        "[fc00::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "",
    ],
)
def test_private_hosts_are_refused_by_name_and_number(host):
    assert why_private(host) is not None


@pytest.mark.parametrize(
    "host",
    [
        "example.com",
        "news.example.co.uk",
        "93.184.215.14",
        "[2606:4700::1111]",
        "10.example.com",
        "localhost.example.com",
    ],
)
def test_public_hosts_pass(host):
    assert why_private(host) is None
