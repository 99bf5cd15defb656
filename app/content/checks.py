"""The rules of `docs/authoring.md` that need more than one field to see: within a file, and between files."""

from __future__ import annotations

from collections.abc import Collection as Names
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from app.content.bands import Sizes, sizes_of
from app.content.calculators import check_calculator
from app.content.courses import check_courses
from app.content.coverage import check_coverage, check_critical
from app.content.dialogues import check_dialogue, replies_in
from app.content.documents import Document
from app.content.drafts import Collection, LessonDraft, MisconceptionDraft, QuizDraft
from app.content.films import check_films
from app.content.hotspots import check_hotspot
from app.content.lines import Place
from app.content.loader import load
from app.content.pictures import Art, missing_art
from app.content.recordings import check_recordings
from app.content.timedsteps import check_practice
from app.content.wording import check_beliefs, check_words
from app.content.words import is_catch_all, rules_in
from app.domain.lessons import Lesson, Step, StepKind
from app.domain.library import SOURCE_LANGUAGE, WRITTEN_LANGUAGES
from app.domain.quizzes import Question, Quiz

CARD_RULES = (3, 6)
LEAST_FEEDBACK = 6
DRAWN = frozenset({StepKind.STORY, StepKind.RECALL})

Known = Mapping[str, MisconceptionDraft]
Words = TypeVar("Words", Lesson, Quiz)


class _Answer(Protocol):
    """What the choices of quizzes and of recall steps have in common."""

    @property
    def text(self) -> str: ...
    @property
    def right(self) -> bool | None: ...
    @property
    def misconception(self) -> str: ...


def check(roots: Sequence[Path], *, media_hosts: Names[str] = ()) -> Collection:
    """Load the content roots and apply every rule; `problems` of the result lists all that is wrong, file by file.

    `media_hosts` are those from which the installation lets films play.
    """
    collection = load(roots)
    for lesson_id, draft in collection.lessons.items():
        _check_lesson(draft, collection)
        check_films(draft.document, draft.lesson, collection.films, media_hosts)
        if lesson_id not in collection.quizzes:
            draft.document.note((), "quiz_missing", id=lesson_id)
    for lesson_id, quiz in collection.quizzes.items():
        lesson_draft = collection.lessons.get(lesson_id)
        if lesson_draft is None:
            quiz.document.note((), "lesson_missing", id=lesson_id)
        else:
            known = collection.misconceptions.get(lesson_draft.lesson.theme, {})
            _check_quiz(quiz, lesson_draft.lesson, known, collection.art)
            _check_languages(lesson_draft, quiz)
            check_critical(lesson_draft, quiz, known)
            check_words(lesson_draft, quiz)
    for theme, known in collection.misconceptions.items():
        check_coverage(theme, known, collection)
        check_beliefs(theme, known)
    check_courses(collection.courses, {key: draft.lesson for key, draft in collection.lessons.items()})
    check_recordings(collection)
    collection.problems.sort(key=lambda problem: (problem.file, problem.line or 0, problem.place, problem.code))
    return collection


def _check_lesson(draft: LessonDraft, collection: Collection) -> None:
    lesson, document = draft.lesson, draft.document
    known = collection.misconceptions.get(lesson.theme, {})
    kinds = {step.kind for step in lesson.steps}
    sizes = sizes_of(lesson.max_grade)
    if lesson.steps and len(kinds) < sizes.kinds:
        document.note((), "kinds_too_few", low=sizes.kinds, count=len(kinds))
    _check_retired(document, draft.retired, [step.id for step in lesson.steps])
    for number, step in enumerate(lesson.steps):
        place: Place = ("step", number)
        _check_card(document, (*place, "text"), step)
        _check_rows(document, place, step, known, lesson.max_grade)
        _check_kind(draft, number, step)
        for part, choice in enumerate(step.choices):
            needs_icon = sizes.has_icons and step.kind in DRAWN
            _check_icon(document, (*place, "choice", part), choice.icon, collection.art, needed=needs_icon)
        for here, reply in replies_in(step, place):
            _check_misconception(document, here, reply.misconception, known, lesson.max_grade)
            _check_icon(document, here, reply.icon, collection.art)
        for kind, name in missing_art(draft.pictures[step.id], collection.art):
            document.note((*place, "picture"), "art_missing", kind=kind, name=name)
    for translation in _written(draft.translations).values():
        for number, step in enumerate(translation.steps):
            _check_card(document, ("step", number, "text"), step)


def _written(translations: Mapping[str, Words]) -> dict[str, Words]:
    """The translations somebody wrote: what a derived language breaks, its source breaks too."""
    return {language: words for language, words in translations.items() if language in WRITTEN_LANGUAGES}


def _check_card(document: Document, place: Place, step: Step) -> None:
    low, high = CARD_RULES
    if step.kind is StepKind.CARD and not low <= rules_in(step.text) <= high:
        document.note(place, "card_rules", low=low, high=high, count=rules_in(step.text))


def _check_rows(document: Document, place: Place, step: Step, known: Known, grade: int) -> None:
    """The choices, statements and spots of one step."""
    if step.kind is StepKind.STORY and step.choices and all(choice.mood != "good" for choice in step.choices):
        document.note(place, "story_without_good")
    if step.kind in (StepKind.RECALL, StepKind.CALCULATOR) and step.choices:
        _check_answers(document, place, step.choices)
    for number, choice in enumerate(step.choices):
        _check_misconception(document, (*place, "choice", number), choice.misconception, known, grade)
        if is_catch_all(choice.text):
            document.note((*place, "choice", number, "text"), "choice_catch_all")
    for number, spot in enumerate(step.spots):
        here = (*place, "spot", number)
        _check_misconception(document, here, spot.misconception, known, grade)
    for number, item in enumerate(step.items):
        here = (*place, "statement", number)
        _check_misconception(document, here, item.misconception, known, grade)
        if step.kind is StepKind.MYTH and item.holds == bool(item.misconception):
            document.note(here, "misconception_on_right" if item.holds else "misconception_missing")


def _check_kind(draft: LessonDraft, number: int, step: Step) -> None:
    """The rules of the kinds that have their own module."""
    document, place = draft.document, ("step", number)
    if step.kind is StepKind.HOTSPOT:
        check_hotspot(document, place, step)
    elif step.kind is StepKind.DIALOGUE:
        check_dialogue(document, place, step)
    elif step.kind is StepKind.PRACTICE:
        check_practice(document, place, step)
    elif step.kind is StepKind.CALCULATOR:
        translated = {language: lesson.steps[number] for language, lesson in _written(draft.translations).items()}
        check_calculator(document, place, {SOURCE_LANGUAGE: step, **translated}, step)


def _check_icon(document: Document, place: Place, name: str, art: Art, *, needed: bool = False) -> None:
    if name and name not in art.emoji:
        document.note((*place, "icon"), "art_missing", kind="emoji", name=name)
    elif needed and not name:
        document.note(place, "icon_missing")


def _check_misconception(document: Document, place: Place, name: str, known: Known, grade: int) -> None:
    if name and name not in known:
        document.note(place, "misconception_unknown", id=name)
    elif name and known[name].min_grade > grade:
        document.note(place, "misconception_too_early", id=name, grade=known[name].min_grade)


def _check_answers(document: Document, place: Place, choices: Sequence[_Answer]) -> None:
    """Exactly one choice is right, and every other one names the misconception it catches."""
    right = sum(bool(choice.right) for choice in choices)
    if right != 1:
        document.note(place, "right_not_one", count=right)
    for number, choice in enumerate(choices):
        here = (*place, "choice", number)
        if choice.right and choice.misconception:
            document.note(here, "misconception_on_right")
        elif not choice.right and not choice.misconception:
            document.note(here, "misconception_missing")


def _check_quiz(draft: QuizDraft, lesson: Lesson, known: Known, art: Art) -> None:
    document, quiz = draft.document, draft.quiz
    sizes = sizes_of(lesson.max_grade)
    _check_retired(document, draft.retired, [question.id for question in quiz.questions])
    for number, question in enumerate(quiz.questions):
        place: Place = ("question", number)
        _check_question(document, place, question, known, lesson.max_grade)
        _check_number(document, place, question, sizes)
        for part, choice in enumerate(question.choices):
            _check_icon(document, (*place, "choice", part), choice.icon, art, needed=sizes.has_icons)
    if len(quiz.crit_misconceptions) > quiz.draw:
        document.note((), "crit_too_many", count=len(quiz.crit_misconceptions), draw=quiz.draw)
    for language, words in {SOURCE_LANGUAGE: quiz, **_written(draft.translations)}.items():
        _check_guessing(document, language, words)


def _check_number(document: Document, place: Place, question: Question, sizes: Sizes) -> None:
    low, high = sizes.choices
    if question.choices and not low <= len(question.choices) <= high:
        expected = str(low) if low == high else f"{low}–{high}"
        document.note(place, "choices_for_band", expected=expected, count=len(question.choices))


def _check_question(document: Document, place: Place, question: Question, known: Known, grade: int) -> None:
    _check_answers(document, place, question.choices)
    crit = False
    for number, choice in enumerate(question.choices):
        here = (*place, "choice", number)
        _check_misconception(document, here, choice.misconception, known, grade)
        crit = crit or (choice.misconception in known and known[choice.misconception].crit)
        if not choice.right and 0 < len(choice.feedback) < LEAST_FEEDBACK:
            document.note((*here, "feedback"), "feedback_without_reason")
    if crit != question.crit:
        document.note(place, "crit_missing" if crit else "crit_unfounded")


def _check_guessing(document: Document, language: str, quiz: Quiz) -> None:
    """A pupil who knows nothing must not be helped by catch-all choices or by the length of the right one."""
    telling = 0
    for number, question in enumerate(quiz.questions):
        for place, choice in enumerate(question.choices):
            if is_catch_all(choice.text):
                document.note(("question", number, "choice", place, "text"), "choice_catch_all")
        right = [len(choice.text) for choice in question.choices if choice.right]
        wrong = [len(choice.text) for choice in question.choices if not choice.right]
        telling += bool(right and wrong and min(right) > max(wrong))
    if telling * 2 > len(quiz.questions):
        document.note((), "right_longest", count=telling, total=len(quiz.questions), language=language)


def _check_retired(document: Document, retired: frozenset[str], used: Sequence[str]) -> None:
    for name in sorted(retired & set(used)):
        document.note(("retired",), "retired_in_use", id=name)


def _check_languages(lesson: LessonDraft, quiz: QuizDraft) -> None:
    """A lesson and its quiz are offered in the same languages."""
    for language in WRITTEN_LANGUAGES:
        if language == SOURCE_LANGUAGE:
            continue
        missing = [
            document.path
            for document in (lesson.document, quiz.document)
            if not document.path.with_name(f"{document.path.stem}.{language}.toml").is_file()
        ]
        if len(missing) == 1:
            document = lesson.document if lesson.document.path == missing[0] else quiz.document
            document.note((), "overlay_missing", language=language)
