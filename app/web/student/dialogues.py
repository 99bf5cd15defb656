"""Dialogues turn by turn: our script asks what follows from a reply; without it the whole step is answered at once."""

from __future__ import annotations

from uuid import UUID

from flask import request
from markupsafe import Markup

from app.domain.access import Permission
from app.domain.errors import Invalid
from app.services import dialogues, lessons, sessions
from app.web import csrf
from app.web.access import actor, by_ticket, check_permission
from app.web.database import db
from app.web.i18n import language
from app.web.readings import readings_of
from app.web.state import now, state
from app.web.student.blueprint import blueprint
from app.web.student.stage import render_part


@blueprint.post("/tasks/<uuid:assignment_id>/turns")
@by_ticket(Permission.STUDY)
def answer_turn(assignment_id: UUID) -> Markup:
    """What follows from one reply, as a part of the page."""
    try:
        answered = dialogues.answer_turn(
            request.form.get("ticket", ""),
            request.form.get("turn", ""),
            request.form.get("reply", ""),
            assignment_id=assignment_id,
            session_tag=sessions.session_tag(csrf.session_cookie()),
            library=state().library(),
            key=state().ticket_key,
            language=language(),
        )
    except Invalid:
        # Who is no pupil learns nothing, not even that there are tickets; nor does a pupil of a task of others.
        check_permission(Permission.STUDY)
        lessons.find_task(db(), actor(), assignment_id, now=now())
        raise
    return render_part(
        "student/steps/reply.html",
        verdict=answered.verdict,
        mood=answered.mood,
        readings=readings_of(answered.publication),
    )
