"""The yearly audit of minors' data, for a bureau over its own region and for the platform over all."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.access import Actor, Permission, Role
from app.domain.errors import Invalid, NotFound
from app.exchange.audits import zip_of
from app.services import audits
from app.web.access import actor, requires
from app.web.database import db
from app.web.downloads import attachment
from app.web.i18n import _
from app.web.sentences import sentence
from app.web.state import now, state

ROLES = {"bureau": Role.BUREAU, "platform": Role.PLATFORM}


def add_views(blueprint: Blueprint) -> None:
    """Give an audience the page and the file."""
    may = requires(Permission.AUDIT_READ)
    blueprint.add_url_rule("/audit/", "audit", may(audit_page))
    blueprint.add_url_rule("/audit/", "audit_file", may(audit_file), methods=["POST"])


def audit_page() -> Response:
    """What the audit holds, and the choice of a year."""
    return _page()


def audit_file() -> ResponseReturnValue:
    """The audit of a year as a ZIP."""
    typed = request.form.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else 0
    try:
        found = audits.make(db(), _reader(), year, now=now(), settings=state().settings)
    except Invalid as refusal:
        return _page(typed, sentence(refusal.code, refusal.facts), status=422)
    return attachment(f"minors-audit-{year}.zip", zip_of(found, _))


def _reader() -> Actor:
    """Whoever has this page: a bureau does not find that of the platform, nor the other way round."""
    who = actor()
    if ROLES[str(request.blueprint)] not in who.roles():
        raise NotFound
    return who


def _page(typed: str = "", message: str = "", *, status: int = 200) -> Response:
    html = render_template(
        "boards/audit.html",
        audience=request.blueprint,
        regions=audits.own_regions(db(), _reader()),
        years=audits.years(now=now()),
        typed=typed,
        message=message,
    )
    return make_response(html, status)
