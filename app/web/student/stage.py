"""The stage of a lesson. A step is the same for all pupils but for its ticket, so its HTML is made once.

Templates print an author's words with `shown` (app/web/readings.py), which puts pinyin above them where the part was
rendered with `readings=readings_of(publication)`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from flask import current_app, url_for
from markupsafe import Markup

from app.domain.lessons import ASSESSED, Verdict, shown_order, shown_replies
from app.domain.library import Publication
from app.services.attempts import DrawnSheet
from app.services.lessons import Stand
from app.web.csrf import csrf_token
from app.web.i18n import language
from app.web.readings import readings_of
from app.web.state import state
from app.web.whereabouts import here_html

_TICKET, _CSRF, _ACTION, _LEAVE = "@@ticket@@", "@@csrf@@", "@@action@@", "@@leave@@"
_WATCHED, _BEAT, _HERE = "@@watched@@", "@@beat@@", "@@here@@"
_GAPS = re.compile(f"({_TICKET}|{_CSRF}|{_ACTION}|{_LEAVE}|{_WATCHED}|{_BEAT}|{_HERE})")


def render_part(template: str, **context: object) -> Markup:
    """A part of a page. It greets nobody and knows no request, so Flask's own context is left out."""
    page = current_app.jinja_env.get_template(template).render(context)
    return Markup(page)  # noqa: S704 - made by our own templates, which escape


def step_html(stand: Stand, assignment_id: UUID) -> Markup:
    """The step a pupil stands before, with the ticket to take it."""
    key = (stand.publication.digest, language(), stand.step)
    fragments = state().fragments
    if key not in fragments:
        fragments[key] = _render(stand.publication, stand.step)
    filling = {
        _TICKET: stand.ticket.sign(state().ticket_key),
        _CSRF: csrf_token(),
        _ACTION: url_for("student.take_step", assignment_id=assignment_id),
        _LEAVE: url_for("student.pause", assignment_id=assignment_id),
        _WATCHED: str(stand.ticket.watched),
        _BEAT: url_for("student.watched", assignment_id=assignment_id),
        _HERE: here_html(stand.publication.lesson(language()).theme, stand.ticket.school_id),
    }
    # Our own template escapes, and tickets, tokens and paths hold no character that would need it.
    return Markup("".join(filling.get(piece, piece) for piece in fragments[key]))  # noqa: S704


def feedback_html(stand: Stand) -> Markup:
    """What the server says about the step just taken, with the wrong beliefs in words."""
    return feedback_part(stand.publication, stand.step - 1, stand.verdicts)


def feedback_part(publication: Publication, taken: int, verdicts: Sequence[Verdict]) -> Markup:
    """What these verdicts on the step with this index say."""
    told = {one.misconception: publication.belief_told(language(), one.misconception) for one in verdicts}
    return render_part(
        "student/feedback.html",
        verdicts=verdicts,
        taken=publication.lesson(language()).steps[taken],
        words={name: belief for name, belief in told.items() if belief},
        readings=readings_of(publication),
    )


def sheet_html(
    publication: Publication,
    sheet: DrawnSheet,
    assignment_id: UUID,
    *,
    posted: dict[str, str] | None = None,
    missing: frozenset[str] = frozenset(),
) -> Markup:
    """A quiz sheet as a plain form; with `posted` what was chosen before stays chosen."""
    action = url_for("student.submit", assignment_id=assignment_id)
    return sheet_part(publication, sheet, action, posted=posted, missing=missing)


def sheet_part(
    publication: Publication,
    sheet: DrawnSheet,
    action: str,
    *,
    posted: dict[str, str] | None = None,
    missing: frozenset[str] = frozenset(),
) -> Markup:
    """The sheet as a form that is sent to `action`."""
    return render_part(
        "student/sheet.html",
        lesson=publication.lesson(language()),
        readings=readings_of(publication),
        recordings=publication.recordings,
        sheet=sheet,
        action=action,
        posted=posted or {},
        missing=missing,
    )


def _render(publication: Publication, index: int) -> tuple[str, ...]:
    """The step's HTML in pieces, cut at the gaps that differ from pupil to pupil."""
    page = step_part(
        publication,
        index,
        ticket=_TICKET,
        csrf=_CSRF,
        action=_ACTION,
        leave=_LEAVE,
        watched=_WATCHED,
        beat=_BEAT,
        here=_HERE,
    )
    return tuple(_GAPS.split(page))


def step_part(publication: Publication, index: int, **own: object) -> Markup:
    """The step with this index; `own` are the values that differ from pupil to pupil."""
    lesson = publication.lesson(language())
    step = lesson.steps[index]
    return render_part(
        "student/step.html",
        lesson=lesson,
        readings=readings_of(publication),
        recordings=publication.recordings,
        step=step,
        number=index + 1,
        is_assessed=step.kind in ASSESSED,
        replies=shown_replies,
        items=shown_order(step) if step.kind == "order" else step.items,
        **own,
    )
