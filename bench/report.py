"""The figures of a run as data, and the table people read."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from typing import Any

from bench.measures import Measure, percentile


def figures(
    scale: str,
    seeding: float,
    floors: Sequence[Measure],
    phases: Sequence[Measure],
    pages: Sequence[Measure],
    rows: int,
    verdict: str,
) -> dict[str, Any]:
    """Everything measured. `is_sound` is True where each handed-in quiz is a row and no counter differs."""
    floor = sum(one.requests_per_second for one in floors) / len(floors)
    lessons = next(one for one in phases if one.name == "whole lessons")
    return {
        "scale": scale,
        "seeding_seconds": round(seeding, 1),
        "load_average": os.getloadavg()[0],
        "floor_requests_per_second": round(floor, 1),
        "ratio_to_floor": round(lessons.requests_per_second / floor, 3),
        "lessons_per_second": round(lessons.per_second, 1),
        "cpu_ms_per_lesson": round(lessons.cpu_ms, 2),
        "attempt_rows_written": rows,
        "rollups": verdict,
        "is_sound": rows >= lessons.done > 0 and verdict.endswith("differences: 0") and not lessons.failures,
        "phases": [_phase(one) for one in (*floors, *phases, *pages)],
        "lesson_requests": {
            kind: {"number": len(values), "p50_ms": _ms(values, 0.5), "p95_ms": _ms(values, 0.95)}
            for kind, values in lessons.timings.by_kind.items()
        },
    }


def table(found: dict[str, Any]) -> str:
    """The figures as a table for people."""
    columns = ("done/s", "req/s", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "of it DB")
    head = f"{'phase':44} " + " ".join(f"{column:>8}" for column in columns)
    lines = [head, "-" * len(head)]
    for one in found["phases"]:
        lines.append(
            f"{one['name'][:44]:44} {one['per_second']:8.1f} {one['requests_per_second']:8.1f} {one['p50_ms']:8.1f} "
            f"{one['p95_ms']:8.1f} {one['p99_ms']:8.1f} {one['cpu_ms']:8.2f} {one['database_cpu_ms']:8.2f}"
        )
        lines += [f"    {failure}: {number}" for failure, number in one["failures"].items()]
    lines.append("")
    for kind, one in found["lesson_requests"].items():
        lines.append(
            f"  lesson request {kind:10} {one['number']:8} times, p50 {one['p50_ms']} ms, p95 {one['p95_ms']} ms"
        )
    lines.append("")
    lines.append(
        f"whole lessons {found['lessons_per_second']}/s at {found['cpu_ms_per_lesson']} ms CPU each; "
        f"requests at {found['ratio_to_floor']:.0%} of the floor ({found['floor_requests_per_second']}/s)"
    )
    lines.append(f"attempt rows written {found['attempt_rows_written']}; rollups {found['rollups']}")
    return "\n".join(lines)


def _phase(one: Measure) -> dict[str, Any]:
    values = one.timings.all()
    return {
        "name": one.name,
        "done": one.done,
        "seconds": round(one.seconds, 2),
        "per_second": round(one.per_second, 1),
        "requests_per_second": round(one.requests_per_second, 1),
        "p50_ms": _ms(values, 0.5),
        "p95_ms": _ms(values, 0.95),
        "p99_ms": _ms(values, 0.99),
        "cpu_ms": round(one.cpu_ms, 2),
        "database_cpu_ms": round(1000 * one.database_cpu / max(1, one.done), 2),
        "failures": dict(Counter(one.failures) + Counter(one.timings.unexpected)),
    }


def _ms(values: Sequence[float], share: float) -> float:
    return round(percentile(values, share), 2)
