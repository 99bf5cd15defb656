from __future__ import annotations

import csv
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.access import Role
from app.services.recent import Recent
from app.store.engine import Session
from tests import builders, organisations, staff
from tests.organisations import Province


@pytest.fixture
def land(session: Session) -> Province:
    return organisations.province(session)


@pytest.fixture
def city(app: Flask, session: Session, land: Province) -> FlaskClient:
    app.extensions["first_lesson"].recent = Recent(0)
    account = builders.staff(session, role=Role.BUREAU, over=land.east)
    session.commit()
    client = staff.browser(app, account)
    client.set_cookie("language", "en")
    return client


def address(land: Province, region: str) -> str:
    return f"/bureau/campaigns/{land.campaign.slug}/regions/{getattr(land, region).id}/"


def test_the_start_page_is_the_own_board(city: FlaskClient) -> None:
    page = city.get("/bureau/")
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert 'data-numerator="145" data-denominator="190"' in page.text
    assert "rank" in page.text
    assert "&lt;data" not in page.text


def test_what_is_below_opens_and_what_is_beside_does_not(city: FlaskClient, land: Province) -> None:
    base = f"/bureau/campaigns/{land.campaign.slug}"
    for path in (address(land, "first"), address(land, "east") + "direct/", address(land, "east") + "direct/board.csv"):
        assert city.get(path).status_code == 200, path
    own, foreign = land.schools["一县小学"].id, land.schools["三县小学"].id
    assert city.get(f"{base}/schools/{own}/").status_code == 200
    for path in (f"{base}/schools/{foreign}/", f"{base}/schools/{foreign}/board.csv"):
        assert city.get(path).status_code == 404, path
    for region in ("top", "west", "far", "third"):
        assert city.get(address(land, region)).status_code == 404, region
        assert city.get(address(land, region) + "board.csv").status_code == 404, region


@pytest.mark.parametrize(
    "path",
    ["?page=0", "?page=2", "?page=abc", "?page=-1", "?page=９", "direct/?page=x"],
)
def test_a_page_that_is_none_is_not_found(city: FlaskClient, land: Province, path: str) -> None:
    assert city.get(address(land, "east") + path).status_code == 404


def test_malformed_addresses_are_not_found(city: FlaskClient, land: Province) -> None:
    for path in ("/bureau/?campaign=%00", "/bureau/?campaign=nix", "/bureau/campaigns/nix/regions/1/"):
        assert city.get(path).status_code == 404, path
    assert city.get(f"/bureau/campaigns/nix/regions/{land.east.id}/").status_code == 404


def test_the_file_equals_the_screen(city: FlaskClient, land: Province) -> None:
    answer = city.get(address(land, "east") + "board.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    page = city.get(address(land, "east")).text
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    rates = re.findall(r'data-chart-value>\s*<data[^>]*data-numerator="(\d+)" data-denominator="(\d+)"', body)
    assert [(row[6], row[4]) for row in rows[1:-1]] == rates
    assert rows[-1][2:7] == ["192", "2", "190", "163", "145"]


def test_small_classes_are_kept_back(city: FlaskClient, land: Province, app: Flask, session: Session) -> None:
    account = builders.staff(session, role=Role.BUREAU, over=land.west)
    session.commit()
    west = staff.browser(app, account)
    page = west.get(f"/bureau/campaigns/{land.campaign.slug}/schools/{land.schools['三县小学'].id}/").text
    assert 'data-denominator="9"' not in page
    assert 'data-denominator="91"' not in page
    assert 'data-denominator="100"' in page


def test_publishing_and_withdrawing(city: FlaskClient, land: Province, client: FlaskClient) -> None:
    public = f"/leaderboards/{land.campaign.slug}/{land.east.code}"
    assert client.get(public + "/").status_code == 404
    assert city.post(address(land, "east") + "publish").status_code == 422
    assert staff.post(city, address(land, "east") + "publish").status_code == 303
    assert client.get(public + "/").status_code == 200
    assert staff.post(city, address(land, "first") + "publish").status_code == 404
    assert staff.post(city, address(land, "east") + "withdraw").status_code == 303
    for path in ("/", ".csv", ".json"):
        assert client.get(public + path).status_code == 404


def test_others_have_no_bureau_pages(app: Flask, session: Session, land: Province) -> None:
    pupil = builders.student(session)
    accounts = [builders.account_of(session, pupil), builders.teacher(session), builders.staff(session)]
    session.commit()
    for account in accounts:
        client = staff.browser(app, account)
        assert client.get("/bureau/").status_code == 404
        assert client.get(address(land, "east")).status_code == 404
        assert client.get("/platform/").status_code == 404


def test_an_opened_board_is_not_kept_by_anybody(city: FlaskClient, land: Province) -> None:
    answer = city.get(address(land, "east"))
    assert answer.headers["Cache-Control"] == "no-store"
    assert city.get(address(land, "east"), headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_the_platform_sees_counts(app: Flask, session: Session, land: Province) -> None:
    account = builders.staff(session, role=Role.PLATFORM)
    session.commit()
    operator = staff.browser(app, account)
    page = operator.get("/platform/")
    assert page.status_code == 200
    assert '<data value="292">' in page.text
    assert operator.get("/bureau/").status_code == 200
