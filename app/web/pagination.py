"""Long lists in pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.domain.errors import NotFound

PER_PAGE = 50
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list; pages are counted from 1."""

    items: Sequence[Item]
    number: int
    last: int
    length: int

    @property
    def numbers(self) -> list[int]:
        """The pages to offer: the first, the last and the neighbours; 0 stands for a gap."""
        near = {1, self.last, *range(max(1, self.number - 2), min(self.last, self.number + 2) + 1)}
        shown: list[int] = []
        for number in sorted(near):
            if shown and number > shown[-1] + 1:
                shown.append(0)
            shown.append(number)
        return shown


def page_of(items: Sequence[Item], asked: str | None) -> Page[Item]:
    """The page with the number somebody asked for in the address; NotFound for what is no page of this list."""
    last = max(1, -(-len(items) // PER_PAGE))
    text = asked or "1"
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    if not 1 <= number <= last:
        raise NotFound
    return Page(items[(number - 1) * PER_PAGE : number * PER_PAGE], number, last, len(items))
