"""Lessons and their steps: what a pupil walks through. `assessments` says how the steps that ask something are marked.

Texts in these objects are already HTML made safe at publishing; one object holds one language. Fields that came later
have defaults, so that a revision published before them can still be read.
"""

from __future__ import annotations

import hashlib
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
    HOTSPOT = "hotspot"
    DIALOGUE = "dialogue"
    CALCULATOR = "calculator"
    PRACTICE = "practice"
    VIDEO = "video"


ASSESSED = frozenset(
    {
        StepKind.MYTH,
        StepKind.SORT,
        StepKind.ORDER,
        StepKind.RECALL,
        StepKind.HOTSPOT,
        StepKind.DIALOGUE,
        StepKind.CALCULATOR,
    }
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to answer a story, recall or calculator step. `right` is None in stories: nothing there is marked.

    `icon` is an SVG, or before publishing the name of an emoji; `percent` is the yearly rate that the right
    choice of a calculator names.
    """

    id: str
    text: str
    mood: str = ""
    consequence: str = ""
    right: bool | None = None
    feedback: str = ""
    misconception: str = ""
    icon: str = ""
    percent: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """A statement of a myth step (`holds`: is it true?), an act to sort (`holds`: do it?) or to order."""

    id: str
    text: str
    holds: bool = True
    feedback: str = ""
    misconception: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A thing in the picture of a hotspot step: a rectangle on its 320 x 180 canvas, dangerous or harmless."""

    id: str
    text: str
    x: int
    y: int
    width: int
    height: int
    hazard: bool
    feedback: str
    misconception: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the pupil may answer in a turn of a dialogue; `mood` is good, safe or risky."""

    id: str
    text: str
    mood: str
    feedback: str
    misconception: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing the other side says in a dialogue, and the replies to it."""

    id: str
    says: str
    replies: tuple[Reply, ...]


class Every(StrEnum):
    """How often a loan is paid back."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Offer:
    """A loan in whole yuan: of `borrowed`, `received` is paid out; then `each` is paid back `payments` times."""

    borrowed: int
    received: int
    payments: int
    each: int
    every: Every


@dataclass(frozen=True, slots=True)
class Cue:
    """What to do `at` so many seconds after the start of a practice."""

    id: str
    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Track:
    """The captions of a film in one language, by their published address."""

    language: str
    address: str


@dataclass(frozen=True, slots=True)
class Video:
    """A film of `length` seconds: a file of the content roots, or an address elsewhere; exactly one is given.

    Publishing adds the address of the file, and the captions with those of the page's language first.
    """

    length: int
    file: str = ""
    address: str = ""
    captions: tuple[Track, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a lesson. `seconds` is the shortest stay the server accepts, `duration` the timer of a practice."""

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
    spots: tuple[Spot, ...] = ()
    caller: str = ""
    turns: tuple[Turn, ...] = ()
    offer: Offer | None = None
    duration: int = 0
    cues: tuple[Cue, ...] = ()
    video: Video | None = None
    transcript: str = ""


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
    """What the server answers to one part of an assessed step.

    Where another choice would have been right, `instead` is its text and `because` the reason for it.
    """

    text: str
    right: bool
    reason: str
    misconception: str = ""
    instead: str = ""
    because: str = ""


def shown_order(step: Step) -> tuple[Item, ...]:
    """Items of an order step as they are first shown: never already in the right order, the same for everybody.

    The rotation depends only on the number of items, so the page can be cached for all pupils.
    """
    count = len(step.items)
    odd = step.items[1::2]
    even = step.items[0::2]
    return (*odd, *even) if count > 2 else tuple(reversed(step.items))


def sequence(step: Step) -> str:
    """The acts of an order step in their right order, as one line."""
    return " → ".join(item.text for item in step.items)


def shown_replies(turn: Turn) -> tuple[Reply, ...]:
    """The replies in the order in which the page offers them: the same for everybody, and unlike the author's.

    Authors tend to write the good one first, and ids that tell. The page names a reply by its place in this order.
    """
    return tuple(sorted(turn.replies, key=lambda reply: hashlib.sha256(f"{turn.id} {reply.id}".encode()).digest()))
