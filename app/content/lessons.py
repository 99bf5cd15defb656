"""From a lesson file to a draft: the shape of every step, field by field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.content import calculators, dialogues, hotspots, timedsteps
from app.content.bands import sizes_of
from app.content.dialogues import MOODS
from app.content.documents import Document
from app.content.drafts import ROWS, LessonDraft
from app.content.pictures import FIGURES, Picture, read_picture
from app.content.readings import own_phrases
from app.content.tables import Table, note_repeated
from app.domain.grades import FIRST_GRADE, LAST_GRADE
from app.domain.lessons import Choice, Item, Lesson, Step, StepKind

SECONDS = (3, 30)
SECONDS_OF_PRACTICE = (3, 60)


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
    sizes = sizes_of(max_grade if document.values.get("max_grade") == max_grade else None)
    minutes = table.number("minutes", *sizes.minutes)
    title, summary = table.plain("title"), table.plain("summary")
    sources = table.strings("sources")
    steps: list[Step] = []
    pictures: dict[str, Picture] = {}
    for row in table.rows("step", *sizes.steps):
        step, picture = _step(row)
        steps.append(step)
        pictures[step.id] = picture
    note_repeated(document, ("step",), [step.id for step in steps])
    retired = frozenset(table.strings("retired", required=False))
    taught = table.plain("taught") if "taught" in table else ""
    phrases = own_phrases(table)
    table.close()
    lesson = Lesson(lesson_id, theme, title, summary, minutes, min_grade, max_grade, sources, tuple(steps))
    return LessonDraft(document, lesson, pictures, retired, taught=taught, phrases=phrases)


def _step(row: Table) -> tuple[Step, Picture]:
    step_id, title = row.identifier(), row.plain("title")
    kind = row.word("kind", [kind.value for kind in StepKind])
    seconds = row.number("seconds", *(SECONDS_OF_PRACTICE if kind == StepKind.PRACTICE else SECONDS))
    text = row.prose("text")
    picture, alt = read_picture(row, hotspots.FIGURES if kind == StepKind.HOTSPOT else FIGURES)
    if not kind:
        # Without a kind nobody can say which of the other fields belong here.
        return Step(step_id, StepKind.HOME, seconds, title, text, "", alt), picture
    step = Step(step_id, StepKind(kind), seconds, title, text, "", alt)
    read = _READERS.get(step.kind, _read_rows)
    step = read(row, step)
    row.close()
    return step, picture


def _read_rows(row: Table, step: Step) -> Step:
    """The step with its choices or items, all of one shape; a kind without a shape has none."""
    shape = _SHAPES.get(step.kind)
    if shape is None:
        return step
    name = ROWS[step.kind]
    tables = row.rows(name, *shape.rows)
    choices = tuple(shape.choice(table) for table in tables) if shape.choice else ()
    items = tuple(shape.item(table) for table in tables) if shape.item else ()
    for table in tables:
        table.close()
    note_repeated(row.document, (*row.place, name), [*(c.id for c in choices), *(i.id for i in items)])
    feedback = row.prose("feedback") if step.kind is StepKind.ORDER else ""
    return replace(step, choices=choices, items=items, feedback=feedback)


def _story_choice(table: Table) -> Choice:
    return Choice(
        table.identifier(),
        table.plain("text"),
        mood=table.word("mood", MOODS),
        consequence=table.prose("consequence"),
        misconception=table.misconception(),
        icon=table.name("icon", required=False),
    )


def _recall_choice(table: Table) -> Choice:
    return Choice(
        table.identifier(),
        table.plain("text"),
        right=table.flag("right", default=False),
        feedback=table.prose("feedback"),
        misconception=table.misconception(),
        icon=table.name("icon", required=False),
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
    return Item(
        table.identifier(),
        table.plain("text"),
        holds=table.flag("do"),
        feedback=table.prose("feedback"),
        misconception=table.misconception(),
    )


def _act_to_order(table: Table) -> Item:
    return Item(table.identifier(), table.plain("text"))


_SHAPES = {
    StepKind.STORY: _Shape((2, 4), choice=_story_choice),
    StepKind.RECALL: _Shape((2, 4), choice=_recall_choice),
    StepKind.MYTH: _Shape((2, 4), item=_statement),
    StepKind.SORT: _Shape((4, 6), item=_act_to_sort),
    StepKind.ORDER: _Shape((3, 5), item=_act_to_order),
}
_READERS: dict[StepKind, Callable[[Table, Step], Step]] = {
    StepKind.HOTSPOT: hotspots.read_hotspot,
    StepKind.DIALOGUE: dialogues.read_dialogue,
    StepKind.CALCULATOR: calculators.read_calculator,
    StepKind.PRACTICE: timedsteps.read_practice,
    StepKind.VIDEO: timedsteps.read_video,
}
