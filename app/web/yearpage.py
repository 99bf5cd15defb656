"""The page of the move up of all schools of a region, shared by bureaus and the platform."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.access import Actor, Permission, Role
from app.domain.errors import Conflict, Invalid, NotFound
from app.services import promotionjobs as service
from app.web.access import actor, requires
from app.web.database import db
from app.web.entries import Entry, page_asked_for, refused, typed
from app.web.pagination import Page
from app.web.state import now, state

ROLES = {"bureau": Role.BUREAU, "platform": Role.PLATFORM}


def add_views(blueprint: Blueprint) -> None:
    """Give an audience its page of the new school year."""
    blueprint.add_url_rule("/year/", "region_year", region_year, methods=["GET"])
    blueprint.add_url_rule("/year/", "promote_region", promote_region, methods=["POST"])


@requires(Permission.YEAR_PROMOTE)
def region_year() -> Response:
    """Which schools are due, and how far an order is."""
    return _page(Entry())


@requires(Permission.YEAR_PROMOTE)
def promote_region() -> ResponseReturnValue:
    """Order the move up of all schools that are due."""
    try:
        service.order(db(), _officer(), typed("confirmed"), now=now(), new_id=state().new_id)
    except (Invalid, Conflict) as refusal:
        refusal.facts.setdefault("field", "confirmed")
        return _page(refused("order", refusal))
    return redirect(url_for(".region_year"), 303)


def _page(entry: Entry) -> Response:
    found = service.board(db(), _officer(), page_asked_for(), now=now())
    pages = Page(found.schools, found.number, found.last, found.total)
    base = f"{request.blueprint}/base.html"
    html = render_template("boards/year.html", base=base, view=found, page=pages, entry=entry)
    return make_response(html, 422 if entry.errors else 200)


def _officer() -> Actor:
    """The actor, where the page's audience is theirs. NotFound for somebody of another office."""
    who = actor()
    if ROLES[request.blueprint or ""] not in who.roles():
        raise NotFound
    return who
