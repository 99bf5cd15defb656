"""CSRF: every unsafe request carries a token derived from the browser's own cookie.

The token is an HMAC of the session cookie, or for visitors of a random cookie set with the first form. It needs no
store, survives the end of a session (so that answers typed meanwhile can still be taken), and changes at log-in.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from flask import Response, g, request

from app.domain.errors import Invalid
from app.web.state import state


def visitor_name() -> str:
    """Name of the visitor's cookie; nobody but this host can set one with the __Host- prefix."""
    return "__Host-visitor" if state().settings.is_production else "visitor"


def cookie_name() -> str:
    """Name of the session cookie; with the __Host- prefix in production, where it is Secure."""
    return "__Host-first-lesson" if state().settings.is_production else "first-lesson"


def session_cookie() -> str:
    """The session cookie's value, or an empty string."""
    return request.cookies.get(cookie_name(), "")


def token_for(cookie: str) -> str:
    """The token that belongs to a cookie's value."""
    digest = hmac.digest(state().csrf_key, cookie.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:24]).decode()


def csrf_token() -> str:
    """The token for forms on this page; gives visitors their cookie."""
    cookie = g.get("new_cookie") or session_cookie() or request.cookies.get(visitor_name()) or g.get("visitor")
    if not cookie:
        cookie = g.visitor = secrets.token_urlsafe(24)
    return token_for(cookie)


def check() -> None:
    """Raise Invalid("csrf") unless the request carries the token of its own cookie; a visitor's ends with the log-in.

    Invalid("malformed") where a field is sent twice, for two readers of such a form could take it for two different
    ones; or holds a NUL, which no keyboard types and PostgreSQL does not store.
    """
    if any(len(values) > 1 or "\x00" in values[0] for values in request.form.listvalues()):
        raise Invalid("malformed")
    sent = request.form.get("csrf_token", "")
    cookie = session_cookie() or request.cookies.get(visitor_name(), "")
    if not cookie or not hmac.compare_digest(sent.encode(), token_for(cookie).encode()):
        raise Invalid("csrf")


def set_visitor_cookie(response: Response) -> Response:
    """Set the visitor's cookie where this request made one."""
    visitor = g.get("visitor")
    if visitor and "new_cookie" not in g:
        response.set_cookie(
            visitor_name(),
            visitor,
            max_age=12 * 3600,
            httponly=True,
            secure=state().settings.is_production,
            samesite="Lax",
        )
    return response
