"""Pages of the school's classes: all of them, and one as its administrator keeps it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.access import Permission
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.grades import Stage
from app.services import rooms as service
from app.web.access import actor, requires
from app.web.database import db
from app.web.entries import Entry, refused, typed, typed_day, typed_id
from app.web.naming import class_number, classroom_name, grade_name
from app.web.school.blueprint import blueprint
from app.web.state import now, state

NAMES = {"classroom_name": classroom_name, "grade_name": grade_name, "class_number": class_number}


@blueprint.get("/classrooms/")
@requires(Permission.CLASSROOM_MANAGE)
def rooms() -> Response:
    """All classes of the school."""
    return _list(Entry())


@blueprint.post("/classrooms/")
@requires(Permission.CLASSROOM_MANAGE)
def make_room() -> ResponseReturnValue:
    """Make a class."""
    stage, _colon, grade = typed("grade").partition(":")
    try:
        chosen = Stage(stage), int(grade)
    except ValueError:
        raise NotFound from None
    try:
        room_id = service.make(db(), actor(), *chosen, typed("name"), now=now(), new_id=state().new_id)
    except (Invalid, Conflict) as refusal:
        return _list(refused("make", _at(refusal, "name")))
    return redirect(url_for(".room", classroom_id=room_id, done="make"), 303)


@blueprint.get("/classrooms/<uuid:classroom_id>/pupils/")
@requires(Permission.CLASSROOM_MANAGE)
def room(classroom_id: UUID) -> Response:
    """One class: its pupils today, its name, merging and archiving it."""
    return _page(classroom_id, Entry())


@blueprint.post("/classrooms/<uuid:classroom_id>/name")
@requires(Permission.CLASSROOM_MANAGE)
def rename_room(classroom_id: UUID) -> ResponseReturnValue:
    """Give a class a name, or take it away."""

    def deed() -> str:
        service.rename(db(), actor(), classroom_id, typed("name"), now=now(), new_id=state().new_id)
        return url_for(".room", classroom_id=classroom_id, done="rename")

    return _do(classroom_id, "rename", "name", deed)


@blueprint.post("/classrooms/<uuid:classroom_id>/merge")
@requires(Permission.CLASSROOM_MANAGE)
def merge_room(classroom_id: UUID) -> ResponseReturnValue:
    """Put all pupils into another class and archive this one."""
    into = typed_id("into")

    def deed() -> str:
        service.merge(
            db(),
            actor(),
            classroom_id,
            into,
            typed("confirmed"),
            on=typed_day("on"),
            now=now(),
            new_id=state().new_id,
        )
        return url_for(".room", classroom_id=into, done="merge")

    return _do(classroom_id, "merge", "into", deed)


@blueprint.post("/classrooms/<uuid:classroom_id>/archive")
@requires(Permission.CLASSROOM_MANAGE)
def archive_room(classroom_id: UUID) -> ResponseReturnValue:
    """Archive an empty class."""

    def deed() -> str:
        service.archive(db(), actor(), classroom_id, now=now(), new_id=state().new_id)
        return url_for(".rooms", done="archive")

    return _do(classroom_id, "archive", "", deed)


def _do(classroom_id: UUID, form: str, field: str, deed: Callable[[], str]) -> ResponseReturnValue:
    try:
        return redirect(deed(), 303)
    except (Invalid, Conflict) as refusal:
        return _page(classroom_id, refused(form, _at(refusal, field)))


def _at(refusal: Invalid | Conflict, field: str) -> Invalid | Conflict:
    """The refusal, at the field it is about where it names none itself."""
    refusal.facts.setdefault("field", field)
    return refusal


def _list(entry: Entry) -> Response:
    found = service.board(db(), actor(), now=now())
    html = render_template("school/rooms.html", view=found, entry=entry, done=request.args.get("done", ""), **NAMES)
    return make_response(html, 422 if entry.errors else 200)


def _page(classroom_id: UUID, entry: Entry) -> Response:
    found = service.page(db(), actor(), classroom_id, now=now())
    html = render_template("school/room.html", view=found, entry=entry, done=request.args.get("done", ""), **NAMES)
    return make_response(html, 422 if entry.errors else 200)
