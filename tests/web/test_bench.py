"""The benchmark's pupil gets through every kind of step, so that `make bench` measures lessons and not refusals."""

from __future__ import annotations

import asyncio
from random import Random
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.store.engine import Session
from app.store.schema import Classroom, Student
from bench.client import Answer, Pool
from bench.pupils import whole_lesson
from tests import builders
from tests.clock import Clock
from tests.learner import VARIED, account_of, stock
from tests.staff import browser


class Line:
    """Stands for the benchmark's connections."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client
        self.asked: list[str] = []

    async def send(self, method: str, path: str, kind: str, **how: Any) -> Answer:
        """One request."""
        self.asked.append(kind)
        headers = {"X-Fragment": "1"} if how.get("part") else {}
        found = self._client.open(path, method=method, data=how.get("form"), headers=headers)
        return Answer(found.status_code, {}, {}, found.text, 0.0)


@pytest.mark.parametrize("lesson_id", VARIED)
def test_a_pupil_of_the_benchmark_finishes(
    app: Flask,
    session: Session,
    clock: Clock,
    room: Classroom,
    pupil: Student,
    monkeypatch: pytest.MonkeyPatch,
    lesson_id: str,
) -> None:
    async def stay(seconds: float) -> None:
        clock.advance(seconds=seconds)

    monkeypatch.setattr(asyncio, "sleep", stay)
    builders.assignment(session, room, lesson_id=lesson_id)
    line = Line(browser(stock(app), account_of(session, pupil)))
    walk = whole_lesson(cast(Pool, line), "", 1.0, Random(1))  # noqa: S311 - no secret
    # Nothing here ever waits, so it needs no event loop; the journeys' browser may hold the one of this thread.
    with pytest.raises(StopIteration):
        walk.send(None)
    assert line.asked[-1] == "submit"
