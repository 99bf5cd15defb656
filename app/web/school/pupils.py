"""Pages of the school's pupils: looking for one, adding one, and everything that happens in a pupil's school life."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.access import Permission
from app.domain.campaigns import day_of
from app.domain.classlists import state_of
from app.domain.completions import Rate
from app.domain.errors import Conflict, Invalid
from app.domain.usernames import in_groups
from app.services import enrolments
from app.services import pupils as service
from app.services import rooms as room_service
from app.services.pupils import NewPupil
from app.web.access import actor, requires
from app.web.classpage import state_name
from app.web.database import db
from app.web.entries import Entry, page_asked_for, refused, typed, typed_day, typed_id
from app.web.pagination import Page
from app.web.school.blueprint import blueprint
from app.web.school.rooms import NAMES
from app.web.state import now, state


@blueprint.get("/pupils/")
@requires(Permission.PUPIL_MANAGE)
def pupils() -> str:
    """Pupils by name or user name, those who left included."""
    text = request.args.get("q", "")
    found = service.search(db(), actor(), text, page_asked_for(), now=now())
    pages = Page(found.pupils, found.number, found.last, found.total)
    return render_template("school/pupils.html", view=found, page=pages, text=text, in_groups=in_groups, **NAMES)


@blueprint.get("/pupils/new")
@requires(Permission.PUPIL_MANAGE)
def new_pupil() -> Response:
    """The form for a pupil who is added by hand."""
    return _new(Entry())


@blueprint.post("/pupils/new")
@requires(Permission.PUPIL_MANAGE)
def add_pupil() -> ResponseReturnValue:
    """Add a pupil."""
    new = NewPupil(typed_id("classroom"), typed("name"), typed("local_id"), is_namesake=bool(typed("is_namesake")))
    try:
        student_id = service.add(db(), actor(), new, now=now(), dice=state().dice, new_id=state().new_id)
    except (Invalid, Conflict) as refusal:
        refusal.facts.setdefault("field", "local_id")
        return _new(refused("add", refusal))
    return redirect(url_for(".pupil", student_id=student_id, done="add"), 303)


@blueprint.get("/pupils/admit")
@requires(Permission.TRANSFER)
def admit_form() -> Response:
    """The form for a pupil whom another school has let go."""
    return _admit(Entry())


@blueprint.post("/pupils/admit")
@requires(Permission.TRANSFER)
def admit() -> ResponseReturnValue:
    """Take a pupil in by user name."""
    to = typed_id("to")
    try:
        student_id = enrolments.admit(
            db(), actor(), typed("username"), to, on=typed_day("on"), now=now(), new_id=state().new_id
        )
    except (Invalid, Conflict) as refusal:
        return _admit(refused("admit", refusal))
    return redirect(url_for(".pupil", student_id=student_id, done="admit"), 303)


@blueprint.get("/pupils/<uuid:student_id>/")
@requires(Permission.PUPIL_MANAGE)
def pupil(student_id: UUID) -> Response:
    """One pupil."""
    return _page(student_id, Entry())


@blueprint.post("/pupils/<uuid:student_id>/transfer")
@requires(Permission.TRANSFER)
def transfer_pupil(student_id: UUID) -> ResponseReturnValue:
    """Move a pupil to another class of the school."""
    to = typed_id("to")

    def deed() -> None:
        enrolments.transfer(db(), actor(), student_id, to, on=typed_day("on"), now=now(), new_id=state().new_id)

    return _do(student_id, "transfer", deed)


@blueprint.post("/pupils/<uuid:student_id>/leave")
@requires(Permission.TRANSFER)
def release_pupil(student_id: UUID) -> ResponseReturnValue:
    """Let a pupil go."""

    def deed() -> None:
        reason = typed("reason")
        enrolments.release(db(), actor(), student_id, reason, on=typed_day("on"), now=now(), new_id=state().new_id)

    return _do(student_id, "leave", deed)


@blueprint.post("/pupils/<uuid:student_id>/return")
@requires(Permission.TRANSFER)
def return_pupil(student_id: UUID) -> ResponseReturnValue:
    """Take a pupil back who left."""
    to = typed_id("to")

    def deed() -> None:
        enrolments.bring_back(db(), actor(), student_id, to, on=typed_day("on"), now=now(), new_id=state().new_id)

    return _do(student_id, "return", deed)


def _do(student_id: UUID, form: str, deed: Callable[[], None]) -> ResponseReturnValue:
    try:
        deed()
    except (Invalid, Conflict) as refusal:
        refusal.facts.setdefault("field", "to")
        return _page(student_id, refused(form, refusal))
    return redirect(url_for(".pupil", student_id=student_id, done=form), 303)


def _new(entry: Entry) -> Response:
    found = room_service.board(db(), actor(), now=now())
    chosen = request.args.get("classroom", "")
    html = render_template("school/new_pupil.html", view=found, entry=entry, chosen=chosen, **NAMES)
    return make_response(html, 422 if entry.errors else 200)


def _admit(entry: Entry) -> Response:
    found = room_service.board(db(), actor(), now=now())
    html = render_template("school/admit.html", view=found, entry=entry, today=day_of(now()), **NAMES)
    return make_response(html, 422 if entry.errors else 200)


def _page(student_id: UUID, entry: Entry) -> Response:
    found = service.page(db(), actor(), student_id, now=now())
    states = {
        one.campaign.id: state_of(
            is_excused=one.excused_at is not None,
            is_reached=Rate.REACHED in one.milestones,
            is_completed=Rate.COMPLETED in one.milestones,
        )
        for one in found.expectations
    }
    html = render_template(
        "school/pupil.html",
        view=found,
        entry=entry,
        states=states,
        state_name=state_name,
        completed=Rate.COMPLETED,
        done=request.args.get("done", ""),
        in_groups=in_groups,
        **NAMES,
    )
    return make_response(html, 422 if entry.errors else 200)
