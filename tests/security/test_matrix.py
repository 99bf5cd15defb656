"""Every view, every role, own, foreign and nonexistent things: who may, and that the rest learns nothing."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.settings import Settings
from app.store.engine import Database
from app.web.access import declaration_of
from app.web.factory import create_app
from tests.security import offices, targets
from tests.security.world import ANONYMOUS, ROLES, STAFF, World

POLICY: dict[str, dict[str, dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "policy.toml").read_text(encoding="utf-8")
)
VIEWS = [f"{blueprint}.{view}" for blueprint, views in POLICY.items() for view in views]
_OWN = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|name=\"(?:csrf_token|parcel)\" value=\"[^\"]+\"|(?:campaigns|templates)/\w+"
)
_UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def views_of(app: Flask) -> list[Rule]:
    """All rules but the one for static files."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def policy_of(endpoint: str) -> dict[str, Any]:
    """The line of a view."""
    blueprint, view = endpoint.split(".")
    return POLICY[blueprint][view]


def is_public(endpoint: str) -> bool:
    """True where everybody may open at least something of this kind."""
    return any("everybody" in roles for roles in policy_of(endpoint)["may"].values())


def may(role: str, allowed: list[str]) -> bool:
    """True where the role is among those allowed."""
    return role in allowed or "everybody" in allowed or ("signed in" in allowed and role != ANONYMOUS)


def rule_of(world: World, endpoint: str) -> Rule:
    """The one rule of a view."""
    (rule,) = world.app.url_map.iter_rules(endpoint)
    return rule


def ask(world: World, role: str, rule: Rule, arguments: dict[str, Any]) -> TestResponse:
    """Open the address, or send the best form for it, in the browser of this role."""
    path = targets.address(world, rule, arguments)
    client = world.browser(role)
    if "GET" in (rule.methods or ()):
        return client.get(path, buffered=True)
    fields = targets.fields(world, role, rule.endpoint, arguments)
    answer = client.post(path, data=fields | {"csrf_token": world.token(role)})
    if rule.endpoint == "account.change_password" and answer.status_code == 303:
        world.passwords[role] = fields["new"]
    if rule.endpoint.partition(".")[2] in offices.ACCOUNT_FORMS and role != ANONYMOUS:
        offices.drop_factor(world, world.accounts[role].school_id, world.accounts[role].id)
    if rule.endpoint.partition(".")[2] in ("logout", "sign_in", "use_card", "use_pin", "open_device"):
        world.sign_in(role)
    return answer


def words_of(answer: TestResponse) -> str:
    """What stands in an answer, as far as it is text."""
    return answer.get_data().decode(errors="replace")


def succeeded(answer: TestResponse) -> bool:
    """True for a page, a file, or the way on to one that is not the log-in page."""
    is_to_login = answer.status_code in (302, 303) and "/login" in answer.location
    return answer.status_code in (200, 302, 303) and not is_to_login


def refusal_status(role: str, rule: Rule) -> int:
    """What a stranger is told: to log in where nobody is, else that there is nothing."""
    if role != ANONYMOUS:
        return 404
    return 302 if "GET" in (rule.methods or ()) else 401


def fits(answer: TestResponse, role: str, rule: Rule, *, is_allowed: bool) -> bool:
    """True where the answer is what the policy says."""
    if is_allowed:
        return succeeded(answer)
    return answer.status_code == (404 if is_public(rule.endpoint) else refusal_status(role, rule))


def check_view(world: World, endpoint: str, roles: tuple[str, ...] = ROLES) -> None:
    """All cells of one view. Raises AssertionError naming every cell that is not as the policy says."""
    rule, policy = rule_of(world, endpoint), policy_of(endpoint)
    wrong, successes = [], 0
    for role in roles:
        refusals = set()
        for name, arguments in targets.targets(world, policy.get("on", "")).items():
            if "board" in policy.get("on", ""):
                world.publish()
            is_allowed = may(role, policy["may"].get(name, []))
            answer = ask(world, role, rule, arguments)
            if not fits(answer, role, rule, is_allowed=is_allowed):
                wrong.append((role, name, answer.status_code, is_allowed))
            if leaked := world.leaked(role, words_of(answer)):
                wrong.append((role, name, "leaks", sorted(leaked)[:2]))
            if is_allowed:
                successes += 1
            else:
                refusals.add((answer.status_code, _OWN.sub("@", words_of(answer))))
        if len(refusals) > 1:
            wrong.append((role, "refusals differ", len(refusals)))
    assert wrong == []
    assert successes or roles != ROLES, "no cell of this view succeeds"


@pytest.mark.parametrize("endpoint", VIEWS)
def test_who_may_is_who_can(world: World, endpoint: str) -> None:
    check_view(world, endpoint)


def test_the_policy_names_every_view_and_no_other(site: World) -> None:
    assert sorted(VIEWS) == sorted(rule.endpoint for rule in views_of(site.app))


def test_every_view_declares_who_may_use_it(site: World) -> None:
    declared = {rule.endpoint: declaration_of(site.app, rule.endpoint) for rule in views_of(site.app)}
    assert [endpoint for endpoint, declaration in declared.items() if declaration is None] == []
    public = {endpoint for endpoint, found in declared.items() if found and found.is_public}
    assert public == {endpoint for endpoint in VIEWS if is_public(endpoint)}
    by_ticket = {endpoint for endpoint, found in declared.items() if found and found.is_by_ticket}
    assert by_ticket == {"student.answer_turn", "student.take_step", "student.watched"}


def test_a_view_that_declares_nothing_is_refused(settings: Settings, database: Database) -> None:
    app = create_app(settings, open_database=database)
    app.add_url_rule("/forgotten", "public.forgotten", lambda: "a secret")
    assert app.test_client().get("/forgotten").status_code == 404


def test_a_view_takes_one_method_and_refuses_the_others(site: World) -> None:
    client = site.browser("admin")
    paths: dict[str, tuple[str, set[str]]] = {}
    for rule in views_of(site.app):
        arguments = next(iter(targets.targets(site, policy_of(rule.endpoint).get("on", "")).values()))
        _, methods = paths.setdefault(rule.rule, (targets.address(site, rule, arguments), set()))
        methods.update(rule.methods or ())
    for path, methods in paths.values():
        for method in sorted((_UNSAFE | {"GET", "TRACE"}) - methods):
            assert client.open(path, method=method).status_code == 405, (method, path)
    assert all(len(methods & _UNSAFE) <= 1 for _, methods in paths.values())


def test_staff_find_nothing_among_the_pupils_pages(site: World) -> None:
    """Whatever they send: no ticket, one they made up, or a pupil's."""
    pupils = targets.fields(site, "pupil", "student.take_step", {"assignment_id": site.ids["taskA"]})
    sheet = targets.fields(site, "pupil", "student.submit", {"assignment_id": site.ids["taskA"]})
    for role in STAFF:
        for rule in (rule for rule in views_of(site.app) if rule.endpoint.startswith("student.")):
            arguments = next(iter(targets.targets(site, policy_of(rule.endpoint).get("on", "")).values()))
            path, client = targets.address(site, rule, arguments), site.browser(role)
            if "GET" in (rule.methods or ()):
                assert client.get(path).status_code == 404
                continue
            for sent in ({}, {"ticket": "x", "sheet": "x"}, pupils, sheet):
                answer = client.post(path, data=sent | {"csrf_token": site.token(role)})
                assert answer.status_code == 404, (role, path)


def test_no_answer_without_a_log_in_is_kept_from_the_log_in_page(site: World) -> None:
    """HEAD and OPTIONS say no more than GET."""
    client = site.browser(ANONYMOUS)
    for rule in views_of(site.app):
        if "GET" not in (rule.methods or ()):
            continue
        for arguments in targets.targets(site, policy_of(rule.endpoint).get("on", "")).values():
            path = targets.address(site, rule, arguments)
            head, page = client.head(path, buffered=True), client.get(path, buffered=True)
            assert (head.status_code, head.data) == (page.status_code, b"")
