"""Scrapy's responses and failures as rows of what was asked and what came back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    StopDownload,
)
from scrapy.http import Request, Response

from archive.rows import Fetch
from crawler.network.guard import resolved_to_private
from crawler.network.intake import TOO_MUCH
from crawler.network.refusals import OutOfBounds, Refused, TooSlow, Untrusted
from crawler.network.unpacking import NotWhole

PART = "answered 206, a part of the page"
FINAL = (DownloadCancelledError, IgnoreRequest)
"""Failures that asking again would repeat."""
RECORDED_AT, RECORDED_ERROR = "recorded_at", "recorded_error"
"""In the meta of a request that a replay answers: the time of the recording, and how it put a failure."""
ASKED_THEN = "asked_then"
"""In the meta of a request that a replay has an answer for: no pause kept it from being asked."""
SECRET = frozenset({"set-cookie", "set-cookie2", "cookie"})
"""Headers that are not kept: they are between a server and one visitor."""
LONGEST_HEADER = 8_192
"""Characters; a longer one says nothing that is worth keeping."""


def fetch_of(
    response: Response, request: Request, *, run_id: int | None, at: datetime, page_id: int | None = None
) -> Fetch:
    """One request that was answered; ``request`` is the one that got the answer, after redirects."""
    length = response.headers.get("Content-Length")
    return Fetch(
        run_id=run_id,
        page_id=page_id,
        url=request.meta.get("redirect_urls", [request.url])[0],
        final_url=response.url,
        at=request.meta.get(RECORDED_AT, at),
        status=response.status,
        headers=headers_of(response),
        body=response.body or None,
        seconds=request.meta.get("download_latency"),
        bytes_received=int(length) if length is not None and length.isdigit() else len(response.body),
    )


def hops_of(request: Request, *, run_id: int | None, at: datetime, page_id: int | None = None) -> tuple[Fetch, ...]:
    """The redirects that led to ``request``."""
    urls = [*request.meta.get("redirect_urls", ()), request.url]
    at = request.meta.get(RECORDED_AT, at)
    return tuple(
        Fetch(run_id=run_id, page_id=page_id, url=url, final_url=to, at=at, status=status, headers={"location": to})
        for url, to, status in zip(urls, urls[1:], request.meta.get("redirect_reasons", ()), strict=False)
        if isinstance(status, int)
    )


def error_of(
    error: BaseException, request: Request, *, run_id: int | None, at: datetime, page_id: int | None = None
) -> Fetch:
    """One request that was not answered, or not wholly."""
    return Fetch(
        run_id=run_id,
        page_id=page_id,
        url=request.meta.get("redirect_urls", [request.url])[0],
        final_url=request.url,
        at=request.meta.get(RECORDED_AT, at),
        status=None,
        error=reason_of(error, request),
        seconds=request.meta.get("download_latency"),
    )


def reason_of(error: BaseException, request: Request) -> str:
    """Why there is no answer, for people."""
    if (recorded := request.meta.get(RECORDED_ERROR)) is not None:
        return str(recorded)
    host = request.url.split("/")[2].rpartition("@")[2]
    match error:
        case Refused() | OutOfBounds() | TooSlow() | NotWhole():
            return error.reason
        case CannotResolveHostError():
            return private_of(error, request) or f"no address is known for the name {host}"
        case DownloadConnectionRefusedError():
            return f"{host} refuses the connection"
        case DownloadTimeoutError():
            return f"no whole answer within {request.meta.get('download_timeout', 0):g} seconds"
        case ResponseDataLossError():
            return "the answer breaks off in the middle"
        case StopDownload():
            return TOO_MUCH
        case DownloadCancelledError():
            own = request.meta.get("download_maxsize")
            return "larger than " + (f"{own:,} bytes" if own else "DOWNLOAD_MAXSIZE allows")
        case DownloadFailedError():
            cause = _innermost(error)
            return str(cause) if isinstance(cause, Untrusted) else f"the connection broke: {_told(cause)}"
        case _:
            return f"{type(error).__name__}: {str(error)[:200]}" if str(error) else type(error).__name__


def is_whole(status: int | None) -> bool:
    """Whether an answer brings what was asked for, all of it: nobody asks for a part (206), which would be taken for it."""
    return status is not None and 200 <= status < 300 and status != 206


def unanswered(fetch: Fetch, reason: str) -> Fetch:
    """A request whose answer is not taken, as if it had not come: nor must what its headers say be taken for known."""
    return replace(fetch, status=None, headers={}, body=None, error=reason)


def is_passing(status: int) -> bool:
    """Whether an answer tells how its server is just now and nothing of what was asked for (RFC 9110 §15.5.9, §15.6, RFC
    6585 §4, RFC 8470 §5.2)."""
    return status in (408, 425, 429) or status >= 500


def private_of(error: BaseException, request: Request) -> str | None:
    """Why a host's name was not followed, where that is the reason for ``error``."""
    if not isinstance(error, CannotResolveHostError):
        return None
    return resolved_to_private(request.url.split("/")[2].rpartition("@")[2].partition(":")[0])


def headers_of(response: Response) -> dict[str, str]:
    """Names in lower case, several of one name joined; without cookies, and without what is absurdly long."""
    told = (
        (name.decode("latin-1").lower(), b", ".join(values).decode("latin-1"))
        for name, values in response.headers.items()
        if name is not None
    )
    return {name: value for name, value in told if name not in SECRET and len(value) <= LONGEST_HEADER}


def _innermost(error: BaseException) -> BaseException:
    """Twisted wraps what went wrong in lists of lists of failures."""
    cause = error.__cause__ or error
    while reasons := getattr(cause, "reasons", None):
        cause = reasons[0].value
    return cause


def _told(cause: BaseException) -> str:
    if isinstance(cause, SSL.Error) and cause.args and isinstance(cause.args[0], list):
        return "TLS: " + (", ".join(str(part[-1]) for part in cause.args[0]) or "cut off")
    return (str(cause) or type(cause).__name__)[:200]
