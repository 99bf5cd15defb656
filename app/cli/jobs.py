"""`flask jobs`: the worker that does what takes longer than a request."""

from __future__ import annotations

import gc
import os
import secrets
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import click

from app.cli.database import open_database
from app.cli.nightly import Nightly
from app.domain.identifiers import uuid7
from app.services import jobs as service
from app.services.handlers import HANDLERS
from app.services.jobs import Tools
from app.services.seals import Seal
from app.settings import Settings, read_settings
from app.store.engine import Database, DatabaseUnavailable

POLL_SECONDS = 1.0
# The indexes of a city's pupils fit into this much memory; SQLite would otherwise read them again and again.
CACHE_MIB = 64


@click.group()
def jobs() -> None:
    """Work that goes on after the request: imports, the move to the next school year."""


@jobs.command()
@click.option("--once", is_flag=True, help="Do what is waiting, then end.")
@click.option("--beside", type=int, help="End when this process, our parent, has ended.")
def work(once: bool, beside: int | None) -> None:
    """Do waiting jobs, one after the other, until told to stop (SIGTERM, Ctrl-C). A job cut short is done later."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())

    def should_stop() -> bool:
        return stop.is_set() or (beside is not None and os.getppid() != beside)

    collect_rarely()
    settings = read_settings()
    with open_database(CACHE_MIB) as database:
        tools = tools_of(settings, database, should_stop)
        nightly = Nightly(database, should_stop)
        while not should_stop():
            did = _work_once(tools)
            if not did and once:
                return
            if not did and not nightly.look():
                stop.wait(POLL_SECONDS)


class Bits(threading.local):
    """Random bits of the operating system, fetched in blocks: one system call for eight hundred ids, not for each."""

    def __init__(self) -> None:
        self._block, self._at = b"", 0

    def __call__(self, count: int) -> int:
        """A random integer of so many bits, at most 80."""
        if self._at >= len(self._block):
            self._block, self._at = os.urandom(10 * 800), 0
        self._at += 10
        return int.from_bytes(self._block[self._at - 10 : self._at]) >> (80 - count)


def collect_rarely() -> None:
    """Look for cyclic garbage less often in this process: a job makes many rows and no cycles, and an eighth of its
    time would go into looking."""
    gc.set_threshold(50_000, 20, 100)


def tools_of(
    settings: Settings,
    database: Database,
    should_stop: Callable[[], bool] = lambda: False,
    say: Callable[[int, int | None], None] = lambda _done, _total: None,
) -> Tools:
    """What a worker of this installation works with."""
    bits = Bits()
    return Tools(
        database=database,
        seal=Seal(settings.key("seal")),
        number_key=settings.number_key,
        guard_percent=settings.guard_percent,
        clock=lambda: datetime.now(UTC),
        new_id=lambda: uuid7(dice=bits),
        dice=secrets.randbelow,
        should_stop=should_stop,
        say=say,
    )


def _work_once(tools: Tools) -> bool:
    """One job; False where none waits or the database is away, which passes."""
    try:
        return service.work_once(tools, HANDLERS)
    except DatabaseUnavailable:
        return False
