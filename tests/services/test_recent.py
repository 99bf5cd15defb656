from __future__ import annotations

import threading

import pytest

from app.services.recent import Recent


class Ticks:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_answer_is_kept_for_its_seconds() -> None:
    ticks, asked = Ticks(), []
    recent = Recent(5, clock=ticks)
    for _ in range(3):
        recent.get("a", lambda: asked.append(1))
    ticks.now = 5
    recent.get("a", lambda: asked.append(2))
    assert asked == [1, 2]


def test_zero_seconds_keep_nothing() -> None:
    answers = iter((1, 2))
    recent = Recent(0)
    assert [recent.get("a", lambda: next(answers)) for _ in range(2)] == [1, 2]


def test_the_table_does_not_grow_for_ever() -> None:
    recent = Recent(5, most=2)
    for key in range(10):
        recent.get(key, lambda: 0)
    assert len(recent._answers) == 2


def test_a_failure_is_not_kept() -> None:
    recent = Recent(5)
    with pytest.raises(ZeroDivisionError):
        recent.get("a", lambda: 1 / 0)
    assert recent.get("a", lambda: 7) == 7


def test_while_one_asks_the_others_take_the_old_answer() -> None:
    ticks = Ticks()
    recent = Recent(5, clock=ticks)
    recent.get("a", lambda: "old")
    ticks.now = 6
    began, go = threading.Event(), threading.Event()

    def slow() -> str:
        began.set()
        go.wait(5)
        return "new"

    thread = threading.Thread(target=lambda: recent.get("a", slow))
    thread.start()
    began.wait(5)
    assert recent.get("a", lambda: "never") == "old"
    go.set()
    thread.join()
    assert recent.get("a", lambda: "never") == "new"
