"""Pages under /school/pupils/<id>/privacy: what is held about a pupil, putting it right, and erasing it."""

from __future__ import annotations

from uuid import UUID

from flask import Response, after_this_request, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.access import Permission
from app.domain.campaigns import day_of
from app.domain.errors import Conflict, Invalid
from app.domain.pupilfiles import PupilFile
from app.domain.retention import PERIODS, Keep
from app.exchange import erasures as lists
from app.exchange.erasures import ErasureLine
from app.services import erasures, privacy
from app.web.access import actor, requires
from app.web.database import db
from app.web.deedwords import deed_name
from app.web.downloads import json_file
from app.web.i18n import language
from app.web.naming import classroom_name
from app.web.school.blueprint import blueprint
from app.web.school.forms import CorrectionForm, ErasureForm
from app.web.sentences.privacy import refusal_at
from app.web.state import now, state

PRIVACY = "/pupils/<uuid:student_id>/privacy"


@blueprint.get(PRIVACY, endpoint="privacy")
@requires(Permission.PUPIL_MANAGE)
def privacy_page(student_id: UUID) -> Response:
    """What can be done with the data of a pupil, here or gone."""
    return _page(student_id)


@blueprint.post(PRIVACY + "/page")
@requires(Permission.PUPIL_MANAGE)
def pupil_page(student_id: UUID) -> str:
    """Everything held about a pupil as a page to print."""
    found = _file(student_id)
    return render_template(
        "school/pupil_file.html",
        file=found,
        student_id=student_id,
        deed_name=deed_name,
        classroom_name=classroom_name,
        periods=PERIODS,
        Keep=Keep,
    )


@blueprint.post(PRIVACY + "/data")
@requires(Permission.PUPIL_MANAGE)
def pupil_data(student_id: UUID) -> Response:
    """The same for machines. The file's name says nothing about the pupil."""
    return json_file(f"pupil-file-{day_of(now()):%Y%m%d}.json", privacy.as_data(_file(student_id)))


@blueprint.post(PRIVACY + "/correct")
@requires(Permission.PUPIL_MANAGE)
def correct_pupil(student_id: UUID) -> ResponseReturnValue:
    """Put name and local id right."""
    form = CorrectionForm(request.form)
    try:
        privacy.correct(db(), actor(), student_id, form.name.data or "", form.local_id.data or "", now=now())
    except (Invalid, Conflict) as refusal:
        refusal_at(form, refusal)
        return _page(student_id, form, status=409 if isinstance(refusal, Conflict) else 422)
    return redirect(url_for(".privacy", student_id=student_id, done="correct"), 303)


@blueprint.get(PRIVACY + "/erase")
@requires(Permission.PUPIL_MANAGE)
def erasure(student_id: UUID) -> Response:
    """What goes and what remains, before anything is erased."""
    return _erasure_page(student_id, ErasureForm())


@blueprint.post(PRIVACY + "/erase")
@requires(Permission.PUPIL_MANAGE)
def erase(student_id: UUID) -> ResponseReturnValue:
    """Erase the pupil, once the user name was typed."""
    form = ErasureForm(request.form)
    try:
        line = erasures.erase(db(), actor(), student_id, form.typed.data or "", now=now())
    except Invalid as refusal:
        refusal_at(form, refusal)
        return _erasure_page(student_id, form, status=422)
    _list_once_committed(line)
    return redirect(url_for(".erasures", done="erase"), 303)


@blueprint.get("/erasures/", endpoint="erasures")
@requires(Permission.PUPIL_MANAGE)
def erasure_list() -> str:
    """The erasures of the own school: when, and by which number a guardian can ask for the proof."""
    found = erasures.erased(db(), actor())
    return render_template("school/erasures.html", erasures=found, most=erasures.SHOWN, done=request.args.get("done"))


def _file(student_id: UUID) -> PupilFile:
    return privacy.file_of(db(), actor(), student_id, now=now(), library=state().library(), language=language())


def _page(student_id: UUID, form: CorrectionForm | None = None, *, status: int = 200) -> Response:
    found = privacy.overview(db(), actor(), student_id)
    form = form or CorrectionForm(name=found.pupil.name, local_id=found.pupil.local_id or "")
    html = render_template("school/privacy.html", view=found, form=form, done=request.args.get("done"))
    return make_response(html, status)


def _erasure_page(student_id: UUID, form: ErasureForm, *, status: int = 200) -> Response:
    found = erasures.outlook(db(), actor(), student_id, now=now())
    return make_response(render_template("school/erase.html", view=found, form=form), status)


def _list_once_committed(line: ErasureLine) -> None:
    """Note the erasure outside the database, for the day a backup is restored; the nightly job makes up for a miss."""

    @after_this_request
    def note(response: Response) -> Response:
        if response.status_code < 400:
            lists.append(state().settings.instance / lists.FILE, [line])
        return response
