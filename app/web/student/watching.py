"""Heartbeats of a video: every few seconds the page says how far it has come and gets a newer ticket."""

from __future__ import annotations

from uuid import UUID

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from app.domain.access import Permission
from app.domain.errors import Invalid
from app.domain.watching import read_claim
from app.services import lessons, sessions, watching
from app.web import csrf
from app.web.access import actor, by_ticket, check_permission
from app.web.database import db
from app.web.state import now, state
from app.web.student.blueprint import blueprint


@blueprint.post("/tasks/<uuid:assignment_id>/watched")
@by_ticket(Permission.STUDY)
def watched(assignment_id: UUID) -> ResponseReturnValue:
    """The ticket after a heartbeat, and the seconds the server believes."""
    try:
        ticket = watching.beat(
            request.form.get("ticket", ""),
            read_claim(request.form.get("watched")),
            assignment_id=assignment_id,
            session_tag=sessions.session_tag(csrf.session_cookie()),
            now=now(),
            library=state().library(),
            key=state().ticket_key,
        )
    except Invalid:
        # Who is no pupil learns nothing, not even that there are tickets; nor does a pupil of a task of others.
        check_permission(Permission.STUDY)
        lessons.find_task(db(), actor(), assignment_id, now=now())
        raise
    return jsonify(ticket=ticket.sign(state().ticket_key), watched=ticket.watched)
