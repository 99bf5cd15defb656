"""A real browser before the application and its demo: fixtures of the journeys."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext

from app.store.engine import Database
from tests import databases
from tests.clock import Clock
from tests.journeys import demo as demos
from tests.journeys.demo import Demo
from tests.journeys.serving import serving
from tests.journeys.visitor import Visitor

SCREENS = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1440, "height": 900}}
BROWSER = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def launch_options() -> dict[str, Any]:
    """The system's Chromium where there is one; root cannot have the sandbox."""
    flags = FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    return {"args": flags} | ({"executable_path": BROWSER} if BROWSER else {})


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How every browser of the journeys is started."""
    return launch_options()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The small demo, seeded once."""
    return demos.build(tmp_path_factory.mktemp("demo") / "demo.sqlite3")


@pytest.fixture
def database(demo: Demo, tmp_path: Path) -> Iterator[Database]:
    """A copy of the demo for one journey. Journeys run on the default kind of database only."""
    file = tmp_path / "journey.sqlite3"
    shutil.copy(demo.file, file)
    with databases.opened(databases.sqlite_url(file)) as database:
        yield database


@pytest.fixture
def base_url(app: Flask) -> Iterator[str]:
    """The address of the application, served by a thread for the length of one test."""
    with serving(app) as address:
        yield address


@pytest.fixture(params=SCREENS)
def screen(request: pytest.FixtureRequest) -> str:
    """`phone`, then `desktop`; a journey about something else than looks chooses one of them."""
    return str(request.param)


@pytest.fixture
def browser_context_args(base_url: str, screen: str) -> dict[str, Any]:
    """A Chinese visitor who likes no motion."""
    size = SCREENS[screen]
    visitor = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce"}
    return visitor | {"base_url": base_url, "viewport": size, "has_touch": screen == "phone"}


@pytest.fixture
def arrive(new_context: Callable[..., BrowserContext], clock: Clock) -> Callable[..., Visitor]:
    """Somebody new before a browser of their own: `arrive()`, or with options of a browser's context."""

    def come(**options: Any) -> Visitor:
        page = new_context(**options).new_page()
        page.set_default_timeout(10_000)
        page.clock.install(time=clock.moment)
        return Visitor(page, clock, has_script=options.get("java_script_enabled", True))

    return come


@pytest.fixture
def visitor(arrive: Callable[..., Visitor]) -> Visitor:
    """The person the journey is about."""
    return arrive()
