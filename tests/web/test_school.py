"""The school administrator's pages."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.access import Role
from app.domain.completions import Rate
from app.services import milestones
from app.store.engine import Session
from app.store.schema import Account, Campaign, Classroom, Counter, LedgerEntry, RosterEntry, School, Student
from tests import builders
from tests.builders import NOW
from tests.staff import browser, post, statements


@dataclass
class Home:
    """A school of two classes, of one pupil and of two; one of the two is done."""

    school: School
    rooms: list[Classroom]
    campaign: Campaign
    pupils: list[Student]
    admin: Account
    path: str


@pytest.fixture
def home(session: Session) -> Home:
    """The second of the larger class is done."""
    school = builders.school(session)
    rooms = [builders.classroom(session, school, grade=grade, number=1) for grade in (5, 6)]
    pupils = [builders.student(session, rooms[0]), builders.student(session, rooms[0], name="李小红")]
    builders.student(session, rooms[1])
    campaign = builders.campaign(session)
    for room in rooms:
        builders.roster(session, campaign, room)
    expected = milestones.expect(session, campaign.id, school.id, pupils[1].id)
    assert expected is not None
    milestones.earn(session, expected, {Rate.REACHED, Rate.COMPLETED}, rule_version=1, now=NOW)
    admin = builders.staff(session, school)
    session.commit()
    return Home(school, rooms, campaign, pupils, admin, f"/school/classrooms/{rooms[0].id}/")


@pytest.fixture
def admin(app: Flask, home: Home) -> FlaskClient:
    """The administrator's browser, in English."""
    client = browser(app, home.admin)
    client.get("/school/?lang=en")
    return client


def counter(session: Session, home: Home) -> Counter:
    key = (home.campaign.id, home.school.id, home.rooms[0].id)
    found = session.get_one(Counter, key, populate_existing=True)
    session.commit()
    return found


def deed(client: FlaskClient, home: Home, pupil: Student, name: str, reason: str = "") -> int:
    path = f"{home.path}students/{pupil.id}/{name}"
    return post(client, path, campaign=str(home.campaign.id), reason=reason).status_code


def test_the_matrix_holds_every_class_and_its_sums(admin: FlaskClient, home: Home) -> None:
    page = admin.get("/school/").text
    assert page.count("<h1") == 1
    for room in home.rooms:
        assert f"/school/classrooms/{room.id}/" in page
    fractions = re.findall(r'data-numerator="(\d+)" data-denominator="(\d+)"', page)
    assert fractions[:4] == [("1", "3"), ("1", "3"), ("0", "3"), ("0", "3")]
    assert fractions[4:9] == [("1", "2"), ("1", "2"), ("0", "1"), ("0", "1"), ("1", "3")]
    assert fractions[9:] == [("1", "3"), ("1", "3")]  # official, and on today's list


def test_the_school_page_costs_the_same_for_any_number_of_classes(
    admin: FlaskClient, session: Session, home: Home
) -> None:
    with statements() as few:
        admin.get("/school/")
    for number in range(2, 8):
        builders.roster(session, home.campaign, builders.classroom(session, home.school, number=number))
    session.commit()
    with statements() as many:
        admin.get("/school/")
    assert len(many) == len(few) <= 9


def test_excusing_and_counting_again_move_the_counters_and_are_written_down(
    admin: FlaskClient, session: Session, home: Home
) -> None:
    pupil = home.pupils[0]
    assert deed(admin, home, pupil, "excuse", "长期病假") == 303
    assert counter(session, home).excused == 1
    page = admin.get(home.path).text
    assert "长期病假" in page
    assert "Excused" in page
    assert deed(admin, home, pupil, "end-excuse") == 303
    assert counter(session, home).excused == 0
    lines = session.scalars(select(LedgerEntry).order_by(LedgerEntry.id)).all()
    assert [(line.deed, line.actor_id, line.reason) for line in lines] == [
        ("excuse", home.admin.id, "长期病假"),
        ("end_excuse", home.admin.id, ""),
    ]


def test_voiding_needs_a_reason_and_takes_the_completion_out(admin: FlaskClient, session: Session, home: Home) -> None:
    pupil = home.pupils[1]
    path = f"{home.path}students/{pupil.id}/void"
    refused = post(admin, path, campaign=str(home.campaign.id), reason="  ")
    assert refused.status_code == 422
    assert "Please give a reason." in refused.text
    assert counter(session, home).completed == 1
    long = post(admin, path, campaign=str(home.campaign.id), reason="长" * 201)
    assert long.status_code == 422
    assert "长" * 201 in long.text
    assert deed(admin, home, pupil, "void", "由他人代做") == 303
    assert counter(session, home).completed == 0
    assert "由他人代做" in admin.get(f"{home.path}?campaign={home.campaign.id}").text
    assert deed(admin, home, pupil, "void", "由他人代做") == 409


def test_who_is_done_cannot_be_excused(admin: FlaskClient, session: Session, home: Home) -> None:
    assert deed(admin, home, home.pupils[1], "excuse", "病假") == 409
    assert counter(session, home).excused == 0


def test_deeds_reach_only_the_own_school(app: Flask, session: Session, home: Home) -> None:
    teacher = builders.teacher(session, home.rooms[0])
    strangers = [builders.staff(session), teacher, builders.staff(session, role=Role.BUREAU)]
    session.commit()
    for account in strangers:
        client = browser(app, account)
        assert client.get(home.path).status_code == 404
        assert client.get(home.path + "class.csv").status_code == 404
        for name in ("excuse", "end-excuse", "void"):
            assert deed(client, home, home.pupils[0], name, "病假") == 404
        if account is not teacher:
            assert deed(client, home, home.pupils[0], "password") == 404
    assert counter(session, home).excused == 0
    assert session.scalars(select(RosterEntry.excused_at).where(RosterEntry.excused_at.is_not(None))).all() == []


def test_a_teacher_has_no_school_page(app: Flask, session: Session, home: Home) -> None:
    account = builders.teacher(session, home.rooms[0])
    session.commit()
    assert browser(app, account).get("/school/").status_code == 404


def test_the_administrator_gives_a_new_password(admin: FlaskClient, home: Home) -> None:
    answer = post(admin, f"{home.path}students/{home.pupils[0].id}/password")
    assert answer.status_code == 200
    assert re.search(r"\b[a-z]+-[2-9]{6}\b", answer.text)


@pytest.mark.parametrize("campaign", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_campaign_is_not_there(admin: FlaskClient, home: Home, campaign: str) -> None:
    assert admin.get(f"/school/?campaign={campaign}").status_code == 404
    assert admin.get(f"{home.path}?campaign={campaign}").status_code == 404


def test_a_school_in_no_campaign_says_so(app: Flask, session: Session) -> None:
    account = builders.staff(session)
    session.commit()
    assert "No campaign" in browser(app, account).get("/school/?lang=en").text


def test_an_empty_school_is_told_how_to_begin(app: Flask, session: Session) -> None:
    admin = builders.staff(session)
    session.commit()
    page = browser(app, admin).get("/school/").text
    for way in ("/school/imports/", "/school/staff/many", "/school/cards"):
        assert f'<li><a href="{way}">' in page
