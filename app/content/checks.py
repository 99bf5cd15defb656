"""The rules of `docs/authoring.md` that need more than one field to see: within a file, and between files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from app.content.documents import Document
from app.content.drafts import Collection, LessonDraft, MisconceptionDraft, QuizDraft
from app.content.lines import Place
from app.content.loader import load
from app.content.pictures import missing_art
from app.content.words import is_catch_all, rules_in
from app.domain.grades import Band, band_of
from app.domain.lessons import Lesson, Step, StepKind
from app.domain.library import LANGUAGES, SOURCE_LANGUAGE
from app.domain.quizzes import Question, Quiz

MIN_KINDS = 4
CARD_RULES = (3, 6)
QUESTIONS_PER_MISCONCEPTION = 2
LEAST_FEEDBACK = 6
YOUNG_BANDS = frozenset({Band.K, Band.P12, Band.P34})

Known = Mapping[str, MisconceptionDraft]


class _Answer(Protocol):
    """What the choices of quizzes and of recall steps have in common."""

    @property
    def text(self) -> str: ...
    @property
    def right(self) -> bool | None: ...
    @property
    def misconception(self) -> str: ...


def check(roots: Sequence[Path]) -> Collection:
    """Load the content roots and apply every rule; `problems` of the result lists all that is wrong, file by file."""
    collection = load(roots)
    for lesson_id, draft in collection.lessons.items():
        _check_lesson(draft, collection)
        if lesson_id not in collection.quizzes:
            draft.document.note((), "quiz_missing", id=lesson_id)
    for lesson_id, quiz in collection.quizzes.items():
        lesson_draft = collection.lessons.get(lesson_id)
        if lesson_draft is None:
            quiz.document.note((), "lesson_missing", id=lesson_id)
        else:
            _check_quiz(quiz, lesson_draft.lesson, collection.misconceptions.get(lesson_draft.lesson.theme, {}))
            _check_languages(lesson_draft, quiz)
    for theme, known in collection.misconceptions.items():
        _check_coverage(theme, known, collection)
    collection.problems.sort(key=lambda problem: (problem.file, problem.line or 0, problem.place, problem.code))
    return collection


def _check_lesson(draft: LessonDraft, collection: Collection) -> None:
    lesson, document = draft.lesson, draft.document
    known = collection.misconceptions.get(lesson.theme, {})
    kinds = {step.kind for step in lesson.steps}
    if lesson.steps and len(kinds) < MIN_KINDS:
        document.note((), "kinds_too_few", low=MIN_KINDS, count=len(kinds))
    _check_retired(document, draft.retired, [step.id for step in lesson.steps])
    for number, step in enumerate(lesson.steps):
        place: Place = ("step", number)
        _check_card(document, (*place, "text"), step)
        _check_rows(document, place, step, known, lesson.max_grade)
        for kind, name in missing_art(draft.pictures[step.id], collection.art):
            document.note((*place, "picture"), "art_missing", kind=kind, name=name)
    for translation in draft.translations.values():
        for number, step in enumerate(translation.steps):
            _check_card(document, ("step", number, "text"), step)


def _check_card(document: Document, place: Place, step: Step) -> None:
    low, high = CARD_RULES
    if step.kind is StepKind.CARD and not low <= rules_in(step.text) <= high:
        document.note(place, "card_rules", low=low, high=high, count=rules_in(step.text))


def _check_rows(document: Document, place: Place, step: Step, known: Known, grade: int) -> None:
    """The choices and statements of one step."""
    if step.kind is StepKind.STORY and step.choices and all(choice.mood != "good" for choice in step.choices):
        document.note(place, "story_without_good")
    if step.kind is StepKind.RECALL and step.choices:
        _check_answers(document, place, step.choices)
    for number, choice in enumerate(step.choices):
        _check_misconception(document, (*place, "choice", number), choice.misconception, known, grade)
        if is_catch_all(choice.text):
            document.note((*place, "choice", number, "text"), "choice_catch_all")
    for number, item in enumerate(step.items):
        here = (*place, "statement", number)
        _check_misconception(document, here, item.misconception, known, grade)
        if step.kind is StepKind.MYTH and item.holds == bool(item.misconception):
            document.note(here, "misconception_on_right" if item.holds else "misconception_missing")


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


def _check_quiz(draft: QuizDraft, lesson: Lesson, known: Known) -> None:
    document, quiz = draft.document, draft.quiz
    wanted = 3 if band_of(lesson.max_grade) in YOUNG_BANDS else 4
    _check_retired(document, draft.retired, [question.id for question in quiz.questions])
    for number, question in enumerate(quiz.questions):
        place: Place = ("question", number)
        _check_question(document, place, question, known, lesson.max_grade)
        if question.choices and len(question.choices) != wanted:
            document.note(place, "choices_for_band", expected=wanted, count=len(question.choices))
    if len(quiz.crit_misconceptions) > quiz.draw:
        document.note((), "crit_too_many", count=len(quiz.crit_misconceptions), draw=quiz.draw)
    for language, words in {SOURCE_LANGUAGE: quiz, **draft.translations}.items():
        _check_guessing(document, language, words)


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
    for language in LANGUAGES:
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


def _check_coverage(theme: str, known: Known, collection: Collection) -> None:
    """Each misconception that some lesson of the theme is old enough for is asked twice by one of its quizzes."""
    lesson_ids = [draft.lesson.id for draft in collection.lessons.values() if draft.lesson.theme == theme]
    grade = max((collection.lessons[lesson_id].lesson.max_grade for lesson_id in lesson_ids), default=None)
    if grade is None:
        return
    most: Counter[str] = Counter()
    for lesson_id in lesson_ids:
        if lesson_id in collection.quizzes:
            most |= _questions_by_misconception(collection.quizzes[lesson_id].quiz)
    for name, draft in known.items():
        if draft.min_grade <= grade and most[name] < QUESTIONS_PER_MISCONCEPTION:
            draft.document.note(
                (name,), "misconception_uncovered", id=name, low=QUESTIONS_PER_MISCONCEPTION, count=most[name]
            )


def _questions_by_misconception(quiz: Quiz) -> Counter[str]:
    return Counter(
        name
        for question in quiz.questions
        for name in {choice.misconception for choice in question.choices if choice.misconception}
    )
