"""Pages under /platform/: the operator's view, counts only."""

from __future__ import annotations

from flask import render_template

from app.domain.access import Permission
from app.services import platform
from app.web.access import actor, requires
from app.web.database import db
from app.web.platform.blueprint import blueprint
from app.web.state import now, state


@blueprint.get("/")
@requires(Permission.PLATFORM_READ)
def home() -> str:
    """The platform at a glance."""
    status = platform.status(db(), actor(), recent=state().recent, now=now())
    return render_template("platform/home.html", status=status, now=now())
