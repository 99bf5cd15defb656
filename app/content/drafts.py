"""Content as its files say it: the domain's own objects with Markdown in their texts, before rendering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.content.courses import CourseDraft
from app.content.documents import Document
from app.content.films import Films
from app.content.pictures import Art, Picture
from app.content.problems import Problem
from app.domain.facts import Fact
from app.domain.lessons import Lesson, StepKind
from app.domain.library import SOURCE_LANGUAGE, Misconception
from app.domain.quizzes import Quiz

# The array of tables a step of each kind holds; `card`, `home` and `video` hold none.
ROWS = {
    StepKind.STORY: "choice",
    StepKind.RECALL: "choice",
    StepKind.MYTH: "statement",
    StepKind.SORT: "item",
    StepKind.ORDER: "item",
    StepKind.HOTSPOT: "spot",
    StepKind.DIALOGUE: "turn",
    StepKind.CALCULATOR: "choice",
    StepKind.PRACTICE: "cue",
}


@dataclass(frozen=True, slots=True)
class LessonDraft:
    """A lesson file; `translations` holds the same lesson in each language that has a fitting overlay.

    `taught` are the characters the lesson itself teaches: rarer than its band reads, and needed.
    """

    document: Document
    lesson: Lesson
    pictures: Mapping[str, Picture]
    retired: frozenset[str]
    translations: dict[str, Lesson] = field(default_factory=dict)
    taught: str = ""
    phrases: Mapping[str, str] = field(default_factory=dict)  # how words of this lesson sound


@dataclass(frozen=True, slots=True)
class QuizDraft:
    """A quiz file with its translations."""

    document: Document
    quiz: Quiz
    retired: frozenset[str]
    translations: dict[str, Quiz] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MisconceptionDraft:
    """A misconception by language, and the youngest grade that should meet it."""

    document: Document
    min_grade: int
    by_language: dict[str, Misconception]

    @property
    def crit(self) -> bool:
        """Does acting on this belief endanger life?"""
        return self.by_language[SOURCE_LANGUAGE].crit


@dataclass(frozen=True, slots=True)
class ThemeDraft:
    """A theme as `themes.toml` lists it."""

    document: Document
    icon: str
    order: int
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording of one part of a lesson: the file, and where it is published."""

    path: Path
    address: str


@dataclass(frozen=True, slots=True)
class Review:
    """One reading of a lesson: what was read (`digest`), who wrote it, who read it, and on which day."""

    digest: str
    author: str
    reviewer: str
    on: date


@dataclass(frozen=True, slots=True)
class Collection:
    """Everything found below the content roots, with every problem found on the way."""

    art: Art
    themes: dict[str, ThemeDraft] = field(default_factory=dict)
    misconceptions: dict[str, dict[str, MisconceptionDraft]] = field(default_factory=dict)
    lessons: dict[str, LessonDraft] = field(default_factory=dict)
    quizzes: dict[str, QuizDraft] = field(default_factory=dict)
    phrases: dict[str, str] = field(default_factory=dict)  # how words of every lesson sound
    recordings: dict[tuple[str, str, str], Recording] = field(default_factory=dict)  # by lesson, part and language
    facts: dict[str, Fact] = field(default_factory=dict)
    traditional: dict[str, str] = field(default_factory=dict)  # phrases by what stands for them in Taiwan
    films: Films = field(default_factory=Films)
    courses: dict[str, CourseDraft] = field(default_factory=dict)
    reviews: dict[str, Review] = field(default_factory=dict)  # by lesson, whatever was read then
    problems: list[Problem] = field(default_factory=list)
