"""Between password and code nothing opens; no form of the second factor works for anybody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests import builders, pages
from tests.learner import state_of
from tests.security import offices, targets
from tests.security.test_csrf import sizes
from tests.security.test_matrix import is_public, policy_of, views_of
from tests.security.world import World

ROLES = ("admin", "county", "platform")
OPEN = ("account.factor", "account.enter_code")
BY_TICKET = ("student.take_step", "student.answer_turn", "student.watched")


@pytest.fixture(params=ROLES)
def role(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def half(site: World, role: str) -> Iterator[FlaskClient]:
    """A browser after the right password and before the code."""
    own = site.accounts[role]
    offices.keep_factor(site, own.school_id, own.id, is_confirmed=True)
    client = site.app.test_client()
    form = pages.read(client.get("/login").text).form("/login").sent
    fields = {"username": own.username, "password": site.passwords[role]}
    answer = client.post("/login", data=form | fields)
    assert (answer.status_code, answer.location) == (303, "/start")
    yield client
    offices.drop_factor(site, own.school_id, own.id)


def test_half_a_log_in_opens_nothing(site: World, role: str, half: FlaskClient) -> None:
    """Every address of the site, with the forms that would be taken after the code."""
    page = half.get("/account/factor")
    token = pages.read(page.text).form("/account/factor").sent["csrf_token"]
    assert site.accounts[role].name not in page.text
    closed = [
        (targets.address(site, rule, arguments), "GET" in (rule.methods or ()))
        for rule in views_of(site.app)
        if not (rule.endpoint in OPEN or is_public(rule.endpoint) or rule.endpoint in BY_TICKET)
        for arguments in targets.targets(site, policy_of(rule.endpoint).get("on", "")).values()
    ]
    before = sizes(state_of(site.app).database)
    for path, is_page in closed:
        sent = {"csrf_token": token, "code": "123456", "reason": "x"}
        answer = half.get(path) if is_page else half.post(path, data=sent)
        assert answer.status_code == 303, path
        assert answer.location.startswith("/account/factor"), path
    assert sizes(state_of(site.app).database) == before
    assert len(closed) > 100


def test_half_a_log_in_may_leave(site: World, half: FlaskClient) -> None:
    token = pages.read(half.get("/account/factor").text).form("/account/factor").sent["csrf_token"]
    assert half.post("/logout", data={"csrf_token": token}).status_code == 303
    assert half.get("/account/factor").status_code == 302


@pytest.mark.parametrize("endpoint", BY_TICKET)
def test_a_step_is_refused_too(site: World, half: FlaskClient, endpoint: str) -> None:
    """A ticket is bound to the session of a pupil; half a log-in of staff has none."""
    token = pages.read(half.get("/account/factor").text).form("/account/factor").sent["csrf_token"]
    pupils = targets.fields(site, "pupil", endpoint, {"assignment_id": site.ids["taskA"]})
    rule = next(rule for rule in views_of(site.app) if rule.endpoint == endpoint)
    path = targets.address(site, rule, {"assignment_id": site.ids["taskA"]})
    answer = half.post(path, data=pupils | {"csrf_token": token})
    assert answer.status_code in (404, 422)


def test_a_code_of_somebody_else_is_no_good(site: World, role: str, half: FlaskClient) -> None:
    """Recovery codes and keys belong to one account."""
    other = site.accounts["city"]
    site.clock.advance(minutes=5)
    own = site.accounts[role]
    with site.writing() as session:
        row = session.get(offices.SecondFactor, (own.school_id, own.id))
        assert row is not None
        row.secret = state_of(site.app).seal.close(b"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    theirs = offices.keep_factor(site, other.school_id, other.id, is_confirmed=True)
    form = pages.read(half.get("/account/factor").text).form("/account/factor").sent
    assert half.post("/account/factor", data=form | {"code": theirs}).status_code == 422
    offices.drop_factor(site, other.school_id, other.id)
    site.clock.moment = builders.NOW


def test_the_key_is_sealed_and_the_codes_are_hashed(site: World, role: str, half: FlaskClient) -> None:
    own = site.accounts[role]
    with site.writing() as session:
        row = session.get(offices.SecondFactor, (own.school_id, own.id))
        assert row is not None
        assert offices.KEY.encode() not in row.secret
        assert len(row.secret) <= 200
