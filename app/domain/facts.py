"""Facts that texts name instead of writing them out: help lines, ages of the law, norms of drills.

A text says `{fire}`; what stands there is filled in when a page is shown, so that a region's own number reaches lessons
that were published long before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\}")
# What an address of our own help lines looks like: digits with blanks and hyphens, at most an extension behind them.
_NUMBER = re.compile(r"\+?[0-9][0-9 -]{1,18}[0-9](?:(?:转| ext\. ?)[0-9]{1,6})?")


class FactKind(StrEnum):
    """What a fact is. A region may set its own value of help lines only."""

    EMERGENCY = "emergency"
    HOTLINE = "hotline"
    AGE = "age"
    NORM = "norm"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. `low` and `high` bound a number (an age in years, a norm in its own unit)."""

    id: str
    kind: FactKind
    value: str
    names: Mapping[str, str]
    sources: Mapping[str, str]
    low: int | None = None
    high: int | None = None

    @property
    def is_number_to_call(self) -> bool:
        """Is it a number to call?"""
        return self.kind in (FactKind.EMERGENCY, FactKind.HOTLINE)

    @property
    def is_regional(self) -> bool:
        """May a region set its own value? The emergency numbers are the same everywhere."""
        return self.kind is FactKind.HOTLINE

    def name(self, language: str) -> str:
        """What the fact is called in this language, else in the source language."""
        return self.names.get(language) or self.names["zh_CN"]


def placeholders(text: str) -> tuple[str, ...]:
    """The facts a text names, in their order."""
    return tuple(PLACEHOLDER.findall(text))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its facts in place. A name that has no value stays as it stands."""
    if "{" not in text:
        return text
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def national(facts: Mapping[str, Fact]) -> dict[str, str]:
    """The value of every fact where no region says otherwise."""
    return {name: fact.value for name, fact in facts.items()}


def is_number(text: str) -> bool:
    """Does this look like a number one can call: 3 to 15 digits, blanks and hyphens between them, an extension?"""
    return _NUMBER.fullmatch(text) is not None and 3 <= sum(char in "0123456789" for char in text) <= 15
