"""Pages of a class teacher: my classes, one class, its assignments and its pupils' passwords."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.access import Permission
from app.domain.errors import Conflict, Invalid
from app.services import accounts, assignments, classrooms, courses
from app.services.classrooms import Overview
from app.web import classpage
from app.web.access import actor, requires
from app.web.classpage import Slip
from app.web.database import db
from app.web.i18n import _, language
from app.web.sentences import sentence
from app.web.state import now, state
from app.web.teacher.blueprint import blueprint
from app.web.teacher.forms import AssignForm, CourseForm


@blueprint.get("/")
@requires(Permission.CLASSROOM_READ)
def home() -> str:
    """My classes."""
    cards = classrooms.mine(db(), actor(), now=now())
    return render_template("teacher/home.html", cards=cards, **classpage.WORDS)


@blueprint.get("/classrooms/<uuid:classroom_id>/")
@requires(Permission.CLASSROOM_READ)
def classroom(classroom_id: UUID) -> Response:
    """One class in one glance."""
    kept = courses.titles(request.args.getlist("kept"), state().library(), language())
    return classpage.page(_overview(classroom_id), "teacher", kept=kept)


@blueprint.get("/classrooms/<uuid:classroom_id>/class.csv")
@requires(Permission.CLASSROOM_READ)
def class_file(classroom_id: UUID) -> Response:
    """The class list as a file."""
    return classpage.class_file(_overview(classroom_id))


@blueprint.post("/classrooms/<uuid:classroom_id>/assignments")
@requires(Permission.ASSIGNMENT_CREATE)
def assign(classroom_id: UUID) -> ResponseReturnValue:
    """Ask the class to complete a lesson."""
    form = AssignForm(request.form)
    lesson_id = form.lesson_id.data or ""

    def deed(due_on: date) -> tuple[str, ...]:
        held = state()
        assignments.assign(
            db(), actor(), classroom_id, lesson_id, due_on, now=now(), library=held.library(), new_id=held.new_id
        )
        return ()

    return _given(classroom_id, "assign", lesson_id, form, deed)


@blueprint.post("/classrooms/<uuid:classroom_id>/courses")
@requires(Permission.ASSIGNMENT_CREATE)
def assign_course(classroom_id: UUID) -> ResponseReturnValue:
    """Ask the class to complete all lessons of a course."""
    form = CourseForm(request.form)
    course_id = form.course_id.data or ""

    def deed(due_on: date) -> tuple[str, ...]:
        held = state()
        given = courses.assign(
            db(), actor(), classroom_id, course_id, due_on, now=now(), library=held.library(), new_id=held.new_id
        )
        return given.kept

    return _given(classroom_id, "assign_course", course_id, form, deed)


def _given(
    classroom_id: UUID, name: str, chosen: str, form: AssignForm | CourseForm, deed: Callable[[date], tuple[str, ...]]
) -> ResponseReturnValue:
    """Do the deed until the day of the form, and say so on the class page, or what is wrong beside what was typed.

    The deed returns the lessons that the class had already.
    """
    due_on, typed = form.due_on.data, request.form.get("due_on", "")
    if not form.validate() or due_on is None:
        return _refused(classroom_id, Slip(name, chosen, typed, _("Please choose a date.")))
    try:
        kept = deed(due_on)
    except Invalid as refusal:
        return _refused(classroom_id, Slip(name, chosen, typed, sentence(refusal.code)))
    except Conflict as refusal:
        return classpage.page(_overview(classroom_id), "teacher", notice=sentence(refusal.code))
    address = url_for(".classroom", classroom_id=classroom_id, done=name, kept=list(kept), _anchor="assignments")
    return redirect(address, 303)


@blueprint.post("/classrooms/<uuid:classroom_id>/students/<uuid:student_id>/password")
@requires(Permission.PASSWORD_RESET)
def password(classroom_id: UUID, student_id: UUID) -> str:
    """A new one-time password for a pupil, shown once."""
    issued = accounts.reset_password(
        db(), actor(), student_id, now=now(), passwords=state().passwords, dice=state().dice
    )
    return classpage.password_page(issued, url_for(".classroom", classroom_id=issued.classroom_id or classroom_id))


def _refused(classroom_id: UUID, slip: Slip) -> Response:
    return classpage.page(_overview(classroom_id), "teacher", slip=slip)


def _overview(classroom_id: UUID) -> Overview:
    return classrooms.overview(
        db(),
        actor(),
        classroom_id,
        classpage.campaign_asked_for(),
        now=now(),
        library=state().library(),
        language=language(),
    )
