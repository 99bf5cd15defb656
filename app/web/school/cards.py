"""Printing login cards: a class, or one pupil."""

from __future__ import annotations

from uuid import UUID

from flask import Response, render_template

from app.domain.access import Permission
from app.services import classrooms
from app.web import cardpages, classpage
from app.web.access import actor, requires
from app.web.database import db
from app.web.school.blueprint import blueprint
from app.web.state import now


@blueprint.get("/classrooms/<uuid:classroom_id>/cards")
@requires(Permission.CARD_PRINT)
def cards(classroom_id: UUID) -> Response:
    """What printing the cards of a class does, and the button."""
    return cardpages.page(classroom_id, "school")


@blueprint.post("/classrooms/<uuid:classroom_id>/cards")
@requires(Permission.CARD_PRINT)
def print_cards(classroom_id: UUID) -> Response:
    """A new card for every pupil of a class, as a PDF."""
    return cardpages.print_file(classroom_id, "school")


@blueprint.post("/classrooms/<uuid:classroom_id>/students/<uuid:student_id>/card")
@requires(Permission.CARD_PRINT)
def print_card(classroom_id: UUID, student_id: UUID) -> Response:
    """A new card for one pupil, as a PDF."""
    return cardpages.print_file(classroom_id, "school", student_id=student_id)


@blueprint.get("/cards")
@requires(Permission.SCHOOL_READ)
def all_cards() -> str:
    """The classes of the school, each with its button."""
    found = classrooms.mine(db(), actor(), now=now())
    return render_template("school/cards.html", cards=found, **classpage.WORDS)
