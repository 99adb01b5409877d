"""The scheduler process: APScheduler calls ``look`` every few seconds until a signal says that it is enough."""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from select import select

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from scheduler.lock import hold
from scheduler.rounds import Rounds, utc_now

TICK = timedelta(seconds=5)

SHORT_TICK = timedelta(seconds=0.2)
"""Between two looks while somebody waits for the end."""

CLOCK_CHECK = 60.0
"""Seconds between two looks at whether the machine's clock was set back."""

log = logging.getLogger(__name__)


def serve(rounds: Rounds, *, tick: timedelta = TICK, once: bool = False) -> int:
    """Hold the archive's schedule and crawl what falls due until SIGTERM or Ctrl-C; with ``once`` only what is due
    now. A second signal kills the running crawls.

    Returns the exit code: 130 after Ctrl-C, 1 where ``once`` saw a crawl fail, else 0. Raises AlreadyRunning,
    ArchiveError or SourcesError where it cannot start. Must be called in the main thread.
    """
    told: list[int] = []
    sources = rounds.open()
    with hold(rounds.archive), _signals(signal.SIGINT, signal.SIGTERM) as wait:
        log.info("sources to follow: %s", sources or "none; choose some with `dateline sources enable` or `add`")
        if once:
            rounds.look()
            rounds.close()
            if not rounds.busy:
                log.info("nothing is due")
        scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(max_workers=1)},
            # After a night asleep the looks that were missed are one, and it is never too late for it.
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        scheduler.add_listener(_tell, EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)
        tick = SHORT_TICK if once else tick
        look = scheduler.add_job(rounds.look, _Ticks(tick), id="look", next_run_time=utc_now())
        scheduler.start()
        while not rounds.idle.is_set() and len(told) < 2:
            number = wait(SHORT_TICK.total_seconds() if once or told else CLOCK_CHECK)
            if number:
                told.append(number)
            if number and len(told) == 1:
                log.info("told to stop by %s", signal.Signals(number).name)
                rounds.stop()
                look.reschedule(_Ticks(SHORT_TICK))
            elif look.next_run_time - utc_now() > 2 * tick:
                # APScheduler waits for a time of day. Where the clock was set back, that may be years off.
                look.modify(next_run_time=utc_now())
        if len(told) > 1:
            rounds.kill()
        scheduler.shutdown()
        if len(told) > 1:
            rounds.kill()  # the one that was just being started
        rounds.look()  # writes down what ended last
    if told:
        return 128 + signal.SIGINT if told[0] == signal.SIGINT else 0
    return int(once and rounds.failed)


class _Ticks(BaseTrigger):  # type: ignore[misc]
    """Every so often, from now on. APScheduler's own interval lists all turns that were missed, though they are one:
    where a machine without a clock of its own starts in 1970 and is told the time, that list is never done."""

    def __init__(self, length: timedelta) -> None:
        self._length = length

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        following = (previous or now) + self._length
        return following if following > now else now + self._length


@contextmanager
def _signals(*numbers: signal.Signals) -> Iterator[Callable[[float], int | None]]:
    """Inside the block these signals interrupt nothing; the function given waits for the next of them, up to so many
    seconds. (Setting an Event in a handler can deadlock with the thread that waits for it.)"""
    heard, speak = socket.socketpair()
    speak.setblocking(False)
    descriptor = signal.set_wakeup_fd(speak.fileno())  # first: a signal between the two would be lost
    before = [signal.signal(number, lambda *_: None) for number in numbers]

    def wait(seconds: float) -> int | None:
        return heard.recv(1)[0] if select([heard], [], [], seconds)[0] else None

    try:
        yield wait
    finally:
        signal.set_wakeup_fd(descriptor)
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
        heard.close()
        speak.close()


def _tell(event: JobEvent) -> None:
    if event.code == EVENT_JOB_ERROR:
        log.error("a look failed; the next one tries again", exc_info=event.exception)
    else:
        log.warning("a look is late: the one before it still runs")
