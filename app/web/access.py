"""Every view says who may use it; one that does not is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.access import Actor, Permission, require
from app.domain.errors import NotFound, SignInNeeded
from app.web import csrf
from app.web.database import SAFE_METHODS
from app.web.login import current_actor

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Declaration:
    """Who may use a view: everybody (`is_public`), the holder of a step ticket, or whoever holds a permission."""

    permission: Permission | None = None
    is_public: bool = False
    is_by_ticket: bool = False


def requires(permission: Permission) -> Callable[[View], View]:
    """The view is for signed-in people who hold this permission over something; the service decides over what."""
    return _declare(Declaration(permission))


def public(view: View) -> View:
    """The view is for everybody."""
    return _declare(Declaration(is_public=True))(view)


def by_ticket(permission: Permission) -> Callable[[View], View]:
    """The view is for the holder of a signed ticket bound to the own session; the service checks it without a query."""
    return _declare(Declaration(permission, is_by_ticket=True))


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
            csrf.check()
        if declaration.is_public:
            return None
        if declaration.is_by_ticket:
            if not csrf.session_cookie():
                raise SignInNeeded
            return None
        who = require(current_actor(), declaration.permission or Permission.OWN_ACCOUNT)
        if who.must_change_password and request.blueprint != "account":
            return redirect(url_for("account.password"), 303)
        return None
