"""What depends on where the reader is: the facts that texts name in braces, and what the own region says about a theme.

Cached parts and published lessons hold `{fire}`. One pass over each finished page puts the value in, that of the
reader's region where it has one: the only place where it is done, so that no page can forget it.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Flask, Response, current_app
from markupsafe import Markup

from app.domain.facts import filled
from app.services import sessions
from app.web import csrf
from app.web.i18n import language
from app.web.state import state

PAGES = frozenset({"text/html", "text/vtt"})


def values() -> Mapping[str, str]:
    """The value of every fact where the reader is; national ones for who has not logged in.

    The school comes from the cookie as it stands, so that no page has to say it: which number a page shows is public.
    """
    shelf = state().shelf
    school_id = sessions.school_of(csrf.session_cookie())
    return shelf.notes().values(shelf.path_of(school_id), shelf.facts())


def here_html(theme: str, school_id: UUID) -> Markup:
    """The box with what a school's authorities say about a theme; nothing where they say nothing."""
    shelf = state().shelf
    found = shelf.notes().here(shelf.path_of(school_id), theme)
    if not found:
        return Markup()
    page = current_app.jinja_env.get_template("student/here.html").render(here=found, language=language())
    return Markup(page)  # noqa: S704 - made by our own template, which escapes


def install(app: Flask) -> None:
    """Fill the facts into every page that leaves."""

    @app.after_request
    def fill(response: Response) -> Response:
        if response.mimetype in PAGES and not response.is_streamed and not response.direct_passthrough:
            body = response.get_data()
            if b"{" in body:
                response.set_data(filled(body.decode(), values()))
        return response
