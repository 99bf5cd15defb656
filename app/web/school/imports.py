"""Pages under /school/imports/, and the school's own list as a file."""

from __future__ import annotations

import io

from flask import Response, request

from app.domain.access import Permission
from app.domain.campaigns import day_of
from app.services import rosters
from app.web import importpages
from app.web.access import actor, requires
from app.web.database import db
from app.web.downloads import attachment
from app.web.school.blueprint import blueprint
from app.web.state import now, state

importpages.add_views(blueprint)


@blueprint.post("/roster")
@requires(Permission.ROSTER_EXPORT)
def roster_file() -> Response:
    """All pupils of the school as a file that can be uploaded again. A form, because the ledger notes who took it."""
    form = rosters.Form.CSV if request.form.get("format") == "csv" else rosters.Form.XLSX
    target = io.BytesIO()
    rosters.export_school(db(), actor(), target, form=form, number_key=state().settings.number_key, now=now())
    return attachment(f"pupils-{day_of(now()):%Y%m%d}.{form}", target.getvalue())
