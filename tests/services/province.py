"""A tiny synthetic province for tests of the demo, with lessons just real enough to be worked on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

from app.domain.courses import Course, Season
from app.domain.grades import BAND_GRADES
from app.domain.lessons import Item, Lesson, Step, StepKind
from app.domain.library import Library, Misconception, Publication
from app.domain.quizzes import Choice, Question, Quiz
from app.services.demo import seeding
from app.services.demo.build import DemoLogin
from app.services.demo.scale import CITY, SMALL, Scale
from app.store.engine import Session

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TINY = replace(SMALL, name="tiny", counties=("140922", "140902"), schools=14, pupils=900, smallest=20, largest=120)
TINY_CITY = replace(
    CITY,
    name="tiny-city",
    counties=("140922", "140902"),
    schools=12,
    pupils=700,
    largest=160,
    city_schools=1,
    teachers_in=3,
    summer_completed=667,
)


NAMES = tuple(f"M{number}" for number in range(12))
WORDS = {name: Misconception(name, name, name, crit=name == "M1") for name in NAMES}


def publication(lesson_id: str) -> Publication:
    asked = tuple(Item(name, "", holds=False, misconception=name) for name in NAMES[:4])
    steps = (
        *(Step(f"s{n}", StepKind.CARD, 10, "t", "t", "", "") for n in range(3)),
        Step("myth", StepKind.MYTH, 10, "t", "t", "", "", items=asked),
    )
    questions = tuple(
        Question(
            f"q{n}",
            "?",
            "!",
            (
                Choice("a", "a", right=True),
                Choice("b", "b", misconception=NAMES[n]),
                Choice("c", "c", misconception=NAMES[n - 1]),
            ),
            crit=n < 3,
        )
        for n in range(12)
    )
    lesson = Lesson(lesson_id, "theme", "t", "s", 8, 3, 4, (), steps)
    quiz = Quiz(lesson_id, 8, questions, frozenset({"M1"}))
    return Publication(lesson_id, f"{lesson_id:x<64}", {"zh_CN": lesson}, {"zh_CN": quiz}, {"zh_CN": WORDS})


COURSES = {
    f"autumn-{band.value.lower()}": Course(
        f"autumn-{band.value.lower()}",
        Season.AUTUMN,
        *grades,
        tuple(f"{theme}-{band.value.lower()}" for theme in ("fire", "bullying")),
        {"zh_CN": "秋"},
        {"zh_CN": "秋天"},
    )
    for band, grades in BAND_GRADES.items()
}
PUBLISHED = [publication(lesson_id) for course in COURSES.values() for lesson_id in course.lessons]
LIBRARY = Library(
    {one.digest: one for one in PUBLISHED}, {one.lesson_id: one.digest for one in PUBLISHED}, courses=COURSES
)


def plant(
    session: Session, scale: Scale = TINY, *, number: int = 7, library: Library = LIBRARY
) -> tuple[DemoLogin, ...]:
    dice = Random(number)  # noqa: S311 - a demo is to be repeatable, not secret
    return seeding.seed(session, scale, library=library, now=NOW, dice=dice, say=lambda _line: None)
