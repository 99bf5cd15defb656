"""A small school with its classes, and lines about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from app.domain.grades import Stage
from app.domain.imports import Coverage
from app.domain.rosters.lines import Wanted
from app.domain.rosters.matching import Present
from app.domain.rosters.planning import Plan, Spared, plan
from app.domain.rosters.rooms import Room


def uid(number: int) -> UUID:
    return UUID(int=number)


def number(which: int) -> bytes:
    return bytes([which]) * 32


ROOMS = (
    Room(uid(31), Stage.PRIMARY, 3, 1),
    Room(uid(32), Stage.PRIMARY, 3, 2),
    Room(uid(41), Stage.PRIMARY, 4, 1, local_id="c41"),
    Room(uid(61), Stage.JUNIOR, 6, 2),
    Room(uid(101), Stage.VOCATIONAL, 10, 101, "护理班"),
)
ANNA = Present(uid(1), "安娜", number(1), "a1", uid(31))
BEN = Present(uid(2), "本", number(2), "a2", uid(31))
CARL = Present(uid(3), "卡尔", None, "a3", uid(32))
DORA = Present(uid(4), "多拉", number(4), None, uid(41), has_left=True)
SCHOOL = (ANNA, BEN, CARL, DORA)


def line(position: int, name: str = "新生", room: str | None = "1", grade: int | None = 3, **more: object) -> Wanted:
    return replace(Wanted(position, "名单", position + 1, "2114000001", name, None, grade, room), **more)  # type: ignore[arg-type]


def planned(
    *lines: Wanted,
    present: Sequence[Present] = SCHOOL,
    coverage: Coverage = Coverage.SCHOOL,
    spared: Spared | None = None,
    rooms: Sequence[Room] = ROOMS,
    system: str = "63",
) -> Plan:
    return plan(present, rooms, lines, coverage=coverage, system=system, spared=spared)


def codes(found: Plan) -> list[tuple[int | None, str]]:
    return [(fault.position, fault.code) for fault in found.faults]
