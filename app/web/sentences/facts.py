"""What fills a sentence: the facts of a refusal, and how they are said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from app.web.i18n import format_day, format_moment

Facts = Mapping[str, object]
Sentences = dict[str, Callable[[Facts], str]]


def number(facts: Facts, name: str) -> int:
    """A count; 0 where there is none."""
    value = facts.get(name, 0)
    return value if isinstance(value, int) else 0


def text(facts: Facts, name: str) -> str:
    """A word or a number as it stands; nothing where there is none."""
    return str(facts.get(name, ""))


def moment(facts: Facts, name: str) -> str:
    """A moment in the request's language; nothing where there is none."""
    value = facts.get(name)
    return format_moment(value, "short") if isinstance(value, datetime) else ""


def day(facts: Facts, name: str) -> str:
    """A day in the request's language; nothing where there is none."""
    value = facts.get(name)
    return format_day(value) if isinstance(value, date) else ""
