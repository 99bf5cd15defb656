"""An authenticator app: it knows the key that the set-up page showed, and the application's clock."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pyotp
from flask.testing import FlaskClient

from tests import pages
from tests.clock import Clock

_KEY = re.compile(r'class="qr-key"[^>]*>([A-Z2-7 ]+)<')
_CODES = re.compile(r"<code>([A-Z2-7-]{19})</code>")


class App:
    """The app on somebody's phone."""

    def __init__(self, key: str, clock: Clock) -> None:
        self._totp = pyotp.TOTP(key)
        self._clock = clock

    def code(self, steps: int = 0) -> str:
        """What it shows now, or some steps of thirty seconds later."""
        return str(self._totp.at(self._clock.moment + timedelta(seconds=30 * steps)))


def key_on(page: str) -> str:
    """The key that a set-up page shows."""
    found = _KEY.search(page)
    assert found is not None
    return found[1].replace(" ", "")


def codes_on(page: str) -> list[str]:
    """The recovery codes that a page shows."""
    return _CODES.findall(html.unescape(page))


def set_up(client: FlaskClient, clock: Clock) -> tuple[App, list[str]]:
    """Set up a second factor in a browser that is signed in; returns the app and the recovery codes.

    Half a minute passes, so that the app's next code is a new one.
    """
    token = pages.read(client.get("/account/factor").text).form("/account/factor/begin").sent
    assert client.post("/account/factor/begin", data=token).status_code == 303
    shown = client.get("/account/factor/new")
    app = App(key_on(shown.text), clock)
    fields = pages.read(shown.text).form("/account/factor/new").sent | {"code": app.code()}
    answer = client.post("/account/factor/new", data=fields)
    assert answer.status_code == 200
    clock.advance(seconds=30)
    return app, codes_on(answer.text)
