"""What comes in at a time: small answers always, large ones as long as there is room."""

from __future__ import annotations

from types import SimpleNamespace

from scrapy import signals
from scrapy.exceptions import StopDownload
from scrapy.http import Request, Response
from scrapy.signalmanager import SignalManager

from crawler.network.intake import ALWAYS_TAKEN, MOST_COMING, Intake


class Wire:
    """Bytes that come, as Scrapy tells of them."""

    def __init__(self) -> None:
        self._signals = SignalManager(self)
        self.intake = Intake.from_crawler(SimpleNamespace(signals=self._signals))

    def comes(self, request: Request, size: int) -> bool | None:
        """None where more is taken, else whether what came is thrown away."""
        told = self._signals.send_catch_log(
            signals.bytes_received, data=bytes(size), request=request, dont_log=StopDownload
        )
        return next((failure.value.fail for _, failure in told if failure is not None), None)


def test_large_answers_wait_while_others_fill_the_room():
    wire, large, small = Wire(), Request("https://a.example/"), Request("https://b.example/")

    assert wire.comes(large, MOST_COMING) is None
    assert wire.comes(large, 1) is True
    assert wire.comes(small, ALWAYS_TAKEN) is None
    assert wire.comes(small, 1) is True

    wire.intake.process_exception(large, StopDownload())
    assert wire.comes(small, 1) is None
    wire.intake.process_response(small, Response(small.url))
    assert wire.comes(Request("https://c.example/"), MOST_COMING) is None


def test_of_some_answers_the_beginning_is_enough():
    wire, request = Wire(), Request("https://a.example/robots.txt", meta={"read_first": 1_000})

    assert wire.comes(request, 1_000) is None
    assert wire.comes(request, 1) is False
