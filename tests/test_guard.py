"""Where requests go: public http(s) addresses, whatever is announced, redirected to or resolved."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from scrapy.http import Request
from scrapy.settings import Settings
from twisted.internet.address import IPv4Address

from crawler.network.guard import Guard, PublicResolver, resolved_to_private, why_private
from crawler.network.refusals import Private, Refused


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
        "[::7f00:1]",
        "[64:ff9b:1::7f00:1]",
        "[fec0::1]",
        "168.63.129.16",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "%31%32%37.0.0.1",
        "127.0.0.1%00.example.com",
        "example.com#@10.0.0.1",
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
        "bücher.example",
        "a_b.example",
        "localhost.example.com",
    ],
)
def test_public_hosts_pass(host):
    assert why_private(host) is None


class NameServer:
    """What a reactor asks for names: here, one that answers with these addresses."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    def resolveHostName(self, receiver, name, *_):
        receiver.resolutionBegan(None)
        for address in self.addresses:
            receiver.addressResolved(IPv4Address("TCP", address, 80))
        receiver.resolutionComplete()


class Asker:
    """Who wants to connect."""

    def __init__(self) -> None:
        self.addresses: list[str] = []

    def resolutionBegan(self, resolution): ...

    def addressResolved(self, address):
        self.addresses.append(address.host)

    def resolutionComplete(self): ...


def resolve(name: str, *addresses: str, allow_private: bool = False) -> list[str]:
    resolver = PublicResolver(SimpleNamespace(nameResolver=NameServer(*addresses)), 0, allow_private=allow_private)
    asker = Asker()
    resolver.resolveHostName(asker, name)
    return asker.addresses


def test_private_addresses_of_public_names_are_thrown_away():
    assert resolve("rebind.example", "127.0.0.1", "93.184.215.14", "10.0.0.1") == ["93.184.215.14"]
    assert resolved_to_private("rebind.example") is None  # it could be asked; what fails later fails for another reason
    assert resolve("inside.example", "192.168.0.7") == []
    assert resolved_to_private("inside.example") == "inside.example leads to 192.168.0.7, which is not a public address"
    assert resolved_to_private("outside.example") is None


def test_private_addresses_pass_where_they_are_allowed():
    assert resolve("lab.example", "10.0.0.1", allow_private=True) == ["10.0.0.1"]


def test_name_of_a_proxy_may_lead_anywhere(monkeypatch):
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")

    assert resolve("proxy.example", "10.0.0.1") == ["10.0.0.1"]
    assert resolve("other.example", "10.0.0.1") == []


def test_only_what_is_of_the_web_is_asked_for(monkeypatch):
    monkeypatch.setenv("http_proxy", "proxy.example:3128")
    settings = Settings({"DATELINE_ALLOW_PRIVATE_ADDRESSES": 0, "URLLENGTH_LIMIT": 2048})
    guard = Guard(SimpleNamespace(settings=settings, spider=None))
    refusals = {
        "ftp://news.example/a": "ftp: is not asked for",
        "http://news.example:25/a": "port 25 is none of the web",
        f"http://news.example/{'a' * 2048}": "its address is longer than URLLENGTH_LIMIT, 2,048 characters",
        "http://proxy.example:3128/a": "proxy.example is our own proxy",
        "http://2130706433/a": "2130706433 is not a public address",
    }

    for url, reason in refusals.items():
        with pytest.raises(Refused, match=re.escape(reason)) as refused:
            guard.process_request(Request(url))
        assert isinstance(refused.value, Private) is reason.endswith("not a public address")
    guard.process_request(Request("https://news.example/a?b=c"))
