"""The pages about a pupil's data: the guardian's file, putting it right, erasing it; and the page for guardians."""

from __future__ import annotations

import io
import json
import logging
import zipfile
from datetime import date

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.access import Role
from app.domain.retention import PERIODS, Keep
from app.exchange import erasures as lists
from app.store.engine import Session
from app.store.schema import Account, LedgerEntry, Student
from app.web import telemetry
from tests import builders
from tests.learner import state_of, stock
from tests.services import archive
from tests.services.archive import NAME, REASON, USERNAME, Archive
from tests.staff import browser, post, statements


@pytest.fixture
def held(session: Session) -> Archive:
    return archive.build(session)


@pytest.fixture
def admin(app: Flask, held: Archive) -> FlaskClient:
    """The administrator's browser, in English."""
    client = browser(stock(app), held.admin_account)
    client.get("/school/?lang=en")
    return client


def path(held: Archive, rest: str = "") -> str:
    return f"/school/pupils/{held.pupil.id}/privacy{rest}"


def deeds(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(LedgerEntry.deed).order_by(LedgerEntry.id)))


def test_the_page_offers_file_correction_and_erasure(admin: FlaskClient, held: Archive) -> None:
    page = admin.get(path(held)).text
    assert f"Data about {NAME}" in page
    for rest in ("/page", "/data", "/correct", "/erase"):
        assert path(held, rest) in page
    assert USERNAME not in page


def test_the_file_as_a_page_shows_everything_in_words(admin: FlaskClient, held: Archive, session: Session) -> None:
    answer = post(admin, path(held, "/page"))
    assert answer.status_code == 200
    known = (NAME, USERNAME, REASON, held.campaign.name)
    for words in (*known, "Changed class", "Login cards", "Kept for 365 days"):
        assert words in answer.text, words
    assert "李同学" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert deeds(session)[-1] == "pupil_file"


def test_the_file_for_machines_has_a_name_that_says_nothing(admin: FlaskClient, held: Archive) -> None:
    answer = post(admin, path(held, "/data"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="pupil-file-20261120.json"'
    data = json.loads(answer.data)
    assert (data["pupil"]["name"], data["accounts"][0]["username"]) == (NAME, USERNAME)
    assert data["answers"][0]["answers"][1]["right"] is False


def test_reading_the_page_alone_is_no_file(admin: FlaskClient, held: Archive, session: Session) -> None:
    with statements() as sent:
        admin.get(path(held))
    assert len(sent) <= 6
    assert "pupil_file" not in deeds(session)


def test_a_correction_is_kept_and_said(admin: FlaskClient, held: Archive, session: Session) -> None:
    answer = post(admin, path(held, "/correct"), name="欧阳小明", local_id="S-2")
    assert (answer.status_code, answer.location) == (303, path(held) + "?done=correct")
    page = admin.get(answer.location).text
    assert "Data about 欧阳小明" in page
    assert "Put right." in page
    assert deeds(session)[-1] == "correct"


@pytest.mark.parametrize(
    ("name", "local_id", "words"),
    [
        ("", "", "The name is missing."),
        ("=SUM(A1)", "", "begins with a character that starts a formula"),
        ("王明", "x" * 65, "at most 64 characters"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_beside_what_was_typed(
    admin: FlaskClient, held: Archive, session: Session, name: str, local_id: str, words: str
) -> None:
    answer = post(admin, path(held, "/correct"), name=name, local_id=local_id)
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{name}"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    session.rollback()
    assert session.get_one(Student, (held.room.school_id, held.pupil.id)).name == NAME


def test_a_number_that_another_pupil_has_is_a_conflict(admin: FlaskClient, held: Archive) -> None:
    mate = f"/school/pupils/{held.mate.id}/privacy/correct"
    answer = post(admin, mate, name="李同学", local_id=archive.LOCAL_ID)
    assert answer.status_code == 409
    assert "Another pupil of the school has this number." in answer.text


def test_before_erasing_the_page_says_what_goes_and_what_remains(admin: FlaskClient, held: Archive) -> None:
    page = admin.get(path(held, "/erase")).text
    assert page.index("What goes") < page.index("What remains, and why") < page.index('name="typed"')
    assert held.campaign.name in page
    assert USERNAME in page


def test_erasing_needs_the_user_name(admin: FlaskClient, held: Archive, session: Session, app: Flask) -> None:
    answer = post(admin, path(held, "/erase"), typed="somebody")
    assert answer.status_code == 422
    assert "Nothing was erased." in answer.text
    assert "erase" not in deeds(session)
    assert not (state_of(app).settings.instance / lists.FILE).exists()


def test_an_erased_pupil_is_on_no_page_and_on_the_list(
    admin: FlaskClient, held: Archive, session: Session, app: Flask
) -> None:
    room = f"/school/classrooms/{held.room.id}/"
    assert NAME in admin.get(room).text
    answer = post(admin, path(held, "/erase"), typed=USERNAME)
    assert (answer.status_code, answer.location) == (303, "/school/erasures/?done=erase")
    (line,) = lists.read(state_of(app).settings.instance / lists.FILE)
    assert (line.student_id, line.on) == (held.pupil.id, date(2026, 11, 20))
    proof = admin.get(answer.location).text
    assert str(held.pupil.id) in proof
    assert NAME not in proof
    page = admin.get(room).text
    assert NAME not in page
    assert USERNAME not in page
    assert '<data value="2">2</data>' in page.split("On the roster:")[1][:60]
    assert "1 pupil on the roster was erased" in page
    listing = admin.get(room + "class.csv").text
    assert "李同学" in listing
    assert listing.count("\r\n") == 2
    assert admin.get(path(held)).status_code == 404
    for rest in ("/page", "/data", "/correct", "/erase"):
        assert post(admin, path(held, rest), typed=USERNAME, name="王", local_id="").status_code == 404


def test_an_erased_pupil_is_out_at_once(app: Flask, admin: FlaskClient, held: Archive, session: Session) -> None:
    pupil = browser(app, held.account)
    assert pupil.get("/student/").status_code == 200
    post(admin, path(held, "/erase"), typed=USERNAME)
    assert pupil.get("/student/").status_code == 302


def test_the_ledger_of_the_school_shows_a_word_for_the_erased(admin: FlaskClient, held: Archive) -> None:
    reason = {"campaign": str(held.campaign.id), "reason": "someone else answered"}
    post(admin, f"/school/classrooms/{held.room.id}/students/{held.pupil.id}/void", **reason)
    post(admin, path(held, "/erase"), typed=USERNAME)
    page = admin.get("/school/").text
    assert "<em>erased</em>" in page
    assert "someone else answered" not in page


def test_the_page_for_guardians_names_the_periods_that_are_kept_to(client: FlaskClient) -> None:
    page = client.get("/privacy?lang=en").text
    for keep in (Keep.ANSWERS, Keep.PUPILS, Keep.SESSIONS, Keep.CARDS, Keep.LEDGER):
        assert f'<data value="{PERIODS[keep].days}">' in page
    assert 'href="/privacy"' in client.get("/about").text


@pytest.mark.parametrize(("role", "words"), [(Role.BUREAU, "It covers: 金县."), (Role.PLATFORM, "the whole platform")])
def test_the_audit_is_chosen_by_year_and_downloaded(app: Flask, session: Session, role: Role, words: str) -> None:
    over = builders.county(session, name="金县") if role is Role.BUREAU else None
    account = builders.staff(session, role=role, over=over)
    session.commit()
    client, address = browser(app, account), f"/{role}/audit/"
    page = client.get(f"{address}?lang=en").text
    assert words in page
    assert page.index('value="2026"') < page.index('value="2024"')
    answer = post(client, address, year="2026")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="minors-audit-2026.zip"'
    assert answer.content_type == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        readme = archive.read("minors-audit-2026/README.txt").decode("utf-8-sig")
    assert "2026" in readme
    assert deeds(session) == ["audit"]


@pytest.mark.parametrize("year", ["", "2019", "2027", "20 26", "２０２６", "9" * 400])
def test_a_year_that_cannot_be_is_refused_at_its_field(app: Flask, session: Session, year: str) -> None:
    client = browser(app, operator(session))
    client.get("/platform/audit/?lang=en")
    answer = post(client, "/platform/audit/", year=year)
    assert answer.status_code == 422
    assert "Choose a year from 2024 to 2026." in answer.text
    assert deeds(session) == []


def operator(session: Session) -> Account:
    """Somebody who runs the platform."""
    account = builders.staff(session, role=Role.PLATFORM)
    session.commit()
    return account


def test_nothing_of_it_is_in_the_log(
    app: Flask, held: Archive, session: Session, capfd: pytest.CaptureFixture[str]
) -> None:
    """At DEBUG, through file, correction, refusals and erasure; and no address holds a name."""
    logging.getLogger().setLevel(logging.DEBUG)
    telemetry.log.__dict__.pop("bind", None)
    try:
        client = browser(stock(app), held.admin_account)
        for rest in ("/page", "/data"):
            post(client, path(held, rest))
        post(client, path(held, "/correct"), name="金丝雀改名", local_id="S-canary-2")
        post(client, path(held, "/correct"), name="=金丝雀改名", local_id="")
        post(client, path(held, "/erase"), typed="canary typed")
        post(client, path(held, "/erase"), typed=USERNAME)
        client.get("/school/erasures/")
    finally:
        logging.getLogger().setLevel(logging.WARNING)
        structlog.reset_defaults()
        telemetry.configure_logging()
    captured = capfd.readouterr()
    said = captured.out + captured.err + client.get("/metrics").text
    secrets = [NAME, "金丝雀改名", USERNAME, REASON, "canary", str(held.pupil.id)]
    assert [secret for secret in secrets if secret in said] == []
