"""What every answer carries, whatever kind it is, and that no page needs a policy that is less strict."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from app.settings import ROOT
from app.store.engine import Database
from app.web.access import public
from tests import builders, pages
from tests.learner import real_library
from tests.security import targets
from tests.security import world as worlds
from tests.security.test_matrix import policy_of, views_of
from tests.security.world import ANONYMOUS, ROLES, World

TEMPLATES = sorted((ROOT / "app/web/templates").rglob("*.html"))
_WORD = re.compile(r"\{%-?.*?-?%\}|\{#.*?#\}", re.DOTALL)
_VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
STYLE = "/static/css/base.css"


def check_headers(answer: TestResponse, *, is_production: bool = False) -> None:
    """All headers of one answer."""
    headers = answer.headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert {value for name, value in policy.items() if name.endswith("-src") and name != "default-src"} == {"'self'"}
    assert policy["form-action"] == "'self'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert ("Strict-Transport-Security" in headers) == is_production
    kind = answer.content_type or ""
    assert "charset=utf-8" in kind or not kind.startswith("text/")
    assert "Server" not in headers
    is_kept = "public" in headers["Cache-Control"] or headers["Cache-Control"] == "no-cache"
    assert is_kept or headers["Cache-Control"] == "no-store"
    assert not (is_kept and "Set-Cookie" in headers)
    assert headers.get("Location", "/").startswith("/")


@pytest.fixture(scope="module")
def answers(site: World) -> dict[str, TestResponse]:
    """One answer of every kind there is."""
    nobody, pupil, teacher = site.browser(ANONYMOUS), site.browser("pupil"), site.browser("teacher")
    token = {"csrf_token": site.token(ANONYMOUS)}
    etag = nobody.get(STYLE, buffered=True).headers["ETag"]
    room, task = site.ids["A"], site.ids["taskA"]
    site.publish()
    board = f"/leaderboards/{site.slug}/{site.ids['K1']}"
    found = {
        "200 page": nobody.get("/"),
        "200 signed in": teacher.get("/teacher/"),
        "200 language": nobody.get("/leaderboards/?lang=en"),
        "200 public board": nobody.get(f"{board}/"),
        "200 json": nobody.get(f"{board}.json"),
        "200 csv": teacher.get(f"/teacher/classrooms/{room}/class.csv"),
        "200 static": nobody.get(STYLE, buffered=True),
        "200 static versioned": nobody.get(f"{STYLE}?v=1", buffered=True),
        "206 static": nobody.get(STYLE, buffered=True, headers={"Range": "bytes=0-9"}),
        "304 static": nobody.get(f"{STYLE}?v=1", buffered=True, headers={"If-None-Match": etag}),
        "404 static": nobody.get("/static/nothing.css"),
        "404 static parent": nobody.get("/static/../factory.py"),
        "302 log in": nobody.get("/teacher/", headers={"Host": "evil.example"}),
        "303 start": teacher.get("/start"),
        "308 slash": nobody.get("/student", headers={"Host": "evil.example"}),
        "401 form": nobody.post(f"/student/tasks/{task}/quiz", data=token),
        "404 address": nobody.get("/nothing"),
        "404 foreign": teacher.get(f"/teacher/classrooms/{site.ids['D']}/"),
        "404 part": pupil.get("/nothing", headers={"X-Fragment": "1"}),
        "405 method": nobody.get("/logout"),
        "413 body": nobody.post("/login", data={"username": "x" * 300_000}),
        "422 token": nobody.post("/login"),
        "422 form": nobody.post("/login", data=token),
        "200 text": nobody.get("/healthz"),
        "200 metrics": nobody.get("/metrics"),
        "200 options": nobody.options("/"),
    }
    return found | dict(_broken(site))


def _broken(site: World) -> Iterator[tuple[str, TestResponse]]:
    """Answers of a server in trouble."""
    kept, client = site.app.view_functions["public.about"], site.browser(ANONYMOUS)
    for name, error in (("500 error", RuntimeError("x")), ("503 database", OperationalError("x", {}, Exception()))):

        def fail(error: Exception = error) -> Any:
            raise error

        site.app.view_functions["public.about"] = public(fail)
        yield name, client.get("/about")
    site.app.view_functions["public.about"] = kept
    for _try in range(6):
        fields = {"username": "nobody", "password": "x", "csrf_token": site.token(ANONYMOUS)}
        answer = client.post("/login", data=fields)
    yield "429 throttle", answer
    site.clock.moment = builders.NOW + timedelta(days=30)
    site.sign_in("pupil")
    yield "409 closed", site.browser("pupil").get(f"/student/tasks/{site.ids['taskA']}/")
    site.clock.moment = builders.NOW
    site.sign_in("pupil")


def test_every_kind_of_answer_carries_the_headers(answers: dict[str, TestResponse]) -> None:
    for name, answer in answers.items():
        assert answer.status_code == int(name[:3]), name
        check_headers(answer)


def test_what_is_private_is_kept_nowhere(answers: dict[str, TestResponse]) -> None:
    kept = {name for name, answer in answers.items() if answer.headers["Cache-Control"] != "no-store"}
    assert kept == {
        "200 public board",
        "200 json",
        "200 static",
        "200 static versioned",
        "206 static",
        "304 static",
    }


def test_trouble_says_when_to_come_back(answers: dict[str, TestResponse]) -> None:
    for name in ("429 throttle", "503 database"):
        assert int(answers[name].headers["Retry-After"]) > 0


def test_files_are_downloads(answers: dict[str, TestResponse]) -> None:
    disposition = answers["200 csv"].headers["Content-Disposition"]
    assert re.fullmatch(r'attachment; filename="[\x21-\x7e]+\.csv"', disposition)


def test_production_asks_for_https_and_locks_its_cookies(
    sqlite_template: Path, tmp_path: Path, database: Database
) -> None:
    world = worlds.build(database, tmp_path, is_production=True)
    client = world.app.test_client()
    page = client.get("/login?lang=en", base_url="https://localhost")
    check_headers(page, is_production=True)
    token = pages.read(page.text).form("/login").sent["csrf_token"]
    own = {"username": world.accounts["teacher"].username, "password": builders.PASSWORD, "csrf_token": token}
    entered = client.post("/login", data=own, base_url="https://localhost")
    assert entered.status_code == 303
    cookies = page.headers.getlist("Set-Cookie") + entered.headers.getlist("Set-Cookie")
    assert len(cookies) == 4
    for cookie in cookies:
        parts = [part.strip().lower() for part in cookie.split(";")]
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= set(parts), cookie
        assert not any(part.startswith("domain") for part in parts)
    names = {cookie.split("=")[0] for cookie in cookies}
    assert names == {"language", "__Host-visitor", "__Host-first-lesson"}


def inline(page: pages.Page) -> list[tuple[str, str, str]]:
    """What the policy would not let run."""
    acts = [one for one in page.attributes if one[1].startswith("on") or one[1] == "style" or "javascript:" in one[2]]
    return acts + [("body of", tag, text) for tag, texts in page.bodies.items() for text in texts]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_no_template_holds_inline_code_or_style(template: Path) -> None:
    text = _VALUE.sub("x", _WORD.sub(" ", template.read_text(encoding="utf-8")))
    assert inline(pages.read(text)) == []


def test_no_page_holds_inline_code_or_style(site: World) -> None:
    """What templates are filled with counts too."""
    for rule in views_of(site.app):
        for role in ROLES:
            if "GET" not in (rule.methods or ()):
                continue
            arguments = next(iter(targets.targets(site, policy_of(rule.endpoint).get("on", "")).values()))
            answer = site.browser(role).get(targets.address(site, rule, arguments), buffered=True)
            if answer.mimetype == "text/html":
                assert inline(pages.read(answer.text)) == [], (rule.endpoint, role)


def test_no_lesson_holds_inline_code_or_style() -> None:
    library = real_library()
    for publication in library.revisions.values():
        for lesson in publication.lessons.values():
            for step in lesson.steps:
                assert inline(pages.read(step.picture + step.text + step.feedback)) == []
    assert all(inline(pages.read(theme.icon)) == [] for theme in library.themes.values())


def test_no_door_is_left_open(site: World) -> None:
    client = site.browser("platform")
    for path in ("/.git/config", "/.env", "/console", "/static/", "/static", "/debug", "/swagger", "/openapi.json"):
        assert client.get(path).status_code == 404, path
    assert client.get("/static/..%2ffactory.py").status_code == 404
    assert client.get("/static/%2e%2e/factory.py").status_code == 404
