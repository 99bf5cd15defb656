"""Pages of staff: one, many, their classes, their passwords, and that an account ends with the posting."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.access import Role
from app.store.engine import Session
from app.store.schema import Account, Classroom, Grant, LedgerEntry, Level, Posting, Region, School
from tests import authenticator, builders, pages
from tests.builders import PASSWORD, TODAY
from tests.clock import Clock
from tests.staff import browser, post, statements

_SLIP = re.compile(r'<dd translate="no">([^<]+)</dd>\s*<dt>[^<]*</dt><dd class="slip__password"[^>]*>([^<]+)<')


def slips(page: str) -> list[tuple[str, str]]:
    """(user name, one-time password) as a page of slips shows them."""
    return [(name.replace(" ", ""), html.unescape(password)) for name, password in _SLIP.findall(page)]


@pytest.fixture
def school(session: Session) -> School:
    return builders.school(session)


@pytest.fixture
def rooms(session: Session, school: School) -> list[Classroom]:
    return [builders.classroom(session, school, grade=grade, number=number) for grade in (3, 4) for number in (1, 2)]


@pytest.fixture
def admin(session: Session, school: School, rooms: list[Classroom]) -> Account:
    found = builders.staff(session, school)
    session.commit()
    return found


@pytest.fixture
def desk(app: Flask, admin: Account) -> FlaskClient:
    """The administrator's browser, in English."""
    client = browser(app, admin)
    client.get("/account/?lang=en")
    return client


def enter(app: Flask, username: str, password: str) -> FlaskClient:
    """A browser that has logged in."""
    client = app.test_client()
    form = pages.read(client.get("/login?lang=en").text).form("/login").sent
    client.post("/login", data=form | {"username": username, "password": password})
    return client


def test_a_list_is_pasted_looked_at_and_done(
    app: Flask, desk: FlaskClient, session: Session, rooms: list[Classroom]
) -> None:
    lines = "姓名\t年级\t班级\r\n王芳\t三年级\t1班\r\n李 雷\t三\t（2）班\r\n王芳\t四年级\t二班\r\n"
    preview = post(desk, "/school/staff/many", lines=lines)
    assert preview.status_code == 200
    assert 'New accounts: <data value="2">2</data>. Classes given: <data value="3">3</data>' in preview.text
    assert "the same person as in line 2" in preview.text
    form = pages.read(preview.text).form("/school/staff/many/apply").sent
    assert session.scalars(select(Posting)).all() == []
    session.commit()
    done = desk.post("/school/staff/many/apply", data=form | {"lines": lines})
    assert done.status_code == 200
    issued = slips(done.text)
    assert len(issued) == 2
    postings = session.execute(
        select(Account.name, Posting.classroom_id, Posting.from_on, Posting.is_homeroom).join(
            Posting, Posting.account_id == Account.id
        )
    ).all()
    assert sorted(postings) == sorted(
        [
            ("王芳", rooms[0].id, TODAY, True),
            ("李 雷", rooms[1].id, TODAY, True),
            ("王芳", rooms[3].id, TODAY, True),
        ]
    )
    session.commit()
    client = enter(app, *issued[0])
    assert client.get("/teacher/").location == "/account/password"
    new = "three words i like"
    assert post(client, "/account/password", current=issued[0][1], new=new, again=new).location == "/teacher/"
    assert client.get(f"/teacher/classrooms/{rooms[0].id}/").status_code == 200
    assert client.get(f"/teacher/classrooms/{rooms[1].id}/").status_code == 404

    again = desk.post("/school/staff/many/apply", data=form | {"lines": lines})
    assert (again.status_code, slips(again.text)) == (200, [])
    session.commit()
    assert len(session.scalars(select(Posting)).all()) == 3
    deeds = session.scalars(select(LedgerEntry.deed).order_by(LedgerEntry.deed)).all()
    assert deeds == ["account_create"] * 2 + ["posting_give"] * 3


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("", "Please paste at least one line"),
        ("王芳", "Grade or class is missing"),
        ("王芳\t三年级\t9班", "The school has no class “三年级9班”"),
        ("\t三年级\t1班", "Please type the name."),
        ("王" * 51 + "\t三年级\t1班", "The name is longer than 50 characters."),
        ("王芳\t三年级\t2026-01-02", "date"),
        ("\n".join(f"老师{number}\t三年级\t1班" for number in range(121)), "At most 120 lines at a time."),
    ],
)
def test_what_is_wrong_with_a_line_is_said_beside_it(
    desk: FlaskClient, lines: str, words: str, session: Session
) -> None:
    for path in ("/school/staff/many", "/school/staff/many/apply"):
        answer = post(desk, path, lines=lines)
        assert answer.status_code == 422
        assert words in html.unescape(answer.text)
    assert session.scalars(select(Posting)).all() == []


def test_a_colleague_of_that_name_keeps_the_account(
    desk: FlaskClient, session: Session, school: School, rooms: list[Classroom]
) -> None:
    known = builders.account(session, school.id, name="王芳")
    builders.posting(session, known, rooms[0], to_on=TODAY)
    session.commit()
    lines = "王芳\t四年级\t1班"
    preview = post(desk, "/school/staff/many", lines=lines)
    assert "gets the class" in preview.text
    assert slips(post(desk, "/school/staff/many/apply", lines=lines, **{"who-1": "new"}).text) != []
    assert len(session.scalars(select(Account).where(Account.name == "王芳")).all()) == 2
    session.commit()
    two = post(desk, "/school/staff/many", lines="王芳\t四年级\t2班")
    assert two.status_code == 422
    assert "2 colleagues of this name" in two.text
    done = post(desk, "/school/staff/many/apply", lines="王芳\t四年级\t2班", **{"who-1": str(known.id)})
    assert (done.status_code, slips(done.text)) == (200, [])
    assert session.scalars(select(Posting.account_id).where(Posting.classroom_id == rooms[3].id)).one() == known.id


def test_one_person_is_added_and_the_form_sent_twice_adds_nobody(
    app: Flask, desk: FlaskClient, session: Session, rooms: list[Classroom]
) -> None:
    fields = {"name": " 张  伟 ", "holds": str(rooms[2].id), "from_on": TODAY.isoformat(), "last_on": ""}
    first = post(desk, "/school/staff/new", **fields, is_homeroom="1")
    assert first.status_code == 200
    assert enter(app, *slips(first.text)[0]).get("/teacher/").location == "/account/password"
    assert post(desk, "/school/staff/new", **fields, is_homeroom="1").status_code == 422
    assert session.scalars(select(Account.name).where(Account.must_change_password)).all() == ["张 伟"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "x" * 51},
        {"from_on": "tomorrow"},
        {"from_on": "2036-01-01"},
        {"last_on": (TODAY - timedelta(days=1)).isoformat()},
    ],
)
def test_a_form_that_cannot_be_taken_says_so_at_the_field(
    desk: FlaskClient, rooms: list[Classroom], session: Session, wrong: dict[str, str]
) -> None:
    good = {"name": "张伟", "holds": str(rooms[2].id), "from_on": TODAY.isoformat(), "last_on": ""}
    answer = post(desk, "/school/staff/new", **(good | wrong))
    assert answer.status_code == 422
    (field,) = wrong
    assert f'id="new-{field}-error"' in answer.text
    assert session.scalars(select(Posting)).all() == []


def test_a_class_is_given_from_a_day_to_a_day(
    app: Flask, desk: FlaskClient, session: Session, clock: Clock, school: School, rooms: list[Classroom]
) -> None:
    account = builders.account(session, school.id)
    builders.posting(session, account, rooms[0], to_on=TODAY)
    session.commit()
    page = f"/school/staff/{school.id}/{account.id}/"
    assert "has ended" in desk.get(page).text
    tomorrow, later = TODAY + timedelta(days=1), TODAY + timedelta(days=3)
    fields = {"classroom": str(rooms[1].id), "from_on": tomorrow.isoformat(), "last_on": later.isoformat()}
    assert post(desk, page + "postings", **fields).status_code == 303
    assert post(desk, page + "postings", **fields).status_code == 409
    assert "begins on" in desk.get(page).text
    clock.advance(days=1)
    teacher = browser(app, account)
    assert teacher.get(f"/teacher/classrooms/{rooms[1].id}/").status_code == 200
    assert teacher.get(f"/teacher/classrooms/{rooms[0].id}/").status_code == 404
    clock.advance(days=2, minutes=20)
    assert browser(app, account).get("/teacher/").status_code == 200
    clock.advance(days=1)
    assert enter(app, account.username, PASSWORD).get("/teacher/").status_code == 302


def test_a_posting_ended_at_once_ends_the_session_and_a_new_one_revives(
    app: Flask, desk: FlaskClient, session: Session, school: School, rooms: list[Classroom]
) -> None:
    account = builders.teacher(session, rooms[0], name="王芳")
    session.commit()
    teacher = browser(app, account)
    holding = session.scalars(select(Posting.id)).one()
    session.commit()
    page = f"/school/staff/{school.id}/{account.id}/"
    assert post(desk, f"{page}end/{holding}", last_on="2020-01-01").status_code == 422
    assert post(desk, f"{page}end/{holding}", at_once="1").status_code == 303
    assert teacher.get("/teacher/").status_code == 302
    assert post(desk, f"{page}end/{holding}", at_once="1").status_code == 409
    fields = {"classroom": str(rooms[0].id), "from_on": TODAY.isoformat(), "last_on": ""}
    assert post(desk, page + "postings", **fields).status_code == 303
    assert teacher.get("/teacher/").status_code == 302  # the old session stays over
    assert browser(app, account).get("/teacher/").status_code == 200


def test_the_last_administrator_stays(app: Flask, desk: FlaskClient, session: Session, admin: Account) -> None:
    holding = session.scalars(select(Grant.id).where(Grant.account_id == admin.id)).one()
    session.commit()
    own = f"/school/staff/{admin.school_id}/{admin.id}/"
    refused = post(desk, f"{own}end/{holding}", at_once="1")
    assert refused.status_code == 409
    assert "Nobody else would be left" in refused.text
    fields = {"name": "新任", "holds": "admin", "from_on": TODAY.isoformat(), "last_on": ""}
    assert len(slips(post(desk, "/school/staff/new", **fields).text)) == 1
    left = post(desk, f"{own}end/{holding}", at_once="1")
    assert (left.status_code, left.location) == (303, "/start")
    assert desk.get("/school/").status_code == 302


def test_nobody_resets_oneself_or_a_peer(app: Flask, desk: FlaskClient, session: Session, admin: Account) -> None:
    fellow = builders.staff(session, session.get_one(School, admin.school_id))
    session.commit()
    for account in (admin, fellow):
        page = f"/school/staff/{account.school_id}/{account.id}/"
        assert desk.get(page).status_code == 200
        assert f"{page}password" not in desk.get(page).text
        assert post(desk, page + "password").status_code == 404
        assert post(desk, page + "factor").status_code == 404
    days = {"from_on": TODAY.isoformat(), "last_on": ""}
    assert post(desk, f"/school/staff/{admin.school_id}/{admin.id}/roles", **days).status_code == 404


def test_a_bureau_resets_the_administrators_below(app: Flask, session: Session, clock: Clock, admin: Account) -> None:
    school = session.get_one(School, admin.school_id)
    county = session.get_one(Region, school.county_id)
    officer = builders.staff(session, role=Role.BUREAU, over=county)
    session.commit()
    client = browser(app, admin)
    authenticator.set_up(client, clock)
    above = browser(app, officer)
    page = f"/bureau/staff/{admin.school_id}/{admin.id}/"
    assert post(above, page + "factor").status_code == 303
    assert client.get("/school/").status_code == 302
    assert browser(app, admin).get("/school/").status_code == 200
    assert post(above, page + "factor").status_code == 404
    ((username, password),) = slips(post(above, page + "password").text)
    assert username == admin.username
    assert enter(app, admin.username, PASSWORD).get("/school/").status_code == 302
    assert enter(app, username, password).get("/school/").location == "/account/password"
    entries = session.execute(select(LedgerEntry.school_id, LedgerEntry.actor_id, LedgerEntry.deed)).all()
    assert (admin.school_id, officer.id, "factor_reset") in entries
    assert (admin.school_id, officer.id, "reset_password") in entries


def test_a_bureau_finds_a_place_and_adds_somebody(app: Flask, session: Session) -> None:
    city = builders.region(session, parent=builders.region(session, level=Level.PROVINCE))
    county = builders.county(session, parent=city, name="解放县")
    school = builders.school(session, county, name="解放路小学")
    foreign = builders.school(session, name="解放路小学")
    officer = builders.staff(session, role=Role.BUREAU, over=city)
    session.commit()
    client = browser(app, officer)
    found = client.get("/bureau/staff/new?q=解放").text
    assert f"place={school.id}" in found
    assert f"place={county.id}" in found
    assert f"place={foreign.id}" not in found
    days = {"from_on": TODAY.isoformat(), "last_on": ""}
    for place, path in ((school.id, "/school/"), (county.id, "/bureau/"), ("own", "/bureau/")):
        assert client.get(f"/bureau/staff/new?place={place}").status_code == 200
        issued = slips(post(client, "/bureau/staff/new", place=str(place), name="新人", **days).text)
        assert enter(app, *issued[0]).get("/start").location == path
    for place in (foreign.id, foreign.county_id, city.parent_id, "x"):
        assert client.get(f"/bureau/staff/new?place={place}").status_code == 404
        assert post(client, "/bureau/staff/new", place=str(place), name="新人", **days).status_code == 404
    listed = client.get("/bureau/staff/?q=解放路").text
    assert listed.count("新人") == 1
    assert client.get("/bureau/staff/?page=9").status_code == 404


def test_lists_ask_the_database_little(app: Flask, session: Session, school: School, admin: Account) -> None:
    room = builders.classroom(session, school)
    for _number in range(30):
        builders.teacher(session, room)
    session.commit()
    client = browser(app, admin)
    with statements() as sent:
        assert client.get("/school/staff/").status_code == 200
    assert len(sent) <= 9, sent
    operator = builders.staff(session, role=Role.PLATFORM)
    session.commit()
    officer = browser(app, operator)
    with statements() as sent:
        officer.get("/platform/staff/")
    assert len(sent) <= 6, sent
