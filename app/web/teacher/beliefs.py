"""What my class believes."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from app.domain.access import Permission
from app.web import beliefpages
from app.web.access import requires
from app.web.teacher.blueprint import blueprint


@blueprint.get("/classrooms/<uuid:classroom_id>/beliefs")
@requires(Permission.CLASSROOM_READ)
def class_beliefs(classroom_id: UUID) -> Response:
    """Which wrong beliefs the class holds, before and after a lesson."""
    return beliefpages.class_page(classroom_id, "teacher")


@blueprint.get("/classrooms/<uuid:classroom_id>/beliefs.csv")
@requires(Permission.CLASSROOM_READ)
def class_beliefs_csv(classroom_id: UUID) -> Response:
    """The same as a file."""
    return beliefpages.class_file(classroom_id)
