"""The library: every published lesson with its quiz, in every language, by revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.courses import Course
from app.domain.facts import Fact
from app.domain.lessons import Lesson
from app.domain.quizzes import Quiz

SOURCE_LANGUAGE = "zh_CN"
LANGUAGES = ("zh_CN", "zh_TW", "en")
# Nobody writes the others: they are made from the source language when content is published.
WRITTEN_LANGUAGES = ("zh_CN", "en")
NAMED_FROM = 3  # The grade from which pupils are told the name of a wrong belief.


@dataclass(frozen=True, slots=True)
class Misconception:
    """A named wrong belief and what is true instead, in one language."""

    id: str
    belief: str
    truth: str
    crit: bool


@dataclass(frozen=True, slots=True)
class Publication:
    """One immutable revision of a lesson and its quiz. `digest` is what attempts are taken against."""

    lesson_id: str
    digest: str
    lessons: Mapping[str, Lesson]
    quizzes: Mapping[str, Quiz]
    misconceptions: Mapping[str, Mapping[str, Misconception]]
    readings: Mapping[str, str] = field(default_factory=dict)  # of texts in the source language, see domain/readings.py
    recordings: Mapping[str, str] = field(default_factory=dict)  # addresses by `language/part`, see recordings.py

    def lesson(self, language: str) -> Lesson:
        """The lesson in this language, else in the source language."""
        return self.lessons.get(language) or self.lessons[SOURCE_LANGUAGE]

    def quiz(self, language: str) -> Quiz:
        """The quiz in this language, else in the source language."""
        return self.quizzes.get(language) or self.quizzes[SOURCE_LANGUAGE]

    def belief_told(self, language: str, misconception_id: str) -> str:
        """The wrong belief behind an answer as pupils are told it, or "" where there is none.

        Never to pupils below grade 3: of "a common mistake: ..." the youngest keep the sentence, not the warning.
        """
        youngest = self.lesson(SOURCE_LANGUAGE).max_grade < NAMED_FROM
        found = None if youngest else self.misconception(language, misconception_id)
        return found.belief if found else ""

    def misconception(self, language: str, misconception_id: str) -> Misconception | None:
        """A misconception of this theme by id, or None for an id the theme does not have."""
        words = self.misconceptions.get(language) or self.misconceptions[SOURCE_LANGUAGE]
        return words.get(misconception_id)


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of the curriculum: its name by language, its icon (an SVG) and its place in lists."""

    id: str
    names: Mapping[str, str]
    icon: str
    order: int

    def name(self, language: str) -> str:
        """The theme's name in this language, else in the source language."""
        return self.names.get(language) or self.names[SOURCE_LANGUAGE]


@dataclass(frozen=True, slots=True)
class Library:
    """All revisions that can still be asked for, and which of them is current for each lesson."""

    revisions: Mapping[str, Publication] = field(default_factory=dict)
    heads: Mapping[str, str] = field(default_factory=dict)
    themes: Mapping[str, Theme] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    courses: Mapping[str, Course] = field(default_factory=dict)

    def current(self, lesson_id: str) -> Publication | None:
        """The published revision of this lesson, or None where it is not published."""
        return self.revisions.get(self.heads.get(lesson_id, ""))

    def revision(self, digest: str) -> Publication | None:
        """The revision whose digest is, or starts with, `digest`: sheets are marked against the one they name."""
        whole = self.revisions.get(digest)
        return whole or next((one for full, one in self.revisions.items() if digest and full.startswith(digest)), None)
