"""From a lesson file to a draft: the shape of every step, field by field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.content.documents import Document
from app.content.drafts import ROWS, LessonDraft
from app.content.pictures import Picture, read_picture
from app.content.tables import Table, note_repeated
from app.domain.grades import FIRST_GRADE, LAST_GRADE
from app.domain.lessons import Choice, Item, Lesson, Step, StepKind

SECONDS = (3, 30)
MINUTES = (5, 10)
MOODS = ("good", "safe", "risky")
MAX_STEPS = 30


@dataclass(frozen=True, slots=True)
class _Shape:
    """How many rows a step of one kind holds, and how one row is read."""

    rows: tuple[int, int]
    choice: Callable[[Table], Choice] | None = None
    item: Callable[[Table], Item] | None = None


def read_lesson(document: Document, theme: str, lesson_id: str) -> LessonDraft:
    """A draft of the lesson in this file; where something is wrong it is noted and a harmless value stands in."""
    table = Table(document, (), document.values)
    min_grade = table.number("min_grade", FIRST_GRADE, LAST_GRADE)
    max_grade = table.number("max_grade", FIRST_GRADE, LAST_GRADE)
    if max_grade < min_grade:
        table.note("max_grade", "grades_reversed")
    minutes = table.number("minutes", *MINUTES)
    title, summary = table.plain("title"), table.plain("summary")
    sources = table.strings("sources")
    steps: list[Step] = []
    pictures: dict[str, Picture] = {}
    for row in table.rows("step", 6, MAX_STEPS):
        step, picture = _step(row)
        steps.append(step)
        pictures[step.id] = picture
    note_repeated(document, ("step",), [step.id for step in steps])
    retired = frozenset(table.strings("retired", required=False))
    table.close()
    lesson = Lesson(lesson_id, theme, title, summary, minutes, min_grade, max_grade, sources, tuple(steps))
    return LessonDraft(document, lesson, pictures, retired)


def _step(row: Table) -> tuple[Step, Picture]:
    step_id, title = row.identifier(), row.plain("title")
    kind = row.word("kind", [kind.value for kind in StepKind])
    seconds = row.number("seconds", *SECONDS)
    text = row.prose("text")
    picture, alt = read_picture(row)
    if not kind:
        # Without a kind nobody can say which of the other fields belong here.
        return Step(step_id, StepKind.HOME, seconds, title, text, "", alt), picture
    step_kind = StepKind(kind)
    feedback = row.prose("feedback") if step_kind is StepKind.ORDER else ""
    choices, items = _rows(row, step_kind)
    row.close()
    return Step(step_id, step_kind, seconds, title, text, "", alt, choices, items, feedback), picture


def _rows(row: Table, kind: StepKind) -> tuple[tuple[Choice, ...], tuple[Item, ...]]:
    shape = _SHAPES.get(kind)
    if shape is None:
        return (), ()
    tables = row.rows(ROWS[kind], *shape.rows)
    choices = tuple(shape.choice(table) for table in tables) if shape.choice else ()
    items = tuple(shape.item(table) for table in tables) if shape.item else ()
    for table in tables:
        table.close()
    note_repeated(row.document, (*row.place, ROWS[kind]), [*(c.id for c in choices), *(i.id for i in items)])
    return choices, items


def _story_choice(table: Table) -> Choice:
    return Choice(
        table.identifier(),
        table.plain("text"),
        mood=table.word("mood", MOODS),
        consequence=table.prose("consequence"),
        misconception=table.misconception(),
    )


def _recall_choice(table: Table) -> Choice:
    return Choice(
        table.identifier(),
        table.plain("text"),
        right=table.flag("right", default=False),
        feedback=table.prose("feedback"),
        misconception=table.misconception(),
    )


def _statement(table: Table) -> Item:
    return Item(
        table.identifier(),
        table.plain("text"),
        holds=table.flag("holds"),
        feedback=table.prose("feedback"),
        misconception=table.misconception(),
    )


def _act_to_sort(table: Table) -> Item:
    return Item(table.identifier(), table.plain("text"), holds=table.flag("do"), feedback=table.prose("feedback"))


def _act_to_order(table: Table) -> Item:
    return Item(table.identifier(), table.plain("text"))


_SHAPES = {
    StepKind.STORY: _Shape((2, 4), choice=_story_choice),
    StepKind.RECALL: _Shape((2, 4), choice=_recall_choice),
    StepKind.MYTH: _Shape((2, 4), item=_statement),
    StepKind.SORT: _Shape((4, 6), item=_act_to_sort),
    StepKind.ORDER: _Shape((3, 5), item=_act_to_order),
}
