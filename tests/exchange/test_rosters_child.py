"""The process that reads: what it may do, and what its end means."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.exchange.rosters import Limits, Unreadable, opened, reader
from tests import rosterfiles

MANY = [{"name": f"王{at}", "grade": "1", "room": "1"} for at in range(20_000)]


def _children() -> list[int]:
    own = Path("/proc/self/task")
    return [int(pid) for task in own.iterdir() for pid in (task / "children").read_text().split()]


def test_the_child_has_no_secrets_and_little_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "very secret")
    before = set(_children())
    with opened(rosterfiles.write_csv(tmp_path / "a", MANY)) as roster:
        next(roster.lines())
        (child,) = set(_children()) - before
        assert b"secret" not in Path(f"/proc/{child}/environ").read_bytes()
        assert str(tmp_path).encode() not in Path(f"/proc/{child}/cmdline").read_bytes()
        limits = Path(f"/proc/{child}/limits").read_text().splitlines()
    bounds = {line[:25].strip(): line[25:].split()[0] for line in limits}
    assert (bounds["Max address space"], bounds["Max file size"]) == (str(512 << 20), "0")
    assert (bounds["Max cpu time"], bounds["Max open files"], bounds["Max core file size"]) == ("120", "16", "0")
    assert child not in _children()


@pytest.mark.parametrize(
    ("program", "code", "fact"),
    [
        ("import os; os.abort()", "too_heavy", {"limit": "memory"}),
        ("import os; os.kill(os.getpid(), 9)", "too_heavy", {"limit": "memory"}),
        ("import signal; signal.pause()", "too_heavy", {"limit": "seconds"}),
        ("raise SystemExit(3)", "reader_failed", {"kind": "status 3"}),
        ("print('no JSON')", "reader_failed", {"kind": "garbled"}),
        ('print(\'[["failed", "KeyError"]]\')', "reader_failed", {"kind": "KeyError"}),
        ("print('[[\"end\"]]')", "reader_failed", {"kind": "silent"}),
    ],
)
def test_every_end_of_the_child_has_a_reason(
    program: str, code: str, fact: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = subprocess.Popen

    def another(command: list[str], **how: Any) -> subprocess.Popen[bytes]:
        return start([sys.executable, "-c", program], **how)

    monkeypatch.setattr(reader.subprocess, "Popen", another)
    file = rosterfiles.write_csv(tmp_path / "a", MANY[:3])
    patience = 0.2 if "pause" in program else 60
    with pytest.raises(Unreadable) as refusal, opened(file, limits=Limits(seconds=patience)):
        pass
    assert (refusal.value.code, refusal.value.facts) == (code, fact)


def test_only_waiting_for_the_child_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # An hour passes with every line that the caller takes, and none while it waits: the clock stands still in `_read`.
    now = [0.0]
    monkeypatch.setattr(reader, "monotonic", lambda: now[0])
    with opened(rosterfiles.write_csv(tmp_path / "a", MANY), limits=Limits(seconds=60)) as roster:
        for _ in roster.lines():
            now[0] += 3600
