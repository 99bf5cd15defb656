"""The page of every change beside a campaign's frozen roster."""

from __future__ import annotations

from flask import render_template

from app.domain.access import Permission
from app.domain.errors import NotFound
from app.services import changes as service
from app.web import classpage
from app.web.access import actor, requires
from app.web.database import db
from app.web.entries import page_asked_for
from app.web.pagination import Page
from app.web.school.blueprint import blueprint
from app.web.state import now


@blueprint.get("/changes/")
@requires(Permission.SCHOOL_READ)
def changes() -> str:
    """Who joined, left, moved, was excused or voided in a campaign, newest first."""
    campaign_id = classpage.campaign_asked_for()
    if campaign_id is None:
        raise NotFound
    found = service.listed(db(), actor(), campaign_id, page_asked_for(), now=now())
    pages = Page(found.lines, found.number, found.last, found.length)
    return render_template("school/changes.html", view=found, page=pages)
