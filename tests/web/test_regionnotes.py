"""The bureau's pages about what its region says for itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.access import Role
from app.domain.identifiers import uuid7
from app.services import content
from app.store.engine import Database, Session
from app.store.schema import Grant, Region, RegionNote
from app.web.state import Shelf
from tests import builders, staff
from tests.content.sample import Root
from tests.learner import state_of
from tests.web.test_whereabouts import FACTS


@pytest.fixture
def county(app: Flask, session: Session, database: Database, tmp_path: Path) -> Region:
    """A county; the application has one lesson and two facts."""
    root = Root(tmp_path / "root")
    root.write("courses/facts.toml", FACTS)
    root.edit("courses/water/p34.toml", "打 110", "打 {police}")
    assert content.publish(session, [root.path], now=builders.NOW).problems == ()
    county = builders.county(session, name="五台县")
    session.commit()
    state_of(app).shelf = Shelf(database)
    return county


@pytest.fixture
def officer(app: Flask, session: Session, county: Region) -> FlaskClient:
    """The county's officer, reading English."""
    account = builders.staff(session, role=Role.BUREAU, over=county)
    session.commit()
    client = staff.browser(app, account)
    client.set_cookie("language", "en")
    return client


def note(county: Region, kind: str = "slogan", topic: str = "water") -> str:
    return f"/bureau/here/{county.id}/{kind}/{topic}/"


def kept(database: Database) -> list[tuple[str, str, str, bool]]:
    """All notes that were ever set: (kind, text, number, does it hold?)."""
    with database.read() as session:
        rows = session.scalars(select(RegionNote).order_by(RegionNote.id))
        return [(row.kind.value, row.text, row.number, row.ended_at is None) for row in rows]


def test_one_region_opens_at_once(officer: FlaskClient, county: Region) -> None:
    answer = officer.get("/bureau/here/")
    assert (answer.status_code, answer.location) == (303, f"/bureau/here/{county.id}/")
    page = officer.get(answer.location).text
    assert page.count("<h1") == 1
    assert "五台县" in page
    for words in ("防溺水", "nothing yet", "12356", "national", "Your region has said nothing of its own yet."):
        assert words in page
    assert "报警电话" not in page  # nobody sets the number of the police


def test_an_officer_of_two_regions_chooses(app: Flask, session: Session, county: Region) -> None:
    account = builders.staff(session, role=Role.BUREAU, over=county)
    other = builders.county(session, name="代县")
    held: dict[str, Any] = {"id": uuid7(), "role": Role.BUREAU, "from_on": builders.TERM_BEGAN}
    session.add(Grant(school_id=account.school_id, account_id=account.id, region_id=other.id, **held))
    session.commit()
    page = staff.browser(app, account).get("/bureau/here/").text
    assert "五台县" in page
    assert "代县" in page


def test_a_note_is_looked_at_set_changed_and_taken_back(
    officer: FlaskClient, database: Database, county: Region
) -> None:
    words = {"text": "不下河", "text_en": "Stay out of the river"}
    preview = staff.post(officer, note(county), do="preview", **words)
    assert preview.status_code == 200
    assert re.search(r'<p class="here__slogan"[^>]*>Stay out of the river</p>', preview.text)
    assert "Not saved yet." in preview.text
    assert 'value="不下河"' in preview.text
    assert kept(database) == []
    answer = staff.post(officer, note(county), do="save", **words)
    assert (answer.status_code, answer.location) == (303, f"/bureau/here/{county.id}/?done=set")
    page = officer.get(answer.location).text
    for said in ("It is set.", "Stay out of the river", "ours", "Changes, the newest first"):
        assert said in page
    staff.post(officer, note(county), do="save", text="不去水边", text_en="")
    assert kept(database) == [("slogan", "不下河", "", False), ("slogan", "不去水边", "", True)]
    answer = staff.post(officer, note(county) + "end")
    assert (answer.status_code, answer.location) == (303, f"/bureau/here/{county.id}/?done=ended")
    assert kept(database)[1][-1] is False
    assert "nothing yet" in officer.get(answer.location).text


@pytest.mark.parametrize(
    ("kind", "topic", "fields", "said"),
    [
        ("slogan", "water", {"text": ""}, "Please type the words."),
        ("slogan", "water", {"text": "<b>不</b>"}, "Plain words only"),
        ("slogan", "water", {"text": "打 {mind}"}, "Plain words only"),
        ("slogan", "water", {"text": "不" * 31}, "At most 30 characters."),
        ("rule", "water", {"text": "不" * 121}, "At most 120 characters."),
        ("rule", "water", {"text": "好", "text_en": "x\u202ey"}, "invisible character"),
        ("number", "water", {"text": "值班", "number": ""}, "Please type the number."),
        ("number", "water", {"text": "值班", "number": "javascript:alert(1)"}, "no number one can call"),
        ("hotline", "mind", {"number": "119" + "0" * 90}, "no number one can call"),
        ("hotline", "mind", {"number": "1 1 0"}, "are the same everywhere"),
    ],
)
@pytest.mark.parametrize("do", ["preview", "save"])
def test_what_cannot_be_taken_is_said_at_its_field_and_keeps_what_was_typed(
    officer: FlaskClient,
    database: Database,
    county: Region,
    kind: str,
    topic: str,
    fields: dict[str, str],
    said: str,
    do: str,
) -> None:
    answer = staff.post(officer, note(county, kind, topic), do=do, **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "<b>不</b>" not in answer.text
    assert kept(database) == []


def test_what_is_not_there(officer: FlaskClient, session: Session, database: Database, county: Region) -> None:
    foreign = builders.county(session)
    session.commit()
    for path in (
        f"/bureau/here/{foreign.id}/",
        note(foreign),
        note(county, "hotline", "police"),
        note(county, "hotline", "water"),
        note(county, "slogan", "mind"),
        note(county, "slogan", "nix"),
        note(county, "nix", "water"),
        f"/bureau/here/{county.parent_id}/",
    ):
        assert officer.get(path).status_code == 404, path
    for path in (note(foreign), note(county, "hotline", "police"), note(county, "nix", "water")):
        for do in ("preview", "save"):
            assert staff.post(officer, path, do=do, text="不", number="0350-1234567").status_code == 404, path
        assert staff.post(officer, path + "end").status_code in (303, 404), path
    assert kept(database) == []


def test_the_desk_needs_few_queries(officer: FlaskClient, county: Region) -> None:
    officer.get(f"/bureau/here/{county.id}/")
    with staff.statements() as sent:
        assert officer.get(f"/bureau/here/{county.id}/").status_code == 200
    assert len(sent) <= 6, sent  # the session and what it holds, the path, the notes, their history and its names
