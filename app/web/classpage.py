"""The page of one class, shared by its teacher and the school's administrator, and the same list as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask import Response, make_response, render_template, request

from app.domain import cards, pins
from app.domain.campaigns import Window, day_of
from app.domain.classlists import PupilState
from app.domain.errors import NotFound
from app.services.accounts import IssuedPassword
from app.services.assignments import LONGEST_TIME, USUAL_TIME
from app.services.classrooms import Overview, Pupil
from app.web.downloads import csv_file
from app.web.i18n import _, format_day, ngettext
from app.web.naming import class_number, classroom_name, grade_name


def last_day(window: Window) -> date:
    """The last whole day of a window, which ends just before its closing moment."""
    return day_of(window.closes_at - timedelta(seconds=1))


WORDS = {
    "classroom_name": classroom_name,
    "grade_name": grade_name,
    "class_number": class_number,
    "last_day": last_day,
    "takes_pins": pins.is_for,
    "usually_with_password": cards.usually_with_password,
}


@dataclass(frozen=True, slots=True)
class Slip:
    """A form that could not be taken: where it stands on the page, what was typed, and what is wrong with it."""

    deed: str
    target: str
    typed: str
    message: str


@dataclass(frozen=True, slots=True)
class Line:
    """A pupil as the list shows it and the file repeats it."""

    pupil: Pupil
    state: str
    remark: str
    mastered: str


def campaign_asked_for() -> UUID | None:
    """The campaign named by the page's address or the form, or None for the present one."""
    text = request.values.get("campaign", "")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound from None


def state_name(state: PupilState) -> str:
    """A state in words."""
    words = {
        PupilState.NEVER: _("Not started"),
        PupilState.STARTED: _("Learning"),
        PupilState.DONE: _("Done"),
        PupilState.EXCUSED: _("Excused"),
    }
    return words[state]


def line(pupil: Pupil) -> Line:
    """A pupil's line in words."""
    mastered = (_("Yes") if pupil.is_mastered else _("No")) if pupil.state is PupilState.DONE else ""
    return Line(pupil, state_name(pupil.state), _remark(pupil), mastered)


def page(
    found: Overview,
    audience: str,
    *,
    slip: Slip | None = None,
    notice: str = "",
    kept: Sequence[str] = (),
    **more: object,
) -> Response:
    """The page of a class; with a slip it answers 422 and shows what was typed.

    `kept` are titles of lessons that stayed as they were when a course was given.
    """
    today = day_of(found.as_of)
    html = render_template(
        "classroom/overview.html",
        view=found,
        audience=audience,
        lines=[line(pupil) for pupil in found.pupils],
        others=[line(pupil) for pupil in found.others],
        states=[(state, state_name(state), found.counts[state]) for state in PupilState],
        today=today,
        usual_day=today + USUAL_TIME,
        latest_due=today + LONGEST_TIME,
        slip=slip or Slip("", "", "", ""),
        notice=notice,
        kept=kept,
        done=request.args.get("done", ""),
        **WORDS,
        **more,
    )
    return make_response(html, 422 if slip else 409 if notice else 200)


def class_file(found: Overview) -> Response:
    """The list of the page as a file, line by line."""
    heading = [_("Pupil"), _("State"), _("Where they are"), _("Completed on"), _("Mastered")]
    rows = []
    for one in (line(pupil) for pupil in found.pupils):
        done_on = format_day(one.pupil.done_at) if one.pupil.done_at and one.mastered else ""
        rows.append([one.pupil.name, one.state, one.remark, done_on, one.mastered])
    room = found.classroom
    return csv_file(
        f"class-{room.stage.value}-{room.grade}-{room.number}-{day_of(found.as_of):%Y%m%d}.csv", heading, rows
    )


def password_page(issued: IssuedPassword, back: str) -> str:
    """The page that shows a one-time password, once. It is the answer to the form; no address leads to it."""
    return render_template("classroom/password.html", issued=issued, back=back)


def _remark(pupil: Pupil) -> str:
    parts = [pupil.excuse_reason if pupil.state is PupilState.EXCUSED else _place(pupil)]
    if pupil.is_counted_elsewhere:
        parts.append(_("counted in another class"))
    if not pupil.is_in_class:
        parts.append(_("no longer in this class"))
    return " · ".join(part for part in parts if part)


def _place(pupil: Pupil) -> str:
    if pupil.state is not PupilState.STARTED:
        return ""
    at = pupil.at
    if at is None:
        return _("All lessons taken, but the completion was voided")
    facts = {"lesson": at.lesson, "lessons": at.lessons}
    if at.open_questions:
        return ngettext(
            "Lesson %(lesson)s of %(lessons)s: %(num)s key question to put right",
            "Lesson %(lesson)s of %(lessons)s: %(num)s key questions to put right",
            at.open_questions,
            **facts,
        )
    if not at.steps:
        return _("Lesson %(lesson)s of %(lessons)s: not begun", **facts)
    if at.is_at_quiz:
        return _("Lesson %(lesson)s of %(lessons)s: at the quiz", **facts)
    return _("Lesson %(lesson)s of %(lessons)s: step %(step)s of %(steps)s", **facts, step=at.step + 1, steps=at.steps)
