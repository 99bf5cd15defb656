"""Every view says who may use it; one that does not is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.access import Actor, Permission, require
from app.domain.errors import NotFound, SignInNeeded
from app.domain.factors import is_needed
from app.services import sessions
from app.web import csrf
from app.web.database import SAFE_METHODS, own_reading
from app.web.login import current_actor
from app.web.state import now, state

View = TypeVar("View", bound=Callable[..., Any])
# What a field beside a file may weigh, in bytes; more than the 64 KiB that Werkzeug reads at a time, which count too.
FIELDS_OF_LARGE_BODY = 256 * 1024


@dataclass(frozen=True, slots=True)
class Declaration:
    """Who may use a view: everybody (`is_public`), the holder of a step ticket, or whoever holds a permission.

    `largest_body` in bytes where it takes files; None for what every other form may send.
    """

    permission: Permission | None = None
    is_public: bool = False
    is_by_ticket: bool = False
    is_before_factor: bool = False
    largest_body: int | None = None


def requires(permission: Permission, *, largest_body: int | None = None) -> Callable[[View], View]:
    """The view is for signed-in people who hold this permission over something; the service decides over what."""
    return _declare(Declaration(permission, largest_body=largest_body))


def public(view: View) -> View:
    """The view is for everybody."""
    return _declare(Declaration(is_public=True))(view)


def by_ticket(permission: Permission) -> Callable[[View], View]:
    """The view is for the holder of a signed ticket bound to the own session; the service checks it without a query."""
    return _declare(Declaration(permission, is_by_ticket=True))


def before_factor(view: View) -> View:
    """The view is for signed-in people, those included whose code of the second factor is still missing."""
    return _declare(Declaration(is_before_factor=True))(view)


def actor() -> Actor:
    """The signed-in actor of a view that requires one."""
    return require(current_actor(), Permission.OWN_ACCOUNT)


def check_permission(permission: Permission) -> None:
    """Raise what a view that `requires` this permission would: for views by ticket, where the ticket is no good."""
    require(current_actor(), permission)


def _declare(declaration: Declaration) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.declaration = declaration  # type: ignore[attr-defined]
        return view

    return mark


def _is_awaited() -> bool:
    who = current_actor()
    return who is not None and who.awaits_factor


def _to_the_code() -> ResponseReturnValue:
    """The page that asks for the code, which leads on to where the reader wanted to go."""
    is_page = request.method in SAFE_METHODS and request.endpoint != "account.start"
    return redirect(url_for("account.factor", next=request.full_path.rstrip("?") if is_page else None), 303)


def _what_comes_first(who: Actor) -> ResponseReturnValue | None:
    """Where somebody has to go before any other page: an own password, then a second factor where it is asked for."""
    if request.blueprint == "account":
        return None
    if who.must_change_password:
        return redirect(url_for("account.password"), 303)
    if state().settings.needs_second_factor and not who.has_factor and is_needed(who.roles()):
        return redirect(url_for("account.factor"), 303)
    return None


def _take_large_body(declaration: Declaration) -> None:
    """Let whoever may use the view, and nobody else, send a large file; its other fields stay small.

    Only in parts, which go to a file as they come: another kind of body would be read into memory. Asked in a reading
    session of its own: a body comes in slowly, and no writing transaction may be open meanwhile.
    """
    cookie = csrf.session_cookie()
    if not cookie or request.mimetype != "multipart/form-data":
        return
    with own_reading() as session:
        resumed = sessions.resume(session, cookie, now=now())
    who = resumed.actor if resumed else None
    if who and declaration.permission and who.holds(declaration.permission) and not who.awaits_factor:
        request.max_content_length = declaration.largest_body
        request.max_form_memory_size = FIELDS_OF_LARGE_BODY


def declaration_of(app: Flask, endpoint: str) -> Declaration | None:
    """What a view declared, or None."""
    return getattr(app.view_functions.get(endpoint), "declaration", None)


def install(app: Flask) -> None:
    """Check access before every view; static files are public."""

    @app.before_request
    def check_access() -> ResponseReturnValue | None:
        if request.endpoint is None or request.endpoint == "static":
            return None
        declaration = declaration_of(current_app, request.endpoint)
        if declaration is None:
            raise NotFound
        if request.method not in SAFE_METHODS:
            if declaration.largest_body:
                _take_large_body(declaration)
            csrf.check()
        if declaration.is_public:
            return None
        if declaration.is_by_ticket:
            if not csrf.session_cookie():
                raise SignInNeeded
            return None
        if _is_awaited():
            return None if declaration.is_before_factor else _to_the_code()
        who = require(current_actor(), declaration.permission or Permission.OWN_ACCOUNT)
        return _what_comes_first(who)
