"""Pages about lists of pupils: bringing one, looking at what it would do, applying it, taking it back.

A school, a bureau and the platform share them; `request.blueprint` says whose page it is. A school's administrator sees
names, the others the counts of schools and a few masked samples of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.access import Actor, Permission, Role
from app.domain.errors import Conflict, Invalid, NotFound, Refusal
from app.domain.imports import Coverage, ImportState, SchoolState
from app.services import leaderboards
from app.services.imports import applying, guard, history, previews, receiving, remarks, undoing
from app.services.imports.previews import SchoolPreview, Status
from app.services.imports.undoing import Undoable
from app.web import importfiles, importwords
from app.web.access import actor, requires
from app.web.database import db
from app.web.downloads import attachment
from app.web.importwords import WORDS
from app.web.pagination import Page
from app.web.sentences import sentence
from app.web.sentences.rosters import notice, problem
from app.web.state import now, state

ROLES = {"school": Role.SCHOOL_ADMIN, "bureau": Role.BUREAU, "platform": Role.PLATFORM}
FAULTS_IN_PREVIEW = 10
IMPORT = "/imports/<uuid:import_id>/"
SCHOOL = IMPORT + "schools/<uuid:school_id>/"


@dataclass(frozen=True, slots=True)
class Slip:
    """A form that could not be taken: what was typed, and what is wrong with it."""

    typed: str = ""
    message: str = ""
    status: int = 200


def add_views(blueprint: Blueprint) -> None:
    """Give an audience its pages about lists."""
    of_school = [
        ("/imports/undo", "GET", undo_page),
        ("/imports/undo", "POST", undo_import),
        (IMPORT + "confirm", "POST", confirm_import),
    ]
    of_region = [
        (SCHOOL, "GET", import_school),
        (SCHOOL + "confirm", "POST", confirm_import),
        (SCHOOL + "undo", "GET", undo_page),
        (SCHOOL + "undo", "POST", undo_import),
    ]
    for rule, method, view in [
        ("/imports/", "GET", imports),
        ("/imports/", "POST", upload),
        ("/imports/templates/<kind>", "GET", template_file),
        (IMPORT, "GET", roster_import),
        (IMPORT + "progress", "GET", import_progress),
        (IMPORT + "faults", "GET", import_faults),
        (IMPORT + "remarks.xlsx", "GET", remarks_file),
        (IMPORT + "apply", "POST", apply_import),
        (IMPORT + "discard", "POST", discard_import),
        *(of_school if blueprint.name == "school" else of_region),
    ]:
        blueprint.add_url_rule(rule, view.__name__, view, methods=[method])


@requires(Permission.ROSTER_IMPORT)
def imports() -> Response:
    """The start: a file to upload, what was uploaded before, and the way back."""
    return _start()


@requires(Permission.ROSTER_IMPORT, largest_body=importfiles.LARGEST_BODY)
def upload() -> ResponseReturnValue:
    """Take a file and have it read in the background."""
    who = _member()
    typed = request.form.get("coverage", "")
    try:
        wanted = importfiles.upload(who, typed)
        import_id = receiving.receive(db(), who, wanted, now=now(), seal=state().seal, new_id=state().new_id)
    except (Invalid, Conflict) as refusal:
        return _start(_slip(typed, refusal))
    return redirect(url_for(".roster_import", import_id=import_id), 303)


@requires(Permission.ROSTER_IMPORT)
def template_file(kind: str) -> Response:
    """An empty table to fill in."""
    _member()
    return importfiles.template(kind)


@requires(Permission.ROSTER_IMPORT)
def roster_import(import_id: UUID) -> Response:
    """One list: how far it is read, what it would do, or what it did."""
    return _import(import_id)


@requires(Permission.ROSTER_IMPORT)
def import_progress(import_id: UUID) -> str:
    """How far a list is, as a part of its page."""
    status = previews.status(db(), _member(), import_id, now=now())
    return render_template("imports/progress_part.html", status=status, **WORDS)


@requires(Permission.ROSTER_IMPORT)
def import_faults(import_id: UUID) -> str:
    """Everything that is wrong in a file, fifty places a page."""
    found = previews.faults(db(), _member(), import_id, now=now(), page=_asked_page())
    page = Page(found.faults, found.page, found.pages, found.kept)
    return render_template(
        "imports/faults.html", status=found.status, found=found, page=page, has_remarks=found.has_remarks, **WORDS
    )


@requires(Permission.ROSTER_IMPORT)
def import_school(import_id: UUID, school_id: UUID) -> Response:
    """What a list would do, or did, in one of its schools."""
    return _school(import_id, school_id)


@requires(Permission.ROSTER_IMPORT)
def remarks_file(import_id: UUID) -> Response:
    """The uploaded table once more, with a column that says what is wrong on each line."""
    words = importwords.remarks_words()
    content = remarks.copy(db(), _member(), import_id, seal=state().seal, say=importwords.remark, words=words)
    return attachment(f"remarks-{now():%Y%m%d}.xlsx", content)


@requires(Permission.ROSTER_IMPORT)
def confirm_import(import_id: UUID, school_id: UUID | None = None) -> ResponseReturnValue:
    """Confirm by the number typed that so many pupils of a school may leave or change class."""
    who, typed = _member(), request.form.get("typed", "")[:20]
    try:
        guard.confirm(db(), who, import_id, school_id or who.school_id, typed, now=now(), new_id=state().new_id)
    except (Invalid, Conflict) as refusal:
        slip = _slip(typed, refusal)
        return _school(import_id, school_id, slip) if school_id else _import(import_id, slip)
    if school_id:
        return redirect(url_for(".import_school", import_id=import_id, school_id=school_id), 303)
    return redirect(url_for(".roster_import", import_id=import_id), 303)


@requires(Permission.ROSTER_IMPORT)
def apply_import(import_id: UUID) -> ResponseReturnValue:
    """Have the list applied in the background."""
    try:
        applying.apply(db(), _member(), import_id, now=now(), new_id=state().new_id)
    except Conflict as refusal:
        return _import(import_id, _slip("", refusal))
    return redirect(url_for(".roster_import", import_id=import_id), 303)


@requires(Permission.ROSTER_IMPORT)
def discard_import(import_id: UUID) -> ResponseReturnValue:
    """Throw the list away; nothing of it was written."""
    try:
        receiving.discard(db(), _member(), import_id, now=now())
    except Conflict as refusal:
        return _import(import_id, _slip("", refusal))
    return redirect(url_for(".imports", done="discarded"), 303)


@requires(Permission.ROSTER_IMPORT)
def undo_page(import_id: UUID | None = None, school_id: UUID | None = None) -> Response:
    """What taking the last list of a school back would do, before it is done."""
    return _undo(import_id, school_id)


@requires(Permission.ROSTER_IMPORT)
def undo_import(import_id: UUID | None = None, school_id: UUID | None = None) -> ResponseReturnValue:
    """Take the last list of a school back."""
    who = _member()
    try:
        if import_id and _undoable(who, import_id, school_id) is None:
            raise Conflict("import_not_undoable")
        undone = undoing.undo(db(), who, school_id or who.school_id, now=now(), new_id=state().new_id)
    except Conflict as refusal:
        return _undo(import_id, school_id, _slip("", refusal))
    return redirect(url_for(".imports", done="undone", kept=undone.skipped or None), 303)


def _member() -> Actor:
    """The actor, whose role must be the one these pages are for."""
    who = actor()
    if ROLES[request.blueprint or ""] not in who.roles():
        raise NotFound
    return who


def _asked_page() -> int:
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text)):
        raise NotFound
    return int(text)


def _slip(typed: str, refusal: Refusal) -> Slip:
    status = 422 if isinstance(refusal, Invalid) else 409
    return Slip(typed, sentence(refusal.code, refusal.facts), status)


def _start(slip: Slip | None = None) -> Response:
    who = _member()
    is_school = request.blueprint == "school"
    html = render_template(
        "imports/start.html",
        recent=history.brought(db(), who),
        undoable=undoing.undoable(db(), who, who.school_id, now=now()) if is_school else None,
        regions=leaderboards.own_regions(db(), who) if request.blueprint == "bureau" else (),
        coverages=list(Coverage),
        largest=receiving.LARGEST_MIB,
        slip=slip or Slip(),
        done=request.args.get("done", ""),
        kept=request.args.get("kept", ""),
        ImportState=ImportState,
        **WORDS,
    )
    return make_response(html, slip.status if slip else 200)


def _import(import_id: UUID, slip: Slip | None = None) -> Response:
    """The page of a list, by where it stands."""
    who = _member()
    status = previews.status(db(), who, import_id, now=now())
    if status.is_busy:
        return _page("imports/progress.html", status, slip)
    if status.state in (ImportState.REFUSED, ImportState.DISCARDED):
        return _page("imports/ended.html", status, slip, why=problem(status.problem, status.facts))
    if request.blueprint == "school":
        return _shown(previews.school_preview(db(), who, import_id, who.school_id, now=now()), slip)
    found = previews.preview(db(), who, import_id, now=now(), page=_asked_page())
    page = Page(found.schools, found.page, found.pages, len(found.schools))
    return _page("imports/schools.html", status, slip, found=found, page=page, **_mistakes(who, status))


def _school(import_id: UUID, school_id: UUID, slip: Slip | None = None) -> Response:
    found = previews.school_preview(db(), _member(), import_id, school_id, now=now())
    usual = state().settings.guard_percent
    return _page("imports/one_school.html", found.status, slip, found=found, who=actor(), usual_percent=usual)


def _shown(found: SchoolPreview, slip: Slip | None) -> Response:
    who = actor()
    more = {"found": found, "who": who, "usual_percent": state().settings.guard_percent}
    more |= _mistakes(who, found.status)
    if found.school.state not in (SchoolState.APPLIED, SchoolState.UNDONE):
        return _page("imports/preview.html", found.status, slip, **more)
    more["can_undo"] = _undoable(who, found.status.id, None) is not None
    return _page("imports/result.html", found.status, slip, **more)


def _mistakes(who: Actor, status: Status) -> dict[str, object]:
    """The first faults of a file, where there are any."""
    if not status.faults:
        return {"faults": (), "has_remarks": False}
    found = previews.faults(db(), who, status.id, now=now())
    return {"faults": found.faults[:FAULTS_IN_PREVIEW], "has_remarks": found.has_remarks}


def _undoable(who: Actor, import_id: UUID | None, school_id: UUID | None) -> Undoable | None:
    """The last list of a school where it can be taken back; above the school only if it is the one of the address."""
    if import_id:
        previews.status(db(), who, import_id, now=now())
    found = undoing.undoable(db(), who, school_id or who.school_id, now=now())
    return found if found and import_id in (None, found.import_id) else None


def _undo(import_id: UUID | None, school_id: UUID | None, slip: Slip | None = None) -> Response:
    found = _undoable(_member(), import_id, school_id)
    back = url_for(".import_school", import_id=import_id, school_id=school_id) if school_id else url_for(".imports")
    html = render_template("imports/undo.html", found=found, back=back, slip=slip or Slip(), **WORDS)
    return make_response(html, slip.status if slip else 200)


def _page(template: str, status: Status, slip: Slip | None, **more: object) -> Response:
    said = [text for text in map(notice, status.notices) if text]
    html = render_template(template, status=status, notices=said, slip=slip or Slip(), **WORDS, **more)
    return make_response(html, slip.status if slip else 200)
