"""A pupil as the server sees one: every request the product's own pages send from the task list to the result."""

from __future__ import annotations

import asyncio
import random
import re
from html import unescape
from urllib.parse import urljoin

from bench.client import Answer, Pool

_TASK = re.compile(r'href="(/student/tasks/[0-9a-f-]{36}/)"')
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
_ACTION = re.compile(r'<form (?:id="step-form"|class="sheet") method="post" action="([^"]+)"')
_RADIO = re.compile(r'<input type="radio" name="([^"]+)" value="([^"]+)"')
_SELECT = re.compile(r'<select id="[^"]+" name="([^"]+)"')
_WAIT = re.compile(r'data-(?:wait|length)="(\d+)"')  # the least stay, or the length of a film
_TURN = re.compile(r'<div class="talk__says" id="says-([^"]+)"')


class LessonFailed(Exception):
    """A page was not what a pupil should see; the message says which."""


async def sign_in(pool: Pool, username: str, password: str) -> str:
    """A real log-in through the form; returns the Cookie header of the session."""
    page = await pool.send("GET", "/login", "login form")
    visitor = "; ".join(f"{name}={value}" for name, value in page.cookies.items())
    form = hidden_fields(page) | {"username": username, "password": password}
    answer = await pool.send("POST", "/login", "login", cookies=visitor, form=form)
    if answer.status != 303:
        raise LessonFailed(f"log-in answered {answer.status}")
    return "; ".join(f"{name}={value}" for name, value in answer.cookies.items() if value)


async def whole_lesson(pool: Pool, cookies: str, speed: float, dice: random.Random) -> None:
    """Tasks page, lesson, every step with its minimum stay, quiz with its result, as the product's own script asks for
    them. `speed` is how much faster the clock runs."""
    tasks = await pool.send("GET", "/student/", "tasks", cookies=cookies)
    link = _TASK.search(tasks.body)
    if link is None:
        raise LessonFailed("no task to start")
    page = await pool.send("GET", link.group(1), "lesson", cookies=cookies)
    while "data-sheet" not in page.body:
        form = _filled(page, dice)
        await _talk(pool, page, cookies, form)
        await _stay(page, speed)
        page = await pool.send("POST", _action(page), "step", cookies=cookies, form=form, part=True)
        if page.status != 200:
            raise LessonFailed(f"step answered {page.status}")
    result = await pool.send("POST", _action(page), "submit", cookies=cookies, form=_filled(page, dice), part=True)
    if result.status != 200 or "result__score" not in result.body:
        raise LessonFailed(f"quiz answered {result.status}")


async def _talk(pool: Pool, page: Answer, cookies: str, form: dict[str, str]) -> None:
    """Ask after each reply of a dialogue what follows, as the script does; then the reasons have been heard."""
    turns = _TURN.findall(page.body)
    for turn in turns:
        said = {name: form[name] for name in ("csrf_token", "ticket")} | {"turn": turn, "reply": form[turn]}
        answer = await pool.send("POST", urljoin(_action(page), "turns"), "turn", cookies=cookies, form=said, part=True)
        if answer.status != 200:
            raise LessonFailed(f"turn answered {answer.status}")
    if turns:
        form["heard"] = "1"


async def _stay(page: Answer, speed: float) -> None:
    wait = _WAIT.search(page.body)
    if wait:
        # The server's clock counts whole seconds, so one more is needed to be sure.
        await asyncio.sleep((int(wait.group(1)) + 1) / speed)


def hidden_fields(page: Answer) -> dict[str, str]:
    """The hidden fields of a page with one form, its token among them."""
    return dict(_HIDDEN.findall(page.body))


def _action(page: Answer) -> str:
    found = _ACTION.search(page.body)
    if found is None:
        raise LessonFailed("no form on the page")
    return unescape(found.group(1))


def _filled(page: Answer, dice: random.Random) -> dict[str, str]:
    """The form with every question answered at random and every order numbered."""
    form = {name: unescape(value) for name, value in _HIDDEN.findall(page.body)}
    offered: dict[str, list[str]] = {}
    for name, value in _RADIO.findall(page.body):
        offered.setdefault(name, []).append(value)
    form |= {name: dice.choice(values) for name, values in offered.items()}
    places = _SELECT.findall(page.body)
    form |= {name: str(place) for place, name in enumerate(places, start=1)}
    return form
