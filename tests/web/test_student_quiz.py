"""The pupil's quiz: handing in once, keeping answers, and a result that explains."""

from __future__ import annotations

import html
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.domain.completions import Rate
from app.domain.facts import filled, national
from app.store.engine import Session
from app.store.schema import AttemptKind, Student
from tests import builders, pages
from tests.learner import Choose, Learner, account_of, kept, real_library, right, wrong
from tests.staff import browser

LESSON = "fire-p56"


def test_handing_in_twice_gives_one_result(learner: Learner, session: Session) -> None:
    page = learner.to_quiz()
    first, again = learner.hand_in(page), learner.hand_in(page, wrong)
    assert (first.status_code, first.location) == (again.status_code, again.location)
    found = kept(learner)
    assert found["completed"] == len(found["attempts"]) == 1


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
    found = kept(learner)
    assert found["completed"] == len(found["attempts"]) == 1


def test_a_sheet_from_another_tab_is_the_same_sheet(learner: Learner, session: Session) -> None:
    page, other = learner.to_quiz(), learner.open()
    assert learner.hand_in(page).location == learner.hand_in(other, wrong).location
    assert len(kept(learner)["attempts"]) == 1


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
    assert kept(learner)["attempts"] == []
    assert learner.client.post(action, data=again.sent | chosen).status_code == 303


def test_a_choice_that_was_not_offered_is_no_answer(learner: Learner) -> None:
    action, fields = learner.answered(learner.to_quiz(), right)
    name = next(name for name in fields if name not in ("csrf_token", "sheet"))
    for place in ("", "9", "-1", "00000", "²", "1 ", "right", "\x00", "9" * 20):
        assert learner.client.post(action, data=fields | {name: place}).status_code == 422
    assert kept(learner)["attempts"] == []


def test_fields_a_browser_adds_change_nothing(learner: Learner, session: Session) -> None:
    action, fields = learner.answered(learner.to_quiz(), wrong)
    more = dict.fromkeys(("score", "correct", "right", "asked", "progress", "status", "user_id", "student_id"), "100")
    assert learner.client.post(action, data=fields | more | {"completed_at": "2020-01-01"}).status_code == 303
    found = kept(learner)
    assert (found["attempts"], found["completed"]) == ([(AttemptKind.QUIZ, 0)], 0)


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
    assert kept(learner)["attempts"] == []
    handed = learner.client.post(button.action, data=button.sent)
    assert handed.status_code == 303
    assert learner.client.get(handed.location).status_code == 200
    found = kept(learner)
    assert found["completed"] == len(found["attempts"]) == 1


def test_after_the_campaign_nothing_is_taken(learner: Learner, session: Session, pupil: Student) -> None:
    page = learner.to_quiz()
    before = kept(learner)
    learner.clock.moment = builders.NOW + timedelta(days=10)
    learner.client = browser(learner.app, account_of(session, pupil))
    action, fields = learner.answered(page, right)
    token = pages.read(learner.client.get("/account/password").text).form("password").sent["csrf_token"]
    answer = learner.client.post(action, data=fields | {"csrf_token": token})
    assert answer.status_code == 409
    assert kept(learner) == before
    assert learner.client.get(learner.path).status_code == 409
    tasks = learner.client.get("/student/?lang=en").text
    assert "Closed" in tasks


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_wrong_answer_is_explained_with_its_misconception(learner: Learner, language: str) -> None:
    learner.client.get(f"/student/?lang={language}")
    page = learner.to_quiz()
    form = pages.read(page).form("/quiz")
    entries = learner.sheet(form.sent["sheet"])
    publication = real_library().revisions[real_library().heads[LESSON]]
    result = html.unescape(pages.without_pinyin(learner.client.get(learner.hand_in(page, wrong).location).text))
    quiz = publication.quiz(language)
    assert len(entries) == quiz.draw
    for entry in entries:
        question = quiz.question(entry.question.id)
        assert question is not None
        chosen = next(one for one in question.choices if one.id == entry.choices[wrong(entry)].id)
        belief = publication.misconception(language, chosen.misconception)
        assert belief is not None
        for words in (chosen.feedback, question.explanation, belief.belief, chosen.text):
            assert html.unescape(filled(words, national(real_library().facts))) in result


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
        assert kept(learner)["completed"] == 0
        first = entries[0].question.id
        answer = learner.hand_in(page, only(first))
        assert answer.status_code == 303
        if len(entries) == 1:
            break
    assert sizes == list(range(len(sizes), 0, -1))
    found = kept(learner)
    assert found["milestones"] == {Rate.REACHED, Rate.COMPLETED}
    assert found["completed"] == 1


def test_a_review_a_week_later_means_retained(learner: Learner, session: Session, pupil: Student) -> None:
    learner.hand_in(learner.to_quiz())
    learner.clock.advance(days=8)
    learner.client = browser(learner.app, account_of(session, pupil))
    page = learner.client.get(f"{learner.path}quiz").text
    assert learner.hand_in(page, wrong).status_code == 303
    assert Rate.RETAINED not in kept(learner)["milestones"]
    assert learner.hand_in(learner.client.get(f"{learner.path}quiz").text).status_code == 303
    assert Rate.RETAINED in kept(learner)["milestones"]


def test_practice_changes_no_figure(learner: Learner, session: Session) -> None:
    learner.hand_in(learner.to_quiz())
    before = kept(learner)
    page = learner.client.get(f"{learner.path}quiz").text
    assert learner.hand_in(page, wrong).status_code == 303
    after = kept(learner)
    assert after["attempts"] == [*before["attempts"], (AttemptKind.PRACTICE, 0)]
    assert after | {"attempts": before["attempts"]} == before
