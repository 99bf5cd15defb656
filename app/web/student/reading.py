"""The reading aids of a pupil's browser, chosen in a plain form. With the script on the page nothing is sent at all."""

from __future__ import annotations

import re

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.access import Permission
from app.web.access import requires
from app.web.readingaids import chosen_in, remember
from app.web.state import state
from app.web.student.blueprint import blueprint

_OWN_PAGE = re.compile(r"/student/[A-Za-z0-9/-]*\Z")


@blueprint.post("/reading")
@requires(Permission.STUDY)
def reading() -> ResponseReturnValue:
    """Remember the switches, and back to the page they were chosen on."""
    aids = chosen_in(request.form, request.form.get("offered", "").split())
    back = request.form.get("back", "")
    page = make_response(redirect(back if _OWN_PAGE.match(back) else url_for("student.home"), 303))
    return remember(page, aids, is_secure=state().settings.is_production)
