"""A dialogue step turn by turn: what follows from one reply, before the talk goes on. Kept is only the whole step."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.domain.assessments import assess_turn, reply_at
from app.domain.errors import Invalid
from app.domain.lessons import Verdict
from app.domain.library import Library, Publication
from app.services.lessons import own_ticket


@dataclass(frozen=True, slots=True)
class Answered:
    """The verdict on one reply, with its mood (good, safe or risky) and the publication it was read from."""

    publication: Publication
    verdict: Verdict
    mood: str


def answer_turn(
    ticket_text: str,
    turn_id: str,
    place: str,
    *,
    assignment_id: UUID,
    session_tag: bytes | None,
    library: Library,
    key: bytes,
    language: str,
) -> Answered:
    """What follows from the reply at this place in a turn of the step the ticket admits to. No query, nothing is kept.

    Raises Invalid("forged_ticket") as taking the step does, Invalid("stale_ticket") for a revision that is gone, and
    Invalid("reply_unknown") for a turn or reply that the step does not offer.
    """
    ticket = own_ticket(ticket_text, assignment_id=assignment_id, session_tag=session_tag, key=key)
    publication = library.revision(ticket.revision)
    steps = publication.lesson(language).steps if publication else ()
    if publication is None or ticket.step >= len(steps):
        raise Invalid("stale_ticket")
    turn = next((turn for turn in steps[ticket.step].turns if turn.id == turn_id), None)
    reply = reply_at(turn, place) if turn else None
    verdict = assess_turn(turn, place) if turn else None
    if reply is None or verdict is None:
        raise Invalid("reply_unknown")
    return Answered(publication, verdict, reply.mood)
