"""Who is signed in. The only module that knows Flask-Login; sessions themselves are rows, see services/sessions."""

from __future__ import annotations

from flask import Flask, Request, Response, g
from flask.sessions import SessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin, current_user

from app.domain.access import Actor
from app.services import sessions
from app.web import csrf
from app.web.database import DatabaseUnavailable, db, let_go, own_transaction
from app.web.state import now
from app.web.telemetry import log


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types.
    """What Flask-Login calls a user."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def get_id(self) -> str:
        """The account with its school, since an account's key is both."""
        return f"{self.actor.school_id.hex}.{self.actor.account_id.hex}"


class _Nothing(dict[str, object], SessionMixin):
    """An empty session."""


class NoClientSession(SessionInterface):
    """Sessions are rows, so Flask's signed cookie is neither read nor written."""

    def open_session(self, app: Flask, request: Request) -> SessionMixin:
        """Always the same nothing."""
        return _Nothing()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep nothing."""


def current_actor() -> Actor | None:
    """The actor of this request, or None. Reads the session row at first use."""
    actor: Actor | None = getattr(current_user, "actor", None)
    return actor


def install(app: Flask) -> None:
    """Let Flask-Login ask our sessions who is there."""
    # Its context processor would read the session for every template, those that greet nobody included.
    app.session_interface = NoClientSession()
    manager = LoginManager(app, add_context_processor=False)
    manager.session_protection = None

    @manager.request_loader  # type: ignore[untyped-decorator]
    def load(_request: Request) -> SignedIn | None:
        cookie = csrf.session_cookie()
        resumed = sessions.resume(db(), cookie, now=now()) if cookie else None
        if resumed is None:
            return None
        g.needs_touch = resumed.needs_touch
        return SignedIn(resumed.actor)

    @app.after_request
    def touch(response: Response) -> Response:
        needs_touch, tried_in_vain = g.pop("needs_touch", False), g.pop("tried_in_vain", "")
        if needs_touch or tried_in_vain:
            let_go()  # a refused request still holds its transaction, and would keep ours waiting
            try:
                with own_transaction() as session:
                    if needs_touch:
                        sessions.touch(session, csrf.session_cookie(), now=now())
                    if tried_in_vain:
                        sessions.count_failure(session, tried_in_vain, now=now())
            except DatabaseUnavailable as error:  # a full disk must not take away a page that was read
                log.error("database unavailable", kind=type(error).__name__)
        return response


def count_failure(throttle_key: str) -> None:
    """Count a wrong secret of somebody who is signed in: after the request, because what it wrote is rolled back."""
    g.tried_in_vain = throttle_key


def is_mobile(request: Request) -> bool:
    """True for a telephone or tablet, by what the browser says of itself. Nothing else of that is kept."""
    hint = request.headers.get("Sec-CH-UA-Mobile")
    return hint == "?1" if hint else "Mobi" in request.headers.get("User-Agent", "")


def own_path(path: str) -> str:
    """A path of our own, or nothing: never another host, never something a browser could read as one."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path
    return path if is_ours and path.isprintable() and len(path) < 500 else ""


def keep(response: Response, cookie: str) -> Response:
    """Give the browser its session cookie. It ends with the browser; the row ends it earlier."""
    secure = csrf.cookie_name().startswith("__Host-")
    response.set_cookie(csrf.cookie_name(), cookie, httponly=True, secure=secure, samesite="Lax", path="/")
    response.delete_cookie(csrf.visitor_name(), secure=secure, httponly=True, samesite="Lax")
    return response


def forget(response: Response) -> Response:
    """Take the session cookie away."""
    secure = csrf.cookie_name().startswith("__Host-")
    response.delete_cookie(csrf.cookie_name(), path="/", secure=secure, httponly=True, samesite="Lax")
    return response
