"""Pages of a school administrator: the school by grade and class, one class, and the deeds that change its figures."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.access import Permission
from app.domain.errors import Conflict, Invalid, NotFound
from app.services import accounts, milestones, schools
from app.services.schools import ClassPage
from app.web import classpage
from app.web.access import actor, requires
from app.web.classpage import Slip
from app.web.database import db
from app.web.i18n import language
from app.web.school.blueprint import blueprint
from app.web.school.forms import ReasonForm
from app.web.sentences import sentence
from app.web.state import now, state


@blueprint.get("/")
@requires(Permission.SCHOOL_READ)
def home() -> str:
    """The school by grade and class."""
    found = schools.matrix(db(), actor(), classpage.campaign_asked_for(), now=now())
    return render_template("school/home.html", view=found, **classpage.WORDS)


@blueprint.get("/classrooms/<uuid:classroom_id>/")
@requires(Permission.SCHOOL_READ)
def classroom(classroom_id: UUID) -> Response:
    """One class, with the deeds of an administrator."""
    return _page(classroom_id)


@blueprint.get("/classrooms/<uuid:classroom_id>/class.csv")
@requires(Permission.SCHOOL_READ)
def class_file(classroom_id: UUID) -> Response:
    """The class list as a file."""
    return classpage.class_file(_found(classroom_id).overview)


@blueprint.post("/classrooms/<uuid:classroom_id>/students/<uuid:student_id>/excuse")
@requires(Permission.EXCUSE)
def excuse(classroom_id: UUID, student_id: UUID) -> ResponseReturnValue:
    """Take a pupil out of the four rates, with a reason."""

    def deed(campaign_id: UUID, reason: str) -> None:
        milestones.excuse(db(), actor(), campaign_id, student_id, reason, now=now())

    return _with_reason(classroom_id, student_id, "excuse", deed)


@blueprint.post("/classrooms/<uuid:classroom_id>/students/<uuid:student_id>/end-excuse")
@requires(Permission.EXCUSE)
def end_excuse(classroom_id: UUID, student_id: UUID) -> ResponseReturnValue:
    """Count an excused pupil again."""

    def deed(campaign_id: UUID, _reason: str) -> None:
        milestones.end_excuse(db(), actor(), campaign_id, student_id, now=now())

    return _with_reason(classroom_id, student_id, "end_excuse", deed)


@blueprint.post("/classrooms/<uuid:classroom_id>/students/<uuid:student_id>/void")
@requires(Permission.VOID)
def void(classroom_id: UUID, student_id: UUID) -> ResponseReturnValue:
    """Void a completion, with a reason."""

    def deed(campaign_id: UUID, reason: str) -> None:
        milestones.void(db(), actor(), campaign_id, student_id, reason, now=now())

    return _with_reason(classroom_id, student_id, "void", deed)


@blueprint.post("/classrooms/<uuid:classroom_id>/students/<uuid:student_id>/password")
@requires(Permission.PASSWORD_RESET)
def password(classroom_id: UUID, student_id: UUID) -> str:
    """A new one-time password for a pupil, shown once."""
    issued = accounts.reset_password(
        db(), actor(), student_id, now=now(), passwords=state().passwords, dice=state().dice
    )
    return classpage.password_page(issued, url_for(".classroom", classroom_id=issued.classroom_id or classroom_id))


def _with_reason(
    classroom_id: UUID, student_id: UUID, name: str, deed: Callable[[UUID, str], None]
) -> ResponseReturnValue:
    """Do a deed to a pupil in a campaign; what the form lacks is said beside its field."""
    form = ReasonForm(request.form)
    if not form.validate():
        raise NotFound
    campaign_id, reason = UUID(form.campaign.data or ""), form.reason.data or ""
    try:
        deed(campaign_id, reason)
    except Invalid as refusal:
        slip = Slip(name, str(student_id), reason, sentence(refusal.code, refusal.facts))
        return _page(classroom_id, slip=slip)
    except Conflict as refusal:
        return _page(classroom_id, notice=sentence(refusal.code, refusal.facts))
    back = url_for(".classroom", classroom_id=classroom_id, campaign=campaign_id, done=name, _anchor="pupils")
    return redirect(back, 303)


def _page(classroom_id: UUID, *, slip: Slip | None = None, notice: str = "") -> Response:
    found = _found(classroom_id)
    return classpage.page(found.overview, "school", slip=slip, notice=notice, ledger=found.ledger)


def _found(classroom_id: UUID) -> ClassPage:
    return schools.class_page(
        db(),
        actor(),
        classroom_id,
        classpage.campaign_asked_for(),
        now=now(),
        library=state().library(),
        language=language(),
    )
