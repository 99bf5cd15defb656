"""The pupil's pages up to the quiz: my tasks, and a lesson step by step."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import timedelta

from flask import Flask

from app.domain.completions import Rate
from app.store.engine import Session
from app.store.schema import Campaign, Classroom, Student
from tests import builders, pages
from tests.learner import Learner, account_of, kept, real_library, right
from tests.staff import browser, statements

LESSON = "fire-p56"


def heading(page: str) -> str:
    found = re.findall(r"<h1[^>]*>(.*?)</h1>", pages.without_pinyin(page), re.DOTALL)
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
    assert kept(learner)["milestones"] == {Rate.REACHED}
    answer = learner.hand_in(page)
    assert answer.status_code == 303
    result = learner.client.get(answer.location)
    assert result.status_code == 200
    assert "完成" in heading(result.text)
    found = kept(learner)
    assert found["completed"] == len(found["attempts"]) == 1
    assert found["milestones"] == {Rate.REACHED, Rate.COMPLETED, Rate.MASTERED}
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
    steps = len(real_library().revisions[real_library().heads[LESSON]].lesson("").steps)
    assert f'<progress max="{steps + 1}" value="3"' in there.client.get("/student/").text
    assert 'name="sheet"' in there.to_quiz()
    assert 'name="sheet"' in learner.open()


def test_leaving_keeps_the_very_step(learner: Learner, app: Flask, session: Session, pupil: Student) -> None:
    page = learner.take(learner.take(learner.open()).text).text
    there = replace(learner, client=browser(app, account_of(session, pupil)))
    assert heading(there.open()) != heading(page), "two quick steps are not kept by themselves"
    leave = next(form for form in pages.read(page).forms if form.action.endswith("/pause"))
    left = learner.client.post(leave.action, data=leave.sent)
    assert (left.status_code, left.location) == (303, "/student/")
    assert heading(there.open()) == heading(page)
    forged = learner.client.post(leave.action, data=leave.sent | {"ticket": "x" * 40})
    assert forged.status_code == 422
    assert heading(there.open()) == heading(page)


def test_too_soon_is_told_and_changes_nothing(learner: Learner, session: Session) -> None:
    page = learner.open()
    answer = learner.take(page, stay=False)
    assert answer.status_code == 422
    assert re.search(r'role="alert">[^<]*\d+[^<]*<', answer.text)
    assert kept(learner)["progress"] == []
    assert learner.take(page).status_code == 200


def test_a_step_taken_twice_is_one_step(learner: Learner, session: Session) -> None:
    page = learner.open()
    first, again = learner.take(page), learner.take(page, stay=False)
    assert first.status_code == again.status_code == 200
    assert heading(first.text) == heading(again.text)
    assert [step for step, *_ in kept(learner)["progress"]] == [1]


def test_an_old_ticket_does_not_lead_back(learner: Learner, session: Session) -> None:
    first = learner.open()
    page = first
    for _step in range(3):
        learner.clock.advance(seconds=25)
        page = learner.take(page).text
    learner.clock.advance(seconds=25)
    assert learner.take(first).status_code == 200
    assert [step for step, *_ in kept(learner)["progress"]] == [3]


def test_a_made_up_ticket_is_refused(learner: Learner) -> None:
    page = learner.open()
    for ticket in ("", "x", "é漢", "\x00", "A" * 131, "A" * 5000):
        assert learner.take(page, ticket=ticket).status_code == 422
    assert kept(learner)["progress"] == []


def test_a_changed_ticket_is_refused(learner: Learner, session: Session) -> None:
    page = learner.open()
    ticket = learner.fields(page)[1]["ticket"]
    for place in range(0, len(ticket), 7):
        letter = "A" if ticket[place] != "A" else "B"
        assert learner.take(page, ticket=ticket[:place] + letter + ticket[place + 1 :]).status_code == 422
    assert kept(learner)["progress"] == []


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
    before = kept(learner)
    action, fields = mate.answered(own, right)
    csrf = {"csrf_token": fields["csrf_token"]}
    assert mate.client.post(action, data=theirs | csrf).status_code == 422
    assert kept(learner) == before


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


def test_a_step_into_a_closed_window_is_refused(learner: Learner, session: Session, campaign: Campaign) -> None:
    page = learner.open()
    session.get_one(Campaign, campaign.id).closes_at = builders.NOW + timedelta(seconds=3)
    session.commit()
    assert learner.take(page).status_code == 409
    assert kept(learner)["progress"] == []


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
