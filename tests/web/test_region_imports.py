"""A bureau and the platform bring lists of many schools: counts of schools, masked samples, a guard for each school."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.access import Role
from app.store.engine import Session
from tests import builders, staff
from tests.clock import Clock
from tests.staff import browser, statements
from tests.web import importdesk
from tests.web.importdesk import Desk, send, sums, table

HEAD = ["学校标识码", *importdesk.HEAD]


@dataclass
class Office:
    """A county's bureau over the desk's school and a school next to it."""

    desk: Desk
    client: FlaskClient
    codes: list[str]
    school_ids: list[UUID]
    names: list[str]

    def upload(self, lines: list[list[str]], audience: str = "bureau") -> str:
        answer = send(self.client, f"/{audience}/imports/", table(lines, HEAD), "school")
        assert answer.status_code == 303, answer.text
        assert self.desk.work() == 1
        return answer.location

    def lines(self, *left_out: int) -> list[list[str]]:
        """The pupils of the first school but some, and two new ones of the second."""
        own = [[self.codes[0], *line] for line in self.desk.lines(*left_out)]
        new = [[self.codes[1], f"n{number}", name, "一年级", "1班"] for number, name in enumerate(["张新生", "赵新生"])]
        return own + new


@pytest.fixture
def office(app: Flask, session: Session, clock: Clock) -> Office:
    desk = importdesk.build(app, session, clock)
    school = session.get_one(builders.School, desk.school_id)
    county = session.get_one(builders.Region, school.county_id)
    other = builders.school(session, county)
    who = builders.staff(session, role=Role.BUREAU, over=county)
    session.commit()
    client = browser(app, who)
    client.set_cookie("language", "en")
    found = Office(
        desk, client, [school.code or "", other.code or ""], [school.id, other.id], [school.name, other.name]
    )
    session.commit()
    return found


def test_a_bureau_sees_schools_and_counts(office: Office) -> None:
    start = office.client.get("/bureau/imports/").text
    assert start.count("<h1") == 1
    assert "/school/roster" not in start
    page = office.client.get(office.upload(office.lines())).text
    assert page.count("<h1") == 1
    assert sums(page) == {"added": 2, "changed": 0, "moved": 0, "left": 0, "untouched": 40}
    for name in office.names:
        assert name in page
    assert not any(name in page for name in (*office.desk.names, "张新生"))


def test_the_samples_of_a_school_are_masked(office: Office) -> None:
    path = office.upload(office.lines())
    page = office.client.get(f"{path}schools/{office.school_ids[1]}/").text
    assert "张**" in page
    assert "张新生" not in page
    assert office.client.get(f"{path}schools/{office.desk.admin_id}/").status_code == 404


def test_schools_that_are_stopped_come_first_and_wait(office: Office) -> None:
    path = office.upload(office.lines(0, 1, 2))
    page = office.client.get(path).text
    assert page.index(office.names[0]) < page.index(office.names[1])
    assert "These are stopped until you have opened and confirmed" in page
    school = f"{path}schools/{office.school_ids[0]}/"
    assert 'class="guard"' in office.client.get(school).text
    assert staff.post(office.client, path + "apply").status_code == 303
    assert office.desk.work() == 1
    after = office.client.get(path).text
    assert "Some schools are applied, others wait." in after
    assert staff.post(office.client, school + "confirm", typed="2").status_code == 422
    assert staff.post(office.client, school + "confirm", typed="3").status_code == 303
    assert staff.post(office.client, path + "apply").status_code == 303
    assert office.desk.work() == 1
    assert "The list is applied" in office.client.get(path).text
    undo = f"{school}undo"
    assert undo in office.client.get(school).text
    assert "3 pupils who left come back" in re.sub(r"<[^>]+>", "", office.client.get(undo).text)
    assert staff.post(office.client, undo).status_code == 303
    assert staff.post(office.client, undo).status_code == 409


def test_lists_stay_within_the_region(office: Office, app: Flask, session: Session) -> None:
    path = office.upload(office.lines())
    neighbour = builders.staff(session, role=Role.BUREAU)
    platform = builders.staff(session, role=Role.PLATFORM)
    session.commit()
    for account in (neighbour, platform):
        client = browser(app, account)
        for address in (path, path + "faults", f"{path}schools/{office.school_ids[0]}/"):
            assert client.get(address).status_code == 404
    assert office.desk.client.get(path).status_code == 404
    foreign = browser(app, neighbour)
    foreign.set_cookie("language", "en")
    mine = Office(office.desk, foreign, office.codes, office.school_ids, office.names)
    page = foreign.get(mine.upload(office.lines())).text
    assert "is not that of a school this list may speak for" in page
    assert sums(page)["added"] == 0


def test_the_platform_brings_lists_of_everybody(office: Office, app: Flask, session: Session) -> None:
    account = builders.staff(session, role=Role.PLATFORM)
    session.commit()
    client = browser(app, account)
    client.set_cookie("language", "en")
    whole = Office(office.desk, client, office.codes, office.school_ids, office.names)
    page = client.get(whole.upload(office.lines(), "platform")).text
    assert sums(page)["added"] == 2
    assert "/platform/imports/" in client.get("/platform/").text


def test_the_page_costs_the_same_for_any_number_of_schools(office: Office, session: Session) -> None:
    path = office.upload(office.lines())
    with statements() as few:
        office.client.get(path)
    staff.post(office.client, path + "discard")
    school = session.get_one(builders.School, office.school_ids[0])
    county = session.get_one(builders.Region, school.county_id)
    codes = [builders.school(session, county).code or "" for _ in range(60)]
    session.commit()
    more = [[code, "1", "钱新生", "一年级", "1班"] for code in codes]
    path = office.upload([*office.lines(), *more])
    with statements() as many:
        page = office.client.get(path).text
    assert len(many) == len(few) <= 14
    assert f"{path}?page=2" in page
    assert office.client.get(f"{path}?page=2").status_code == 200
