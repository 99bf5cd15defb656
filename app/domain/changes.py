"""How the pupils of a school have changed since a campaign's roster was fixed. The roster itself never changes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """The frozen roster beside the list of a day: `roster` - `left` + `joined` = `today`.

    `moved` of the roster sit in another class. `excused` and `completed` are counted among `today`, the newcomers who
    have completed every lesson of their class included; they count in no rate of the campaign.
    """

    roster: int = 0
    joined: int = 0
    left: int = 0
    moved: int = 0
    excused: int = 0
    completed: int = 0

    @property
    def today(self) -> int:
        """How many are on the list of the day."""
        return self.roster - self.left + self.joined

    @property
    def expected(self) -> int:
        """Those of the day's list who are not excused."""
        return self.today - self.excused

    @property
    def has_any(self) -> bool:
        """True where the list is no longer the one of the census."""
        return bool(self.joined or self.left or self.moved)
