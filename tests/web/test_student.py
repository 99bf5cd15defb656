"""The pupil's pages, from my tasks to the result."""

from __future__ import annotations

import html
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.domain.completions import Rate
from app.store.engine import Session
from app.store.schema import Account, Attempt, AttemptKind, Campaign, Classroom, Counter, Milestone, Progress, Student
from tests import builders, pages
from tests.clock import Clock
from tests.learner import Choose, Learner, real_library, right, state_of, stock, wrong
from tests.staff import browser, statements

LESSON = "fire-p56"


@pytest.fixture
def room(session: Session) -> Classroom:
    return builders.classroom(session, grade=5)


@pytest.fixture
def pupil(session: Session, room: Classroom) -> Student:
    return builders.student(session, room, name="王小明")


@pytest.fixture
def campaign(session: Session) -> Campaign:
    return builders.campaign(session, lessons=(LESSON,))


@pytest.fixture
def learner(app: Flask, session: Session, clock: Clock, room: Classroom, pupil: Student, campaign: Campaign) -> Learner:
    builders.roster(session, campaign, room)
    task = builders.assignment(session, room, of=campaign)
    account = account_of(session, pupil)
    stock(app)
    return Learner(app, browser(app, account), clock, task.id, {})


def account_of(session: Session, pupil: Student) -> Account:
    """The pupil's account; leaves no transaction open, so that the application may write."""
    account = builders.account_of(session, pupil)
    session.commit()
    return account


def rows(learner: Learner) -> dict[str, Any]:
    """What is kept about the pupil."""
    with state_of(learner.app).database.read() as session:
        return {
            "attempts": [(one.kind, one.right) for one in session.scalars(select(Attempt).order_by(Attempt.id))],
            "progress": [(one.step, one.completed_at, one.mastered_at) for one in session.scalars(select(Progress))],
            "milestones": {one.rate for one in session.scalars(select(Milestone))},
            "completed": session.scalars(select(Counter.completed)).one(),
        }


def heading(page: str) -> str:
    found = re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert len(found) == 1
    return str(found[0]).strip()


def test_my_tasks_say_what_until_when_and_how_long(learner: Learner) -> None:
    page = learner.client.get("/student/?lang=en").text
    lesson = real_library().revisions[real_library().heads[LESSON]].lesson("en")
    assert heading(page) == "My tasks"
    for words in (lesson.title, f"About {lesson.minutes} minutes", "Not started", learner.path, "Until"):
        assert words in html.unescape(page)
    assert f'datetime="{(builders.NOW + timedelta(days=10)).isoformat()}"' in page


def test_a_whole_lesson_without_javascript(learner: Learner, session: Session) -> None:
    page, seen = learner.open(), []
    while 'name="sheet"' not in page:
        assert page.startswith("<!doctype html>")
        seen.append(heading(page))
        page = learner.take(page).text
    assert len(seen) == len(real_library().revisions[real_library().heads[LESSON]].lesson("").steps)
    assert rows(learner)["milestones"] == {Rate.REACHED}
    answer = learner.hand_in(page)
    assert answer.status_code == 303
    result = learner.client.get(answer.location)
    assert result.status_code == 200
    assert "完成" in heading(result.text)
    kept = rows(learner)
    assert kept["completed"] == len(kept["attempts"]) == 1
    assert kept["milestones"] == {Rate.REACHED, Rate.COMPLETED, Rate.MASTERED}
    tasks = learner.client.get("/student/?lang=en").text
    assert "Everything done" in tasks
    assert "Practise again" in tasks


def test_the_script_gets_parts_of_pages(learner: Learner) -> None:
    learner = replace(learner, headers={"X-Fragment": "1"})
    page = learner.open()
    for _step in range(12):
        assert "<html" not in page
        assert "data-step" in page
        if 'name="sheet"' in page:
            return
        page = learner.take(page).text
    raise AssertionError("no quiz")


def test_a_lesson_goes_on_where_it_stopped_on_another_device(
    learner: Learner, app: Flask, session: Session, pupil: Student
) -> None:
    page = learner.open()
    for _step in range(3):
        learner.clock.advance(seconds=25)
        page = learner.take(page).text
    there = replace(learner, client=browser(app, account_of(session, pupil)))
    assert heading(there.open()) == heading(page)
    assert '<progress max="9" value="3"' in there.client.get("/student/").text
    assert 'name="sheet"' in there.to_quiz()
    assert 'name="sheet"' in learner.open()


def test_too_soon_is_told_and_changes_nothing(learner: Learner, session: Session) -> None:
    page = learner.open()
    answer = learner.take(page, stay=False)
    assert answer.status_code == 422
    assert re.search(r'role="alert">[^<]*\d+[^<]*<', answer.text)
    assert rows(learner)["progress"] == []
    assert learner.take(page).status_code == 200


def test_a_step_taken_twice_is_one_step(learner: Learner, session: Session) -> None:
    page = learner.open()
    first, again = learner.take(page), learner.take(page, stay=False)
    assert first.status_code == again.status_code == 200
    assert heading(first.text) == heading(again.text)
    assert [step for step, *_ in rows(learner)["progress"]] == [1]


def test_an_old_ticket_does_not_lead_back(learner: Learner, session: Session) -> None:
    first = learner.open()
    page = first
    for _step in range(3):
        learner.clock.advance(seconds=25)
        page = learner.take(page).text
    learner.clock.advance(seconds=25)
    assert learner.take(first).status_code == 200
    assert [step for step, *_ in rows(learner)["progress"]] == [3]


def test_a_made_up_ticket_is_refused(learner: Learner) -> None:
    page = learner.open()
    for ticket in ("", "x", "é漢", "\x00", "A" * 131, "A" * 5000):
        assert learner.take(page, ticket=ticket).status_code == 422
    assert rows(learner)["progress"] == []


def test_a_changed_ticket_is_refused(learner: Learner, session: Session) -> None:
    page = learner.open()
    ticket = learner.fields(page)[1]["ticket"]
    for place in range(0, len(ticket), 7):
        letter = "A" if ticket[place] != "A" else "B"
        assert learner.take(page, ticket=ticket[:place] + letter + ticket[place + 1 :]).status_code == 422
    assert rows(learner)["progress"] == []


def test_a_classmates_ticket_and_sheet_are_refused(
    learner: Learner, app: Flask, session: Session, room: Classroom
) -> None:
    other = builders.student(session, room)
    session.commit()
    mate = replace(learner, client=browser(app, account_of(session, other)))
    ticket = learner.fields(learner.open())[1]["ticket"]
    assert mate.take(mate.open(), ticket=ticket).status_code == 422
    _address, theirs = learner.answered(learner.to_quiz(), right)
    own = mate.to_quiz()
    before = rows(learner)
    action, fields = mate.answered(own, right)
    csrf = {"csrf_token": fields["csrf_token"]}
    assert mate.client.post(action, data=theirs | csrf).status_code == 422
    assert rows(learner) == before


def test_handing_in_twice_gives_one_result(learner: Learner, session: Session) -> None:
    page = learner.to_quiz()
    first, again = learner.hand_in(page), learner.hand_in(page, wrong)
    assert (first.status_code, first.location) == (again.status_code, again.location)
    kept = rows(learner)
    assert kept["completed"] == len(kept["attempts"]) == 1


def test_a_sheet_handed_in_many_times_at_once_gives_one_result(learner: Learner) -> None:
    action, fields = learner.answered(learner.to_quiz(), right)
    cookie = learner.client.get_cookie("first-lesson")
    assert cookie is not None

    def hand_in(_number: int) -> tuple[int, str | None]:
        client = learner.app.test_client()
        client.set_cookie("first-lesson", cookie.value)
        answer = client.post(action, data=fields)
        return answer.status_code, answer.location

    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(hand_in, range(12)))
    assert len(answers) == 1
    assert answers.pop()[0] == 303
    kept = rows(learner)
    assert kept["completed"] == len(kept["attempts"]) == 1


def test_a_sheet_from_another_tab_is_the_same_sheet(learner: Learner, session: Session) -> None:
    page, other = learner.to_quiz(), learner.open()
    assert learner.hand_in(page).location == learner.hand_in(other, wrong).location
    assert len(rows(learner)["attempts"]) == 1


def test_an_unanswered_question_keeps_the_other_answers(learner: Learner, session: Session) -> None:
    action, fields = learner.answered(learner.to_quiz(), wrong)
    chosen = {name: value for name, value in fields.items() if name not in ("csrf_token", "sheet")}
    left_out = next(iter(chosen))
    del fields[left_out]
    answer = learner.client.post(action, data=fields)
    assert answer.status_code == 422
    again = pages.read(answer.text).form("/quiz")
    assert again.checked == {name: value for name, value in chosen.items() if name != left_out}
    assert answer.text.count("field__error") == 1
    assert rows(learner)["attempts"] == []
    assert learner.client.post(action, data=again.sent | chosen).status_code == 303


def test_a_choice_that_was_not_offered_is_no_answer(learner: Learner) -> None:
    action, fields = learner.answered(learner.to_quiz(), right)
    name = next(name for name in fields if name not in ("csrf_token", "sheet"))
    for place in ("", "9", "-1", "00000", "²", "1 ", "right", "\x00", "9" * 20):
        assert learner.client.post(action, data=fields | {name: place}).status_code == 422
    assert rows(learner)["attempts"] == []


def test_fields_a_browser_adds_change_nothing(learner: Learner, session: Session) -> None:
    action, fields = learner.answered(learner.to_quiz(), wrong)
    more = dict.fromkeys(("score", "correct", "right", "asked", "progress", "status", "user_id", "student_id"), "100")
    assert learner.client.post(action, data=fields | more | {"completed_at": "2020-01-01"}).status_code == 303
    kept = rows(learner)
    assert (kept["attempts"], kept["completed"]) == ([(AttemptKind.QUIZ, 0)], 0)


def test_answers_survive_a_session_that_ended_meanwhile(learner: Learner, session: Session, pupil: Student) -> None:
    action, fields = learner.answered(learner.to_quiz(), right)
    learner.clock.advance(hours=2)
    answer = learner.client.post(action, data=fields)
    assert answer.status_code == 401
    form = pages.read(answer.text).form("/login")
    own = {"username": account_of(session, pupil).username, "password": builders.PASSWORD}
    assert learner.client.post("/login", data=form.sent | own | {"password": "wrong-wrong"}).status_code == 422
    resumed = learner.client.post("/login", data=form.sent | own)
    assert resumed.status_code == 200
    button = pages.read(resumed.text).form("/quiz")
    assert button.action == action
    assert rows(learner)["attempts"] == []
    handed = learner.client.post(button.action, data=button.sent)
    assert handed.status_code == 303
    assert learner.client.get(handed.location).status_code == 200
    kept = rows(learner)
    assert kept["completed"] == len(kept["attempts"]) == 1


def test_a_step_after_the_session_ended_leads_back_into_the_lesson(
    learner: Learner, session: Session, pupil: Student
) -> None:
    page = learner.open()
    learner.clock.advance(hours=2)
    answer = learner.take(page)
    assert answer.status_code == 401
    form = pages.read(answer.text).form("/login")
    own = {"username": account_of(session, pupil).username, "password": builders.PASSWORD}
    resumed = learner.client.post("/login", data=form.sent | own)
    assert (resumed.status_code, resumed.location) == (303, learner.path)
    assert learner.client.get(resumed.location).status_code == 200


def test_after_the_campaign_nothing_is_taken(learner: Learner, session: Session, pupil: Student) -> None:
    page = learner.to_quiz()
    before = rows(learner)
    learner.clock.moment = builders.NOW + timedelta(days=10)
    learner.client = browser(learner.app, account_of(session, pupil))
    action, fields = learner.answered(page, right)
    token = pages.read(learner.client.get("/account/password").text).form("password").sent["csrf_token"]
    answer = learner.client.post(action, data=fields | {"csrf_token": token})
    assert answer.status_code == 409
    assert rows(learner) == before
    assert learner.client.get(learner.path).status_code == 409
    tasks = learner.client.get("/student/?lang=en").text
    assert "Closed" in tasks


def test_a_step_into_a_closed_window_is_refused(learner: Learner, session: Session, campaign: Campaign) -> None:
    page = learner.open()
    session.get_one(Campaign, campaign.id).closes_at = builders.NOW + timedelta(seconds=3)
    session.commit()
    assert learner.take(page).status_code == 409
    assert rows(learner)["progress"] == []


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_wrong_answer_is_explained_with_its_misconception(learner: Learner, language: str) -> None:
    learner.client.get(f"/student/?lang={language}")
    page = learner.to_quiz()
    form = pages.read(page).form("/quiz")
    entries = learner.sheet(form.sent["sheet"])
    publication = real_library().revisions[real_library().heads[LESSON]]
    result = html.unescape(learner.client.get(learner.hand_in(page, wrong).location).text)
    quiz = publication.quiz(language)
    assert len(entries) == quiz.draw
    for entry in entries:
        question = quiz.question(entry.question.id)
        assert question is not None
        chosen = next(one for one in question.choices if one.id == entry.choices[wrong(entry)].id)
        belief = publication.misconception(language, chosen.misconception)
        assert belief is not None
        for words in (chosen.feedback, question.explanation, belief.belief, chosen.text):
            assert html.unescape(words) in result


def only(question_id: str) -> Choose:
    """One right answer, all others wrong."""
    return lambda entry: (right if entry.question.id == question_id else wrong)(entry)


def test_critical_questions_come_again_until_they_are_right(learner: Learner, session: Session) -> None:
    location = learner.hand_in(learner.to_quiz(), wrong).location
    result = learner.client.get(location).text
    assert f"{learner.path}quiz" in result
    sizes = []
    for _round in range(20):
        page = learner.open()
        form = pages.read(page).form("/quiz")
        entries = learner.sheet(form.sent["sheet"])
        assert all(entry.question.crit for entry in entries)
        sizes.append(len(entries))
        assert rows(learner)["completed"] == 0
        first = entries[0].question.id
        answer = learner.hand_in(page, only(first))
        assert answer.status_code == 303
        if len(entries) == 1:
            break
    assert sizes == list(range(len(sizes), 0, -1))
    kept = rows(learner)
    assert kept["milestones"] == {Rate.REACHED, Rate.COMPLETED}
    assert kept["completed"] == 1


def test_a_review_a_week_later_means_retained(learner: Learner, session: Session, pupil: Student) -> None:
    learner.hand_in(learner.to_quiz())
    learner.clock.advance(days=8)
    learner.client = browser(learner.app, account_of(session, pupil))
    page = learner.client.get(f"{learner.path}quiz").text
    assert learner.hand_in(page, wrong).status_code == 303
    assert Rate.RETAINED not in rows(learner)["milestones"]
    assert learner.hand_in(learner.client.get(f"{learner.path}quiz").text).status_code == 303
    assert Rate.RETAINED in rows(learner)["milestones"]


def test_practice_changes_no_figure(learner: Learner, session: Session) -> None:
    learner.hand_in(learner.to_quiz())
    before = rows(learner)
    page = learner.client.get(f"{learner.path}quiz").text
    assert learner.hand_in(page, wrong).status_code == 303
    after = rows(learner)
    assert after["attempts"] == [*before["attempts"], (AttemptKind.PRACTICE, 0)]
    assert after | {"attempts": before["attempts"]} == before


def test_the_language_is_remembered(learner: Learner) -> None:
    assert "My tasks" in learner.client.get("/student/?lang=en").text
    assert "My tasks" in learner.client.get("/student/").text
    assert "我的任务" in learner.client.get("/student/?lang=zh_CN").text
    assert "我的任务" in learner.client.get("/student/").text


def test_pages_ask_the_database_little(learner: Learner) -> None:
    learner.client.get("/student/")
    with statements() as tasks:
        learner.client.get("/student/")
    with statements() as lesson:
        page = learner.client.get(learner.path).text
    page = learner.take(page).text
    with statements() as step:
        page = learner.take(page).text
    page = learner.to_quiz()
    with statements() as submit:
        answer = learner.hand_in(page)
    with statements() as result:
        learner.client.get(answer.location)
    counts = [len(one) for one in (tasks, lesson, step, submit, result)]
    assert all(count <= most for count, most in zip(counts, (2, 2, 0, 14, 3), strict=True)), counts
