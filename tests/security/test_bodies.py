"""Whatever is sent, the site answers: no error of ours, and nothing written where it was refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import event
from werkzeug.routing import Rule

from tests.learner import state_of
from tests.security import targets
from tests.security.test_csrf import sizes, unsafe
from tests.security.test_matrix import policy_of, views_of
from tests.security.world import ANONYMOUS, World

EXAMPLES = 25
# What follows from a reply is said, and kept with its step; how far a film was watched stands in the next ticket.
TELLS_ONLY = {"student.answer_turn", "student.watched"}
NASTY = [
    "",
    "\x00",
    "a\x00b",
    "\u202egnp.exe",
    "\u200b",
    "\ufeff",
    "\ud7ff\ue000\U0010ffff",
    "𠮷田" * 30,
    "' OR 1=1; DROP TABLE student; --",
    "<script>alert(1)</script>",
    "{{7*7}}${7*7}%(x)s{0}",
    "../../etc/passwd",
    "9" * 400,
    "-1",
    "1e309",
    "NaN",
    "٣",
    "²",
    "0000-00-00",
    "9999-12-31",
    "2026-02-30",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "A" * 10_000,
    "\r\nSet-Cookie: x=1",
]
SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def cells(world: World) -> Iterator[tuple[Rule, str, str, dict[str, str]]]:
    """(rule, address, role, good fields) of every form, in the hands of somebody who may use it."""
    for rule in unsafe(world):
        if rule.endpoint in ("account.logout", "account.change_password"):
            continue
        allowed = policy_of(rule.endpoint)["may"]
        name, roles = next(iter(allowed.items()))
        role = roles[0] if roles[0] in world.accounts else "teacher"
        arguments = targets.targets(world, policy_of(rule.endpoint).get("on", ""))[name]
        path = targets.address(world, rule, arguments)
        yield rule, path, role, targets.fields(world, role, rule.endpoint, arguments)


@contextmanager
def commits(world: World) -> Iterator[list[None]]:
    """Notes every transaction that is kept meanwhile."""
    kept: list[None] = []
    engine = state_of(world.app).database.engine

    def note(_connection: object) -> None:
        kept.append(None)

    event.listen(engine, "commit", note)
    try:
        yield kept
    finally:
        event.remove(engine, "commit", note)


# Failed tries at these are counted, in a transaction of its own.
COUNTED = ("/login", "/device/", "/account/factor")


def send(world: World, path: str, role: str, fields: dict[str, Any]) -> int:
    """Send a form with a good token; what is refused has written nothing but the count of failed tries."""
    token = world.token(role)
    with commits(world) as kept:
        answer = world.browser(role).post(path, data=fields | {"csrf_token": token})
    assert answer.status_code < 400 or path.startswith(COUNTED) or kept == [], (path, answer.status_code)
    opens_another = path in ("/login", "/card") or path.startswith("/device/") or path.endswith("/devices")
    if opens_another and answer.status_code == 303:
        world.sign_in(role)
    return answer.status_code


def test_good_forms_are_kept(site: World) -> None:
    """The other tests would also pass on a site that takes nothing."""
    for rule, path, role, good in cells(site):
        with commits(site) as kept:
            assert send(site, path, role, good) < 400, rule.endpoint
        assert bool(kept) == (rule.endpoint not in TELLS_ONLY), rule.endpoint


def test_a_field_with_anything_in_it_is_no_error(world: World) -> None:
    """Every field of every form, one after the other, filled with what breaks careless programs."""
    wrong = []
    for _rule, path, role, good in cells(world):
        for name in list(good)[:4]:
            for value in NASTY:
                status = send(world, path, role, good | {name: value})
                if status >= 500:
                    wrong.append((path, name, value[:20], status))
    assert wrong == []


def test_addresses_with_anything_in_them_are_no_error(world: World) -> None:
    client, wrong = world.browser("province"), []
    nasty = [value.replace("/", "%2F") for value in NASTY if len(value) < 500]
    raw = ["%", "%zz", "%00", "%ff", "%c0%af", "%ed%a0%80", "%e4%b8", "%252e%252e", "%0d%0aX: y"]
    for part in (*nasty, *raw):
        paths = [
            f"/bureau/campaigns/{part}/regions/{world.ids['P']}/",
            f"/leaderboards/{part}/{part}/",
            f"/leaderboards/{world.slug}/{part}.csv",
            f"/leaderboards/{world.slug}/{part}.json",
            f"/static/{part}",
            f"/{part}",
        ]
        queries = [
            f"/bureau/?campaign={part}",
            f"/leaderboards/?lang={part}",
            f"/bureau/campaigns/{world.slug}/regions/{world.ids['K1']}/?page={part}",
            f"/login?next={part}",
        ]
        for path in (*paths, *queries):
            answer = client.get(path)
            if answer.status_code >= 500:
                wrong.append((path, answer.status_code))
            assert "X: y" not in str(answer.headers)
    for role, path in (("teacher", f"/teacher/classrooms/{world.ids['A']}/"), ("admin", "/school/")):
        asked = {value: world.browser(role).get(path, query_string={"campaign": value}) for value in NASTY}
        wrong += [(path, answer.status_code) for answer in asked.values() if answer.status_code >= 500]
    assert wrong == []


def test_cookies_with_anything_in_them_are_no_error(world: World) -> None:
    for value in ("x" * 4000, "%00", "é", '"', ";;==", "a\\012b", "=?utf-8?q?=00?="):
        for name in (world.cookie_name, "visitor", "language"):
            for path in ("/", "/login", "/student/", "/teacher/?lang=en"):
                answer = world.app.test_client().get(path, headers={"Cookie": f"{name}={value}"})
                assert answer.status_code in (200, 302), (name, value, path)


def test_too_much_is_told(site: World) -> None:
    for _rule, path, role, good in cells(site):
        client, token = site.browser(role), {"csrf_token": site.token(role)}
        before = sizes(state_of(site.app).database)
        for body in (good | token | {"more": "x" * 300_000}, {f"f{n}": "x" * 20 for n in range(12_000)}):
            assert client.post(path, data=body).status_code == 413, path
        multipart = {f"f{n}": "x" for n in range(500)} | token
        assert client.post(path, data=multipart, content_type="multipart/form-data").status_code == 413
        assert sizes(state_of(site.app).database) == before


def test_thousands_of_fields_do_no_harm(site: World) -> None:
    more = {f"f{n}": "x" for n in range(9_000)}
    for rule, path, role, good in cells(site):
        if rule.endpoint.endswith(".upload"):  # a form with a file has at most 200 parts
            continue
        assert send(site, path, role, good | more) < 500


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "text/plain",
        "text/xml",
        "multipart/form-data",
        "multipart/form-data; boundary=" + "x" * 500,
        "application/x-www-form-urlencoded; charset=utf-7",
        "application/x-www-form-urlencoded; charset=nothing",
        "nonsense",
        "",
    ],
)
def test_bodies_of_a_wrong_kind_are_refused(site: World, kind: str) -> None:
    for _rule, path, role, _good in cells(site):
        for body in (b"", b"{", b'{"csrf_token": "x"}', b"%", b"=%zz&%ff=%00&&=", b"--x\r\n\r\n", b"\xff\xfe\x00"):
            answer = site.browser(role).post(path, data=body, content_type=kind)
            assert answer.status_code in (413, 415, 422), (path, kind, body)


def test_a_part_cut_off_is_refused(site: World) -> None:
    for _rule, path, _role, _good in cells(site):
        body = b'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\nabc'
        answer = site.browser(ANONYMOUS).post(path, data=body, content_type="multipart/form-data; boundary=x")
        assert answer.status_code == 422


def test_files_where_words_belong_are_no_error(site: World) -> None:
    for _rule, path, role, good in cells(site):
        body: dict[str, Any] = {"csrf_token": site.token(role)}
        body |= {name: (BytesIO(b"x"), "x.txt") for name in good}
        assert site.browser(role).post(path, data=body).status_code < 500


VALUES = some.one_of(some.text(max_size=40), some.sampled_from(NASTY), some.integers().map(str), some.uuids().map(str))


@pytest.mark.parametrize("number", range(90))
def test_forms_filled_at_random_are_no_error(site: World, number: int) -> None:
    """Good fields changed, left out and added to, by hypothesis, in a session that may use the form."""
    found = list(cells(site))
    if number >= len(found):
        return
    _rule, path, role, good = found[number]
    names = some.sampled_from([*good, "user_id", "status"]) if good else some.just("status")

    @SETTINGS
    @given(some.dictionaries(names, some.one_of(some.none(), VALUES), max_size=6))
    def run(changes: dict[str, str | None]) -> None:
        mixed = {name: value for name, value in (good | changes).items() if value is not None}
        assert send(site, path, role, mixed) < 500

    run()


def test_the_fuzz_reaches_every_form(site: World) -> None:
    found = {rule.endpoint for rule, *_rest in cells(site)}
    forms = {rule.endpoint for rule in views_of(site.app) if "POST" in (rule.methods or ())}
    assert forms - found == {"account.logout", "account.change_password"}
    assert len(found) <= 90
