from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.access import Role
from app.services import publications
from app.services.recent import Recent
from app.store.engine import Session
from tests import builders, organisations, staff
from tests.organisations import Province


@pytest.fixture
def land(app: Flask, session: Session) -> Province:
    """A province whose western county has published its board."""
    app.extensions["first_lesson"].recent = Recent(0)
    found = organisations.province(session, minimum_size=1)
    organisations.counter(
        session, found.campaign, builders.school(session, found.third, name="小点"), 1, (4, 0, 4, 4, 4, 4)
    )
    organisations.counter(
        session, found.campaign, builders.school(session, found.third, name="中校"), 1, (40, 0, 9, 9, 9, 9)
    )
    actor = staff.actor(session, builders.staff(session, role=Role.BUREAU, over=found.third))
    publications.publish(session, actor, found.campaign.slug, found.third.id, now=builders.NOW)
    session.commit()
    return found


@pytest.mark.parametrize("path", ["/", "/about", "/leaderboards/"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_public_pages_open_without_a_cookie(client: FlaskClient, path: str, language: str) -> None:
    page = client.get(path, headers={"Accept-Language": language})
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert "&lt;data" not in page.text
    assert "%%" not in page.text
    assert "Set-Cookie" not in page.headers


def test_the_home_page_sends_the_signed_in_home(app: Flask, session: Session) -> None:
    pupil = builders.student(session)
    accounts = {
        "/student/": builders.account_of(session, pupil),
        "/teacher/": builders.teacher(session),
        "/school/": builders.staff(session),
        "/bureau/": builders.staff(session, role=Role.BUREAU),
        "/platform/": builders.staff(session, role=Role.PLATFORM),
    }
    session.commit()
    for start, account in accounts.items():
        answer = staff.browser(app, account).get("/")
        assert (answer.status_code, answer.headers["Location"]) == (303, start)


def test_a_published_board_may_be_kept_for_a_minute(client: FlaskClient, land: Province) -> None:
    path = f"/leaderboards/{land.campaign.slug}/{land.third.code}"
    for end in ("/", ".csv", ".json"):
        answer = client.get(path + end)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert "Set-Cookie" not in answer.headers
        assert client.get(path + end, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    chosen = client.get(path + "/?lang=en")
    assert chosen.headers["Cache-Control"] == "no-store"


def test_a_published_board_keeps_small_schools_back_and_leads_nowhere(client: FlaskClient, land: Province) -> None:
    path = f"/leaderboards/{land.campaign.slug}/{land.third.code}"
    page = client.get(path + "/").text
    assert "小点" in page
    assert 'data-denominator="4"' not in page
    assert "/schools/" not in page
    rows = client.get(path + ".json").json["rows"]
    assert {row["name"]: row["counts"] is None for row in rows} == {"三县小学": False, "小点": True, "中校": True}


def test_the_signed_in_get_a_page_of_their_own(app: Flask, session: Session, land: Province) -> None:
    account = builders.staff(session, role=Role.BUREAU, over=land.top)
    session.commit()
    answer = staff.browser(app, account).get(f"/leaderboards/{land.campaign.slug}/{land.third.code}/")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("key", ["999999", "nix", "０００００１", "%00", "00000000-0000-0000-0000-000000000000"])
def test_unknown_boards_are_not_found(client: FlaskClient, land: Province, key: str) -> None:
    for slug in (land.campaign.slug, "nix"):
        assert client.get(f"/leaderboards/{slug}/{key}/").status_code == 404
    assert client.get(f"/leaderboards/{land.campaign.slug}/{land.west.code}/").status_code == 404


def test_health_and_readiness(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").status_code == 200
    assert client.get("/robots.txt").status_code == 200


def test_not_ready_without_the_schema(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.schema.is_schema_current", lambda _session: False)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_metrics_are_for_this_machine_or_a_token(app: Flask, client: FlaskClient) -> None:
    far = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", environ_base=far).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    assert client.get("/metrics", environ_base=far, headers={"Authorization": "Bearer "}).status_code == 404
