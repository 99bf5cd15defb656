"""What all parts of the generator share while a demo is being built."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from random import Random
from uuid import UUID

from app.domain.campaigns import CHINA
from app.domain.grades import Stage
from app.domain.identifiers import uuid7
from app.services.demo.people import Names
from app.services.demo.plan import SchoolPlan
from app.services.demo.scale import Scale
from app.store.bulk import Loader


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A log-in that is written down for visitors."""

    role: str
    username: str
    password: str
    scope: str


@dataclass(frozen=True, slots=True)
class Pupil:
    """A pupil in the making. Listed ones stand in the file of log-ins, and have not begun any lesson."""

    id: UUID
    is_listed: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """A classroom in the making."""

    id: UUID
    stage: Stage
    grade: int
    number: int
    entry_year: int
    pupils: tuple[Pupil, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """A school in the making, with the account of its administrator."""

    plan: SchoolPlan
    rooms: tuple[Room, ...]
    admin_id: UUID


@dataclass(slots=True)
class Build:
    """The scale, the clock, the dice, and where the rows go."""

    scale: Scale
    now: datetime
    dice: Random
    loader: Loader
    password: str
    password_hash: str
    logins: list[DemoLogin] = field(default_factory=list)
    _used: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    names: Names = field(init=False)
    new_id: Callable[[], UUID] = field(init=False)

    def __post_init__(self) -> None:
        moment = self.now.timestamp()
        self.names = Names(self.dice)
        self.new_id = lambda: uuid7(lambda: moment, self.dice.getrandbits)

    @property
    def year(self) -> int:
        """The year in which the present school year began, on 1 September."""
        today = self.now.astimezone(CHINA).date()
        return today.year if today >= date(today.year, 9, 1) else today.year - 1

    @property
    def term_on(self) -> date:
        """The first day of the present school year."""
        return date(self.year, 9, 1)

    def username(self, prefix: str, width: int = 4) -> str:
        """The next user name with this prefix; nobody else on the platform has it."""
        self._used[prefix] += 1
        return f"{prefix}{self._used[prefix]:0{width}d}"


def local(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """A moment by the clock on the wall in China."""
    return datetime.combine(day, time(hour, minute), CHINA)


def entry_year(grade: int, year: int) -> int:
    """The year in which pupils of this grade entered their stage, seen from the school year that began in `year`."""
    for first in (13, 10, 7, 1, -2):
        if grade >= first:
            return year - (grade - first)
    raise ValueError(f"{grade} is not a grade")
