"""The page of the move up on 1 September: what would happen, and doing it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.access import Permission
from app.domain.errors import Invalid
from app.domain.promotions import Choice, Way
from app.services import promotions as service
from app.web.access import actor, requires
from app.web.database import db
from app.web.entries import Entry, refused, typed
from app.web.school.blueprint import blueprint
from app.web.school.rooms import NAMES
from app.web.sentences import sentence
from app.web.state import now, state

MOST_FIELDS = 1_000


@blueprint.get("/year/")
@requires(Permission.YEAR_PROMOTE)
def year() -> Response:
    """The preview. What is chosen in it stands in the address, so that nothing is kept before the deed."""
    return _page(Entry())


@blueprint.post("/year/")
@requires(Permission.YEAR_PROMOTE)
def promote() -> ResponseReturnValue:
    """Move the school up."""
    choices, stays = _choices(request.form), _stays(request.form)
    confirmed = typed("confirmed")
    try:
        done = service.promote(db(), actor(), choices, stays, confirmed, now=now(), new_id=state().new_id)
    except Invalid as refusal:
        return _page(refused("promote", refusal))
    return redirect(url_for(".year", done=done.classes, _anchor="done"), 303)


def _page(entry: Entry) -> Response:
    """The preview of what was chosen; of the usual ways where that cannot be any more."""
    fields = request.form if entry.errors else request.args
    problem = entry.errors.get("", "")
    opened = _id(request.args.get("open", ""))
    try:
        found = service.preview(db(), actor(), _choices(fields), _stays(fields), opened=opened, now=now())
    except Invalid as refusal:
        problem = sentence(refusal.code, refusal.facts)
        found = service.preview(db(), actor(), {}, (), now=now())
    html = render_template(
        "school/year.html",
        view=found,
        entry=entry,
        problem=problem,
        ways=Way,
        fields={name: value for name, value in fields.items() if name.startswith(("way-", "stay-"))},
        done=request.args.get("done", ""),
        **NAMES,
    )
    return make_response(html, 422 if entry.errors or problem else 200)


def _choices(fields: Mapping[str, str]) -> dict[UUID, Choice]:
    """`way-<class>` is a way, or `into-<other class>`. Raises Invalid("promotion_choice") for anything else."""
    found = {}
    for name, value in list(fields.items())[:MOST_FIELDS]:
        room_id = _id(name.removeprefix("way-")) if name.startswith("way-") else None
        if room_id is None or not value:
            continue
        way, _dash, other = value.partition("-")
        if way not in tuple(Way):
            raise Invalid("promotion_choice")
        found[room_id] = Choice(Way(way), _id(other))
    return found


def _stays(fields: Mapping[str, str]) -> list[UUID]:
    """`stay-<pupil>` for everybody who repeats the year."""
    names = [name.removeprefix("stay-") for name in list(fields)[:MOST_FIELDS] if name.startswith("stay-")]
    return [student_id for name in names if (student_id := _id(name))]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
