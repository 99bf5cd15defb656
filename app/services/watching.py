"""Watching a video of a lesson: each heartbeat of the page is answered with a ticket that knows more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.domain.errors import Invalid
from app.domain.library import Library
from app.domain.tickets import Ticket
from app.services import lessons


def beat(
    ticket_text: str,
    claimed: int | None,
    *,
    assignment_id: UUID,
    session_tag: bytes | None,
    now: datetime,
    library: Library,
    key: bytes,
) -> Ticket:
    """The ticket after a heartbeat of the page, which claims to have come to second `claimed`. No query.

    Raises Invalid("forged_ticket") for a ticket that is not ours or of another session, Invalid("stale_ticket") where
    the step of the ticket is no video.
    """
    ticket = lessons.own_ticket(ticket_text, assignment_id=assignment_id, session_tag=session_tag, key=key)
    publication = library.revision(ticket.revision)
    later = lessons.heard(publication, ticket, claimed, now=now) if publication else None
    if later is None:
        raise Invalid("stale_ticket")
    return later
