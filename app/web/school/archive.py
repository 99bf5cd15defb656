"""Pages of the archive: classes that are no more, to be looked at."""

from __future__ import annotations

from uuid import UUID

from flask import render_template

from app.domain.access import Permission
from app.services import archive as service
from app.web import classpage
from app.web.access import actor, requires
from app.web.classpage import state_name
from app.web.database import db
from app.web.school.blueprint import blueprint
from app.web.school.rooms import NAMES


@blueprint.get("/archive/")
@requires(Permission.CLASSROOM_MANAGE)
def archive() -> str:
    """The archived classes by school year."""
    return render_template("school/archive.html", years=service.years(db(), actor()), **NAMES)


@blueprint.get("/archive/<uuid:classroom_id>/")
@requires(Permission.CLASSROOM_MANAGE)
def archived_room(classroom_id: UUID) -> str:
    """One archived class: who sat in it, and its roster in a campaign."""
    found = service.page(db(), actor(), classroom_id, classpage.campaign_asked_for())
    return render_template("school/archived.html", view=found, state_name=state_name, **NAMES)
