"""What reaches a browser before a sheet is handed in tells nothing about the right answers."""

from __future__ import annotations

import html
import math
import re
from collections import Counter
from itertools import pairwise
from random import Random
from uuid import UUID

import pytest
from flask import Flask

from app.domain.library import LANGUAGES, Publication
from app.domain.quizzes import Question
from app.services import attempts
from app.store.engine import Session
from tests import builders, pages
from tests.clock import Clock
from tests.learner import Learner, as_shown, real_library, right, stock, wrong
from tests.staff import browser

PUPILS = 400
SIGMAS = (
    5  # Hundreds of figures are looked at, drawn anew with every change of a lesson: of so many, some lie beyond 3.
)
CONTROLS = ("input", "label", "fieldset")
MANY_SHEETS = 6  # questions; of four with two choices there are so few sheets that some of 400 pupils have the same
LESSONS = sorted(real_library().heads)
_KEY = b"the key of a test, always the same"
_TAG = re.compile(r"<[^>]+>")
_SHEET = re.compile(r'<form [^>]*action="[^"]*/quiz".*?</form>', re.DOTALL)


def publication_of(lesson_id: str) -> Publication:
    """What is published of a lesson."""
    found = real_library().current(lesson_id)
    assert found is not None
    return found


def words(markup: str) -> str:
    """Text without tags and with single blanks."""
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())


def sheet_of(page: str) -> str:
    """The form of the quiz alone: what stands around it is the same on every page."""
    found = _SHEET.findall(page)
    assert len(found) == 1
    return str(found[0])


def secrets_of(questions: tuple[Question, ...]) -> set[str]:
    """The texts that give a key away: why choices are wrong, and what is right."""
    found = {question.explanation for question in questions}
    return {words(as_shown(text)) for text in found | {c.feedback for q in questions for c in q.choices} if text}


@pytest.mark.parametrize("lesson_id", LESSONS)
def test_lesson_and_sheet_hold_nothing_of_the_key(app: Flask, session: Session, clock: Clock, lesson_id: str) -> None:
    """Every byte of the way from my tasks to the sheet, and of the sheet that comes back unanswered."""
    room = builders.classroom(session, grade=publication_of(lesson_id).lesson("").min_grade)
    task = builders.assignment(session, room, lesson_id=lesson_id)
    accounts = [builders.account_of(session, builders.student(session, room)) for _language in LANGUAGES]
    session.commit()
    stock(app)
    for language, account in zip(LANGUAGES, accounts, strict=True):
        learner = Learner(app, browser(app, account), clock, task.id, {})
        check_nothing_is_told(learner, publication_of(lesson_id), language)


def check_nothing_is_told(learner: Learner, publication: Publication, language: str) -> None:
    """One pupil's way to the sheet in one language."""
    sent = [learner.client.get(f"/student/?lang={language}").text, learner.open()]
    while 'name="sheet"' not in sent[-1]:
        sent.append(learner.take(sent[-1]).text)
    action, fields = learner.answered(sent[-1], wrong)
    fields.popitem()
    shown = [sent[-1], learner.client.post(action, data=fields).text, learner.client.get(action).text]
    everything = " ".join([*sent, *shown])
    everything += words(everything)
    quiz = publication.quiz(language)
    assert secrets_of(quiz.questions)
    assert [text for text in secrets_of(quiz.questions) if text in everything] == []
    ids = {choice.id for question in quiz.questions for choice in question.choices}
    ids -= {question.id for question in quiz.questions}  # these are printed, whatever a choice is called
    for page in map(pages.read, map(sheet_of, shown)):
        form = page.form("/quiz")
        assert list(form.offered) == [entry.question.id for entry in learner.sheet(form.sent["sheet"])]
        assert all(offered == [str(n) for n in range(len(offered))] for offered in form.offered.values())
        named = {value for tag, name, value in page.attributes if tag in CONTROLS and name != "class"}
        assert named & ids == set()
        names = {name for tag, name, _value in page.attributes if tag == "input"}
        assert names <= {"type", "name", "value", "id", "required", "checked"}


def sheets(lesson_id: str) -> list[attempts.DrawnSheet]:
    """The first sheets of many pupils."""
    dice = Random(lesson_id)  # noqa: S311 - repeatable, not secret
    publication = publication_of(lesson_id)
    task = UUID(int=dice.getrandbits(128))
    students = [UUID(int=dice.getrandbits(128)) for _pupil in range(PUPILS)]
    options = {"number": 0, "now": builders.NOW, "key": _KEY, "language": "zh_CN"}
    return [attempts.first_sheet(publication, student, task, **options) for student in students]  # type: ignore[arg-type]


def is_chance(hits: int, tries: int, share: float) -> bool:
    """True where so many hits are within five standard deviations of guessing."""
    return are_chance(hits, [share] * tries)


def are_chance(hits: int, shares: list[float]) -> bool:
    """The same for tries of which each has its own chance."""
    return abs(hits - sum(shares)) <= SIGMAS * math.sqrt(sum(share * (1 - share) for share in shares))


def check_places_are_chance(lesson_id: str) -> None:
    """The right choice stands everywhere equally often, on whichever place a question has."""
    places: Counter[tuple[int, int]] = Counter()
    sizes: Counter[int] = Counter()
    for sheet in sheets(lesson_id):
        for entry in sheet.questions:
            size = len(entry.choices)
            sizes[size] += 1
            places[size, next(place for place, choice in enumerate(entry.choices) if choice.right)] += 1
    for size, tries in sizes.items():
        for place in range(size):
            assert is_chance(places[size, place], tries, 1 / size), (lesson_id, size, place, places[size, place], tries)


@pytest.mark.parametrize("lesson_id", LESSONS)
def test_the_right_choice_stands_everywhere_equally_often(lesson_id: str) -> None:
    check_places_are_chance(lesson_id)


@pytest.mark.parametrize("lesson_id", LESSONS)
def test_the_place_of_one_question_tells_nothing_about_the_next(lesson_id: str) -> None:
    """Who has seen where one question's answer stood guesses the next no better."""
    neighbours = [pair for sheet in sheets(lesson_id) for pair in pairwise(sheet.questions)]
    hits = sum(right(one) == right(two) for one, two in neighbours)
    assert are_chance(hits, [1 / max(len(one.choices), len(two.choices)) for one, two in neighbours])


def test_two_pupils_have_different_sheets() -> None:
    for lesson_id in LESSONS:
        drawn = [sheet.questions for sheet in sheets(lesson_id)]
        least = PUPILS if len(drawn[0]) >= MANY_SHEETS else PUPILS * 9 // 10
        assert len({tuple(choice.id for entry in one for choice in entry.choices) for one in drawn}) >= least, lesson_id


def test_a_sheet_without_the_key_is_another_sheet() -> None:
    """Neither the ids nor the moment lead to the draw: it needs the server's key."""
    publication = publication_of(LESSONS[0])
    student, task = UUID(int=1), UUID(int=2)
    orders = {
        tuple(
            choice.id
            for entry in attempts.first_sheet(
                publication, student, task, number=0, now=builders.NOW, key=key, language="en"
            ).questions
            for choice in entry.choices
        )
        for key in (_KEY, b"another key")
    }
    assert len(orders) == 2
