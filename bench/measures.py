"""The measurements: each drives one thing for a bounded time and returns plain figures."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import count

from bench.client import Pool, Timings
from bench.machine import cpu_seconds, family
from bench.pupils import LessonFailed, sign_in, whole_lesson

CONNECTIONS = 16


@dataclass(frozen=True, slots=True)
class Measure:
    """What one phase came to. CPU seconds are those of the phase alone."""

    name: str
    done: int
    seconds: float
    timings: Timings
    server_cpu: float
    database_cpu: float
    failures: tuple[str, ...] = ()

    @property
    def per_second(self) -> float:
        """Completed units per second."""
        return self.done / self.seconds

    @property
    def requests_per_second(self) -> float:
        """Requests answered per second."""
        return len(self.timings.all()) / self.seconds

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds of application and database for one unit."""
        return 1000 * (self.server_cpu + self.database_cpu) / max(1, self.done)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies, in milliseconds; 0 for no values."""
    ordered = sorted(values)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


async def phase(
    name: str,
    port: int,
    server_pid: int,
    database_pid: int,
    seconds: float,
    unit: Callable[[Pool, int], Awaitable[None]],
    *,
    at_once: int,
    warm_up: float = 0.0,
    supply: int | None = None,
) -> Measure:
    """Run `unit` again and again, `at_once` of them side by side over 16 connections, for `seconds` after `warm_up`."""
    pool = Pool(port, CONNECTIONS)
    numbers, done, failures = count(), 0, []
    begin = time.perf_counter() + warm_up
    end = begin + seconds

    async def worker() -> None:
        nonlocal done
        while time.perf_counter() < end:
            number = next(numbers)
            if supply is not None and number >= supply:
                return
            try:
                await unit(pool, number)
                done += begin <= time.perf_counter() < end
            except LessonFailed as failure:
                failures.append(str(failure))

    workers = [asyncio.create_task(worker()) for _ in range(at_once)]
    await asyncio.sleep(max(0.0, begin - time.perf_counter()))
    pool.timings = Timings()
    before = cpu_seconds(family(server_pid)), cpu_seconds(family(database_pid))
    started = time.perf_counter()
    await asyncio.sleep(max(0.0, end - time.perf_counter()))
    after = cpu_seconds(family(server_pid)), cpu_seconds(family(database_pid))
    took, timings = time.perf_counter() - started, pool.timings
    pool.timings = Timings()
    _finished, late = await asyncio.wait(workers, timeout=60)
    for task in late:
        task.cancel()
    pool.close()
    return Measure(name, done, took, timings, after[0] - before[0], after[1] - before[1], tuple(failures))


def floor_unit(pool: Pool, _number: int) -> Awaitable[object]:
    """One request of the floor."""
    return pool.send("POST", "/", "floor", form={})


def login_unit(usernames: Sequence[str], password: str) -> Callable[[Pool, int], Awaitable[None]]:
    """Real log-ins, one user name after the other."""

    async def unit(pool: Pool, number: int) -> None:
        await sign_in(pool, usernames[number % len(usernames)], password)

    return unit


def lesson_unit(cookies: Sequence[str], speed: float, seed: int) -> Callable[[Pool, int], Awaitable[None]]:
    """A whole lesson of the next pupil who is signed in."""
    dice = random.Random(seed)  # noqa: S311 - a load, not a secret

    async def unit(pool: Pool, number: int) -> None:
        await whole_lesson(pool, cookies[number], speed, dice)

    return unit


def page_unit(path: str, cookies: str) -> Callable[[Pool, int], Awaitable[None]]:
    """One page, read again and again."""

    async def unit(pool: Pool, _number: int) -> None:
        answer = await pool.send("GET", path, path, cookies=cookies)
        if answer.status != 200:
            raise LessonFailed(f"{path} answered {answer.status}")

    return unit
