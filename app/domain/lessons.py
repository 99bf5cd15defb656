"""Lessons and their steps: what a pupil walks through, and how the steps that ask something are assessed.

Texts in these objects are already HTML made safe at publishing; one object holds one language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class StepKind(StrEnum):
    """The kinds of steps; `docs/authoring.md` says what a pupil does in each."""

    STORY = "story"
    CARD = "card"
    MYTH = "myth"
    SORT = "sort"
    ORDER = "order"
    RECALL = "recall"
    HOME = "home"


ASSESSED = frozenset({StepKind.MYTH, StepKind.SORT, StepKind.ORDER, StepKind.RECALL})


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to answer a story or a recall step. `right` is None in stories: nothing there is marked."""

    id: str
    text: str
    mood: str = ""
    consequence: str = ""
    right: bool | None = None
    feedback: str = ""
    misconception: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A statement of a myth step (`holds`: is it true?), an act to sort (`holds`: do it?) or to order."""

    id: str
    text: str
    holds: bool = True
    feedback: str = ""
    misconception: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a lesson. `seconds` is the shortest stay the server accepts."""

    id: str
    kind: StepKind
    seconds: int
    title: str
    text: str
    picture: str
    alt: str
    choices: tuple[Choice, ...] = ()
    items: tuple[Item, ...] = ()
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson in one language: `courses/<theme>/<name>.toml` after publishing."""

    id: str
    theme: str
    title: str
    summary: str
    minutes: int
    min_grade: int
    max_grade: int
    sources: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the server answers to one part of an assessed step."""

    text: str
    right: bool
    reason: str
    misconception: str = ""


def shown_order(step: Step) -> tuple[Item, ...]:
    """Items of an order step as they are first shown: never already in the right order, the same for everybody.

    The rotation depends only on the number of items, so the page can be cached for all pupils.
    """
    count = len(step.items)
    odd = step.items[1::2]
    even = step.items[0::2]
    return (*odd, *even) if count > 2 else tuple(reversed(step.items))


def assess(step: Step, answers: Mapping[str, str]) -> tuple[Verdict, ...] | None:
    """Compare a pupil's answers with an assessed step.

    `answers` maps field to value as posted: `choice` -> choice id (recall), item id -> "yes" / "no" (myth,
    sort), item id -> place "1".."n" (order). Returns the verdicts, or None where an answer is missing or is not one
    of those offered: then nothing is assessed and the pupil is asked again. Steps of other kinds give ().
    """
    if step.kind not in ASSESSED:
        return ()
    if step.kind is StepKind.RECALL:
        return _assess_recall(step.choices, answers.get("choice"))
    if step.kind is StepKind.ORDER:
        return _assess_order(step, answers)
    verdicts = []
    for item in step.items:
        said = answers.get(item.id)
        if said not in ("yes", "no"):
            return None
        right = (said == "yes") == item.holds
        verdicts.append(Verdict(item.text, right, item.feedback, "" if right else item.misconception))
    return tuple(verdicts)


def _assess_recall(choices: Sequence[Choice], chosen_id: str | None) -> tuple[Verdict, ...] | None:
    for choice in choices:
        if choice.id == chosen_id:
            return (Verdict(choice.text, bool(choice.right), choice.feedback, choice.misconception),)
    return None


def _assess_order(step: Step, answers: Mapping[str, str]) -> tuple[Verdict, ...] | None:
    places = [answers.get(item.id, "") for item in step.items]
    expected = [str(number) for number in range(1, len(step.items) + 1)]
    if sorted(places) != sorted(expected):
        return None
    sequence = " → ".join(item.text for item in step.items)
    return (Verdict(sequence, places == expected, step.feedback),)
