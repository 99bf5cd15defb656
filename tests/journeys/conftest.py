"""A real browser before the application: fixtures of the journeys."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

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


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The system's Chromium where there is one; root cannot have the sandbox."""
    flags = FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    return {"args": flags} | ({"executable_path": BROWSER} if BROWSER else {})


@pytest.fixture
def base_url(app: Flask) -> Iterator[str]:
    """The address of the application, served by a thread for the length of one test."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=SCREENS)
def screen(request: pytest.FixtureRequest) -> str:
    """`phone`, then `desktop`: every journey is made on both."""
    return str(request.param)


@pytest.fixture
def browser_context_args(base_url: str, screen: str) -> dict[str, Any]:
    """A Chinese visitor who likes no motion."""
    size = SCREENS[screen]
    visitor = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce"}
    return visitor | {"base_url": base_url, "viewport": size, "has_touch": screen == "phone"}
