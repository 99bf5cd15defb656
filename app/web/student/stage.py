"""The stage of a lesson. A step is the same for all pupils but for its ticket, so its HTML is made once."""

from __future__ import annotations

import re
from uuid import UUID

from flask import current_app, url_for
from markupsafe import Markup

from app.domain.lessons import shown_order
from app.domain.library import Publication
from app.services.attempts import DrawnSheet
from app.services.lessons import Stand
from app.web.csrf import csrf_token
from app.web.i18n import language
from app.web.state import state

_TICKET, _CSRF, _ACTION, _LEAVE = "@@ticket@@", "@@csrf@@", "@@action@@", "@@leave@@"
_GAPS = re.compile(f"({_TICKET}|{_CSRF}|{_ACTION}|{_LEAVE})")


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
    }
    # Our own template escapes, and tickets, tokens and paths hold no character that would need it.
    return Markup("".join(filling.get(piece, piece) for piece in fragments[key]))  # noqa: S704


def sheet_html(
    publication: Publication,
    sheet: DrawnSheet,
    assignment_id: UUID,
    *,
    posted: dict[str, str] | None = None,
    missing: frozenset[str] = frozenset(),
) -> Markup:
    """A quiz sheet as a plain form; with `posted` what was chosen before stays chosen."""
    return render_part(
        "student/sheet.html",
        lesson=publication.lesson(language()),
        sheet=sheet,
        action=url_for("student.submit", assignment_id=assignment_id),
        posted=posted or {},
        missing=missing,
    )


def _render(publication: Publication, index: int) -> tuple[str, ...]:
    """The step's HTML in pieces, cut at the gaps that differ from pupil to pupil."""
    lesson = publication.lesson(language())
    step = lesson.steps[index]
    page = render_part(
        "student/step.html",
        lesson=lesson,
        step=step,
        number=index + 1,
        items=shown_order(step) if step.kind == "order" else step.items,
        ticket=_TICKET,
        csrf=_CSRF,
        action=_ACTION,
        leave=_LEAVE,
    )
    return tuple(_GAPS.split(page))
