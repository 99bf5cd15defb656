"""Walking through a lesson in the browser: answering a step, taking it, filling in and handing in a sheet."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

from flask import Flask
from playwright.sync_api import Locator
from sqlalchemy import select

from app.domain.lessons import Lesson
from app.domain.quizzes import SheetQuestion
from app.store.engine import Database
from app.store.schema import Account, Assignment, Attempt
from tests.journeys.visitor import Visitor
from tests.learner import Learner, real_library

Choose = Callable[[SheetQuestion], int]
MOST_STEPS = 20
READING = 30  # Seconds a reader spends on a step; the place is kept at least so often.


def begin(visitor: Visitor, number: int = 0) -> None:
    """From my tasks into a lesson."""
    visitor.follow(visitor.page.locator(".card--task a.button--primary").nth(number))
    visitor.page.locator("#step-form, form.sheet").first.wait_for(state="attached")  # a card's form has nothing to see
    visitor.page.wait_for_load_state()  # with the script that counts the seconds


def opened(visitor: Visitor, database: Database) -> Lesson:
    """The lesson that is open, as it was written."""
    task = UUID(re.findall(r"/tasks/([0-9a-f-]+)/", visitor.page.url)[0])
    with database.read() as session:
        lesson_id = session.scalar(select(Assignment.lesson_id).where(Assignment.id == task)) or ""
    publication = real_library().current(lesson_id)
    assert publication
    return publication.lesson("")


def kind(visitor: Visitor) -> str:
    """The kind of the step that is open."""
    name = visitor.page.locator("article.step").get_attribute("class") or ""
    return name.split("step--")[1]


def is_at_quiz(visitor: Visitor) -> bool:
    """True where the sheet is open, or waits behind the feedback."""
    return visitor.page.locator("form.sheet").count() > 0


def answer(visitor: Visitor) -> None:
    """Some complete answer to the step: the first of everything, as a pupil in a hurry would."""
    form = visitor.page.locator("#step-form")
    talk(visitor)
    for spot in visitor.page.locator("button.spot").all()[:1]:
        spot.click()
    for question in form.locator("fieldset:visible").filter(has=visitor.page.locator("label:visible")).all():
        question.locator("label").first.click()
    for act in form.locator("ol.order-list:not([hidden]) button:not(.say)").all():
        act.click()
    for place, chosen in enumerate(form.locator("select:visible").all(), start=1):
        chosen.select_option(str(place))


def talk(visitor: Visitor, reply: int = 0) -> None:
    """All turns of a dialogue, with the same reply in each; nothing where there is no dialogue."""
    turns = 0
    while visitor.page.locator(".talk__reply:visible").count():
        visitor.page.locator(".talk__reply:visible").nth(reply).click()
        visitor.page.locator(".talk__after .feedback").nth(turns).wait_for()  # those of earlier turns stay in sight
        turns += 1
        for further in visitor.page.locator(".talk__after button").all():
            further.click()


def take(visitor: Visitor, *, seconds: int = 0) -> None:
    """Stay so long, at least as long as the step asks, then press its button. What follows is there afterwards."""
    film = visitor.page.locator("[data-film]")
    if film.count():
        watch(visitor, film)
    button = onward(visitor)
    visitor.stay(max(seconds, int(button.get_attribute("data-wait") or 0)))
    before = visitor.page.locator("#step-form input[name=ticket]").input_value()
    button.click()
    visitor.page.wait_for_function(
        "before => document.querySelector('input[name=ticket]')?.value !== before", arg=before, polling=50
    )


def onward(visitor: Visitor) -> Locator:
    """The button that takes the step; it carries the seconds to wait, but for a film."""
    return visitor.page.locator(".lesson__actions button[form=step-form]")


def length(visitor: Visitor) -> int:
    """The seconds of the film on the page; 0 where there is none."""
    film = visitor.page.locator("[data-film]")
    return int(film.get_attribute("data-length") or 0) if film.count() else 0


def watch(visitor: Visitor, film: Locator) -> None:
    """Let the time of a film pass, and tell the page that it has ended; nobody waits for a real one."""
    visitor.stay(length(visitor))
    film.locator("video").dispatch_event("ended")


def feedback(visitor: Visitor) -> Locator:
    """What the server says about the step just taken."""
    return visitor.page.locator("[data-feedback]")


def go_on(visitor: Visitor) -> None:
    """Leave the feedback, where there is some."""
    if feedback(visitor).count():
        visitor.page.locator("[data-continue] button").click()


def to_quiz(visitor: Visitor) -> None:
    """All steps that are left."""
    for _step in range(MOST_STEPS):
        if is_at_quiz(visitor):
            return
        answer(visitor)
        take(visitor)
        go_on(visitor)
    raise AssertionError("the lesson does not end")


def questions(visitor: Visitor, app: Flask) -> tuple[SheetQuestion, ...]:
    """The questions on the open sheet, with the key: what only the server knows."""
    text = visitor.page.locator("input[name=sheet]").input_value()
    return Learner(app, app.test_client(), visitor.clock, UUID(int=0), {}).sheet(text)


def fill_in(visitor: Visitor, app: Flask, choose: Choose) -> tuple[SheetQuestion, ...]:
    """Choose an answer to every question of the open sheet."""
    asked = questions(visitor, app)
    for entry in asked:
        visitor.page.locator(f'label[for="{entry.question.id}-{choose(entry)}"]').click()
    return asked


def hand_in(visitor: Visitor) -> None:
    """Hand the sheet in; the result is there afterwards."""
    visitor.page.locator(".sheet__actions button").click()
    visitor.page.locator(".result").wait_for()


def attempts(database: Database, username: str) -> list[Attempt]:
    """What is kept of the sheets somebody has handed in."""
    with database.read() as session:
        mine = select(Account.student_id).where(Account.username == username).scalar_subquery()
        found = select(Attempt).where(Attempt.student_id == mine).order_by(Attempt.submitted_at, Attempt.id)
        return list(session.scalars(found))
