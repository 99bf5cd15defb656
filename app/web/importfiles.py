"""Files on the pages about lists: the one that is uploaded, and the templates."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from uuid import UUID

from flask import Response, request
from werkzeug.datastructures import FileStorage

from app.domain.access import Actor, Role
from app.domain.errors import Invalid, NotFound
from app.domain.imports import Coverage
from app.exchange import templates
from app.services.imports import receiving
from app.services.imports.receiving import Upload
from app.web import importwords
from app.web.downloads import attachment

LARGEST_FILE = receiving.LARGEST_MIB * 1024 * 1024
LARGEST_BODY = LARGEST_FILE + 64 * 1024
PIECE = 256 * 1024


def upload(who: Actor, coverage: str) -> Upload:
    """The uploaded file with what it is for. Raises Invalid where there is none, or it is empty or too large."""
    file = _file()
    return Upload(
        file_name=file.filename or "",
        content=_pieces(file),
        coverage=Coverage(coverage) if coverage in list(Coverage) else Coverage.SCHOOL,
        school_id=who.school_id if request.blueprint == "school" else None,
        region_id=_region(who) if request.blueprint == "bureau" else None,
    )


def template(kind: str) -> Response:
    """An empty table to fill in: `xlsx`, `csv`, or `zip` for OneRoster."""
    target = io.BytesIO()
    if kind == "xlsx":
        templates.write_register(target, importwords.template_words())
    elif kind == "csv":
        templates.write_register_csv(target)
    elif kind == "zip":
        templates.write_oneroster(target, importwords.oneroster_words())
    else:
        raise NotFound
    name = {"zip": "oneroster-template"}.get(kind, "pupils-template")
    return attachment(f"{name}.{kind}", target.getvalue())


def _file() -> FileStorage:
    """The one file of the form. Its size is known, so that nothing of a wrong one is written."""
    sent = request.files.getlist("file")
    if len(sent) != 1 or not sent[0].filename:
        raise Invalid("import_missing")
    size = sent[0].stream.seek(0, os.SEEK_END)
    if not size:
        raise Invalid("import_empty")
    if size > LARGEST_FILE:
        raise Invalid("import_large", limit=receiving.LARGEST_MIB)
    return sent[0]


def _pieces(file: FileStorage) -> Iterator[bytes]:
    """The file from its beginning, also where the request is tried a second time."""
    file.stream.seek(0)
    while piece := file.stream.read(PIECE):
        yield piece


def _region(who: Actor) -> UUID | None:
    """The bureau's own region; which one is chosen in the form where there are several."""
    own = [grant.target_id for grant in who.grants if grant.role is Role.BUREAU]
    chosen = request.form.get("region", "")
    return next((one for one in own if str(one) == chosen), own[0])
