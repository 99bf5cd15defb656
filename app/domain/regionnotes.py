"""What a region says for itself: a slogan and a rule for a theme, its own number to call, a help line with its value.

Slogans are regional (six "no" here, four there) and so are help lines, so neither stands in a lesson. The nearest
authority's word holds: a county's before its city's, a city's before the province's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from app.domain.errors import Invalid, NotFound
from app.domain.facts import Fact, is_number, national

MAX_TEXT = 240
MAX_NUMBER = 30
LIMITS = {"slogan": 30, "rule": 120, "number": 30}
_MARKUP = re.compile(r"[<>{}`*_#\[\]\\|]|https?:|www\.", re.IGNORECASE)
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u200b\u200e\u200f")
_ALLOWED_ELSEWHERE = 4  # English needs more letters for the same words.


class NoteKind(StrEnum):
    """What a note is. `number` is a number of the region's own with its name; `hotline` replaces a fact's value."""

    SLOGAN = "slogan"
    RULE = "rule"
    NUMBER = "number"
    HOTLINE = "hotline"


@dataclass(frozen=True, slots=True)
class Note:
    """One note as it holds now. `texts` by language; only numbers and help lines have a `number`."""

    region_id: UUID
    kind: NoteKind
    topic: str
    texts: Mapping[str, str]
    number: str = ""

    def text(self, language: str) -> str:
        """The words in this language, else as the region wrote them."""
        return self.texts.get(language) or self.texts["zh_CN"]


@dataclass(frozen=True, slots=True)
class Here:
    """What a pupil's own authorities say about a theme; None where they say nothing."""

    slogan: Note | None = None
    rule: Note | None = None
    number: Note | None = None

    def __bool__(self) -> bool:
        return any((self.slogan, self.rule, self.number))


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of all regions, as a worker holds them."""

    by_region: Mapping[UUID, Mapping[tuple[NoteKind, str], Note]] = field(default_factory=dict)

    def nearest(self, path: Sequence[UUID], kind: NoteKind, topic: str) -> Note | None:
        """The note that holds in a place; `path` are its authorities from the province down."""
        found = (self.by_region.get(region_id, {}).get((kind, topic)) for region_id in reversed(path))
        return next((note for note in found if note is not None), None)

    def here(self, path: Sequence[UUID], theme: str) -> Here:
        """What a place says about a theme."""
        slogan, rule, number = (
            self.nearest(path, kind, theme) for kind in (NoteKind.SLOGAN, NoteKind.RULE, NoteKind.NUMBER)
        )
        return Here(slogan, rule, number)

    def values(self, path: Sequence[UUID], facts: Mapping[str, Fact]) -> dict[str, str]:
        """The value of every fact in a place: its own help lines, and the national value of everything else."""
        values = national(facts)
        for region_id in path:
            for (kind, topic), note in self.by_region.get(region_id, {}).items():
                if kind is NoteKind.HOTLINE and topic in facts and facts[topic].is_regional:
                    values[topic] = note.number
        return values


def notes_of(notes: Collection[Note]) -> Notes:
    """These notes, in the shape in which they are asked for."""
    by_region: dict[UUID, dict[tuple[NoteKind, str], Note]] = {}
    for note in notes:
        by_region.setdefault(note.region_id, {})[note.kind, note.topic] = note
    return Notes(by_region)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks to have set. Texts are one line, tidied."""

    kind: NoteKind
    topic: str
    text: str
    text_en: str
    number: str


def wanted(
    kind: str, topic: str, text: str, text_en: str, number: str, *, themes: Collection[str], facts: Mapping[str, Fact]
) -> Wanted:
    """A checked note.

    Raises NotFound for a kind, a theme or a fact that no form of ours offers (an emergency number is one: it is the
    same everywhere), and Invalid with the `field` for a text or a number that cannot be taken.
    """
    if kind not in list(NoteKind):
        raise NotFound
    note_kind = NoteKind(kind)
    if note_kind is NoteKind.HOTLINE:
        if topic not in facts or not facts[topic].is_regional:
            raise NotFound
        return Wanted(note_kind, topic, "", "", _number(number, facts))
    if topic not in themes:
        raise NotFound
    limit = LIMITS[note_kind]
    words = _line(text, "text", limit)
    english = _line(text_en, "text_en", min(MAX_TEXT, limit * _ALLOWED_ELSEWHERE)) if text_en.strip() else ""
    own = _number(number, facts) if note_kind is NoteKind.NUMBER else ""
    return Wanted(note_kind, topic, words, english, own)


def _line(text: str, name: str, limit: int) -> str:
    line = " ".join(text.split())
    if not line:
        raise Invalid("note_missing", field=name)
    if any(unicodedata.category(char).startswith("C") or char in _BIDI for char in line):
        raise Invalid("note_unreadable", field=name)
    if _MARKUP.search(line):
        raise Invalid("note_markup", field=name)
    if len(line) > limit:
        raise Invalid("note_long", field=name, limit=limit)
    return line


def _number(text: str, facts: Mapping[str, Fact]) -> str:
    number = " ".join(unicodedata.normalize("NFKC", text).split())
    if not number:
        raise Invalid("note_number_missing", field="number")
    if len(number) > MAX_NUMBER or not is_number(number):
        raise Invalid("note_number_shape", field="number")
    digits = re.sub("[^0-9]", "", number)
    if any(digits == fact.value for fact in facts.values() if fact.is_number_to_call and not fact.is_regional):
        raise Invalid("note_number_emergency", field="number")
    return number
