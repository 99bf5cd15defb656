"""The pages of classes, pupils, changes, the archive and the new school year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.access import Role
from app.store.engine import Session
from app.store.schema import Account, Campaign, Classroom, Enrolment, LedgerEntry, School, Student
from tests import builders
from tests.builders import TODAY
from tests.clock import Clock
from tests.staff import browser, post, statements

PUPILS = "/school/pupils/"
DAY = TODAY.isoformat()


@dataclass
class Home:
    """A primary school: classes 1 and 2 of grade 5, two pupils in the first, one in the second; a named class."""

    school: School
    rooms: list[Classroom]
    pupils: list[Student]
    campaign: Campaign
    admin: Account


@pytest.fixture
def home(session: Session) -> Home:
    """Everybody of the two classes is expected in a campaign that runs."""
    school = builders.school(session)
    rooms = [builders.classroom(session, school, number=number) for number in (1, 2)]
    rooms.append(builders.classroom(session, school, number=101, label="小太阳"))
    pupils = [builders.student(session, rooms[place]) for place in (0, 0, 1)]
    campaign = builders.campaign(session)
    for room in rooms:
        builders.roster(session, campaign, room)
    home = Home(school, rooms, pupils, campaign, builders.staff(session, school))
    session.commit()
    return home


@pytest.fixture
def admin(app: Flask, home: Home) -> FlaskClient:
    """The administrator's browser, in English."""
    client = browser(app, home.admin)
    client.get("/school/?lang=en")
    return client


def sits_in(session: Session, pupil: Student) -> object:
    mine = (Enrolment.student_id == pupil.id, Enrolment.to_on.is_(None))
    found = session.scalar(select(Enrolment.classroom_id).where(*mine))
    session.commit()  # SQLite lets one write at a time
    return found


def test_a_class_with_a_name_is_called_by_it(app: Flask, admin: FlaskClient, session: Session, home: Home) -> None:
    teacher = builders.teacher(session, home.rooms[2])
    session.commit()
    assert "Grade 5 Class 小太阳" in admin.get("/school/classrooms/").text
    matrix = admin.get("/school/").text
    assert "Named classes" in matrix
    assert "Class 101" not in matrix
    client = browser(app, teacher)
    assert "Grade 5 Class 小太阳" in client.get("/teacher/?lang=en").text
    assert "Grade 5 Class 小太阳" in client.get(f"/teacher/classrooms/{home.rooms[2].id}/").text


def test_making_a_class(admin: FlaskClient, session: Session, home: Home) -> None:
    answer = post(admin, "/school/classrooms/", grade="primary:6", name="（3）班")
    assert answer.status_code == 303
    assert "The class is there" in admin.get(answer.location).text
    again = post(admin, "/school/classrooms/", grade="primary:6", name="三班")
    assert again.status_code == 422
    assert "a class of this number or name" in again.text
    assert 'value="三班"' in again.text
    assert post(admin, "/school/classrooms/", grade="nonsense", name="1").status_code == 404
    made = session.scalars(select(Classroom).where(Classroom.grade == 6)).one()
    session.commit()
    assert (made.number, made.school_id) == (3, home.school.id)


def test_naming_merging_and_archiving(admin: FlaskClient, session: Session, home: Home) -> None:
    first, second, named = (f"/school/classrooms/{room.id}/" for room in home.rooms)
    assert post(admin, first + "name", name="向日葵班").status_code == 303
    assert "Class 向日葵" in admin.get(first + "pupils/").text
    into = str(home.rooms[1].id)
    refused = post(admin, first + "merge", into=into, on=DAY, confirmed="3")
    assert refused.status_code == 422
    assert "it is 2 now" in refused.text
    assert post(admin, first + "merge", into=into, on="", confirmed="2").status_code == 422
    answer = post(admin, first + "merge", into=into, on=DAY, confirmed="2")
    assert answer.location.startswith(second + "pupils/")
    assert sits_in(session, home.pupils[0]) == home.rooms[1].id
    assert admin.get(first + "pupils/").status_code == 404
    full = post(admin, second + "archive")
    assert full.status_code == 422
    assert "Pupils sit in this class" in full.text
    assert post(admin, named + "archive").status_code == 303
    archive = admin.get("/school/archive/").text
    assert "Class 向日葵" in archive
    assert "Class 小太阳" in archive
    page = admin.get(f"/school/archive/{home.rooms[0].id}/").text
    assert home.pupils[0].name in page
    assert "2026" in page


def test_adding_a_pupil(admin: FlaskClient, session: Session, home: Home) -> None:
    room = str(home.rooms[0].id)
    assert f'value="{room}" selected' in admin.get(f"{PUPILS}new?classroom={room}").text
    refused = post(admin, PUPILS + "new", name="王**", classroom=room, local_id="")
    assert refused.status_code == 422
    answer = post(admin, PUPILS + "new", name="𠮷田 花", classroom=room, local_id="A7")
    page = admin.get(answer.location).text
    assert "𠮷田花" in page
    assert "no password yet" in page
    assert re.search(r"\d{3} \d{3} \d{3}", page)
    twice = post(admin, PUPILS + "new", name="𠮷田花", classroom=room, local_id="")
    assert twice.status_code == 422
    assert "another pupil of the same name" in twice.text
    assert post(admin, PUPILS + "new", name="𠮷田花", classroom=room, local_id="", is_namesake="1").status_code == 303
    taken = post(admin, PUPILS + "new", name="李一", classroom=room, local_id="A7")
    assert taken.status_code == 422
    assert "Another pupil of the school has this" in taken.text
    foreign = str(builders.classroom(session).id)
    session.commit()
    assert post(admin, PUPILS + "new", name="李一", classroom=foreign, local_id="").status_code == 404


def test_searching(admin: FlaskClient, session: Session, home: Home) -> None:
    builders.student(session, home.rooms[0], name="𬭎欧阳")
    session.commit()
    page = admin.get(PUPILS + "?q=𬭎").text
    assert "𬭎欧阳" in page
    assert home.pupils[0].name not in page
    assert "Nobody was found" in admin.get(PUPILS + "?q=%25").text
    assert admin.get(PUPILS + "?page=2").status_code == 404
    assert admin.get(PUPILS + "?page=x").status_code == 404


def test_a_long_list_keeps_the_search_and_costs_the_same(admin: FlaskClient, session: Session, home: Home) -> None:
    with statements() as few:
        admin.get(PUPILS + "?q=学")
    for _ in range(60):
        builders.student(session, home.rooms[0])
    session.commit()
    with statements() as many:
        page = admin.get(PUPILS + "?q=学").text
    assert len(many) == len(few) <= 9
    assert "q=%E5%AD%A6&amp;page=2" in page


def test_a_pupils_way_out_and_back(app: Flask, admin: FlaskClient, session: Session, home: Home) -> None:
    pupil = home.pupils[0]
    path = f"{PUPILS}{pupil.id}/"
    assert post(admin, path + "transfer", to=str(home.rooms[1].id), on="2026-08-01").status_code == 422
    late = post(admin, path + "transfer", to=str(home.rooms[1].id), on="2099-01-01")
    assert "must be today or earlier" in late.text
    assert post(admin, path + "transfer", to=str(home.rooms[1].id), on=DAY).status_code == 303
    assert sits_in(session, pupil) == home.rooms[1].id
    unreasoned = post(admin, path + "leave", reason=" ", on=DAY)
    assert unreasoned.status_code == 422
    assert "Please give a reason." in unreasoned.text
    assert post(admin, path + "leave", reason="随父母搬家", on=DAY).status_code == 303
    gone = admin.get(path).text
    assert "The pupil comes back" in gone
    assert "随父母搬家" in gone
    other = builders.staff(session)
    room = builders.classroom(session, session.get_one(School, other.school_id))
    session.commit()
    stranger = browser(app, other)
    username = builders.account_of(session, pupil).username
    session.commit()
    unknown = post(stranger, PUPILS + "admit", username="nobody", to=str(room.id), on=DAY)
    assert unknown.status_code == 422
    assert 'value="nobody"' in unknown.text
    assert post(stranger, PUPILS + "admit", username=username, to=str(room.id), on=DAY).status_code == 303
    elsewhere = post(admin, path + "return", to=str(home.rooms[0].id), on=DAY)
    assert elsewhere.status_code == 422
    assert "Another school has taken this pupil in" in elsewhere.text


def test_who_left_comes_back(admin: FlaskClient, session: Session, home: Home) -> None:
    path = f"{PUPILS}{home.pupils[0].id}/"
    post(admin, path + "leave", reason="搬家", on=DAY)
    assert post(admin, path + "return", to=str(home.rooms[1].id), on=DAY).status_code == 303
    assert sits_in(session, home.pupils[0]) == home.rooms[1].id
    assert "The pupil is back" in admin.get(path + "?done=return").text


def test_changes_stand_beside_a_denominator_that_stays(admin: FlaskClient, session: Session, home: Home) -> None:
    def figures() -> list[str]:
        page = admin.get("/school/").text
        section = page[page.index('id="since-census"') :]
        return re.findall(r'<data value="(\d+)">', section)[:5]

    assert figures() == ["3", "0", "0", "3", "0"]
    post(admin, f"{PUPILS}{home.pupils[0].id}/leave", reason="搬家", on=DAY)
    post(admin, PUPILS + "new", name="新来", classroom=str(home.rooms[0].id), local_id="")
    post(admin, f"{PUPILS}{home.pupils[1].id}/transfer", to=str(home.rooms[1].id), on=DAY)
    assert figures() == ["3", "1", "1", "3", "1"]
    assert 'data-denominator="3"' in admin.get("/school/").text
    page = admin.get(f"/school/changes/?campaign={home.campaign.id}").text
    for words in ("Joined", "Left", "Changed class", "搬家", "新来"):
        assert words in page
    assert admin.get("/school/changes/").status_code == 404
    assert admin.get(f"/school/changes/?campaign={home.campaign.id}&page=9").status_code == 404


def test_the_new_school_year(admin: FlaskClient, session: Session, home: Home, clock: Clock) -> None:
    six = builders.classroom(session, home.school, grade=6, number=1)
    pupils = [builders.student(session, six) for _ in range(2)]
    session.commit()
    ahead = admin.get("/school/year/").text
    assert "2027–2028" in ahead
    assert "from that day on it can be done here" in ahead
    assert "Move the school up now" not in ahead
    clock.moment = datetime(2027, 9, 1, 1, 0, tzinfo=UTC)
    admin = login_again(admin, home)
    opened = admin.get(f"/school/year/?open={six.id}").text
    assert f'name="stay-{pupils[0].id}"' in opened
    chosen = {f"stay-{pupils[0].id}": "1", f"way-{home.rooms[1].id}": f"into-{home.rooms[0].id}"}
    query = "&".join(f"{name}={value}" for name, value in chosen.items())
    preview = admin.get(f"/school/year/?{query}").text
    assert "They are 1 in this preview." in preview
    assert f'<input type="hidden" name="stay-{pupils[0].id}" value="1">' in preview
    refused = post(admin, "/school/year/", confirmed="2", **chosen)
    assert refused.status_code == 422
    assert "it is 1 now" in refused.text
    answer = post(admin, "/school/year/", confirmed="1", **chosen)
    assert answer.status_code == 303
    assert "Done: the school is in the new school year" in admin.get(answer.location).text
    assert sits_in(session, pupils[0]) == home.rooms[0].id
    assert sits_in(session, home.pupils[2]) == home.rooms[0].id
    assert sits_in(session, pupils[1]) is None
    lines = session.scalars(select(LedgerEntry.deed).where(LedgerEntry.deed.startswith("promote")))
    assert sorted(lines) == ["promote_into", "promote_leave", "promote_up", "promote_up"]


def login_again(client: FlaskClient, home: Home) -> FlaskClient:
    """Sessions end meanwhile."""
    again = browser(client.application, home.admin)
    again.get("/school/?lang=en")
    return again


@pytest.mark.parametrize("query", ["way-{0}=leave", "way-{0}=into-{1}", "way-{0}=x", "stay-{1}=1"])
def test_choices_nobody_offered_are_refused_with_the_usual_preview(admin: FlaskClient, home: Home, query: str) -> None:
    query = query.format(home.rooms[0].id, home.campaign.id)
    answer = admin.get(f"/school/year/?{query}")
    assert answer.status_code == 422
    assert "Class by class" in answer.text


def test_a_bureau_orders_the_move_of_its_schools(app: Flask, session: Session, home: Home, clock: Clock) -> None:
    assert home.school.county_id is not None
    officer = builders.staff(session, role=Role.BUREAU)
    clock.moment = datetime(2027, 9, 1, 1, 0, tzinfo=UTC)
    session.commit()
    client = browser(app, officer)
    page = client.get("/bureau/year/?lang=en").text
    assert "No school here has a class yet." in page
    assert home.school.name not in page
