"""Printing login cards: a class, or one pupil."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from app.domain.access import Permission
from app.web import cardpages
from app.web.access import requires
from app.web.teacher.blueprint import blueprint


@blueprint.get("/classrooms/<uuid:classroom_id>/cards")
@requires(Permission.CARD_PRINT)
def cards(classroom_id: UUID) -> Response:
    """What printing the cards of a class does, and the button."""
    return cardpages.page(classroom_id, "teacher")


@blueprint.post("/classrooms/<uuid:classroom_id>/cards")
@requires(Permission.CARD_PRINT)
def print_cards(classroom_id: UUID) -> Response:
    """A new card for every pupil of a class, as a PDF."""
    return cardpages.print_file(classroom_id, "teacher")


@blueprint.post("/classrooms/<uuid:classroom_id>/students/<uuid:student_id>/card")
@requires(Permission.CARD_PRINT)
def print_card(classroom_id: UUID, student_id: UUID) -> Response:
    """A new card for one pupil, as a PDF."""
    return cardpages.print_file(classroom_id, "teacher", student_id=student_id)
