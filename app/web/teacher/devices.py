"""Devices of a class: opening this browser for it, and ending the open ones."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue

from app.domain.access import Permission
from app.web import devicepages
from app.web.access import requires
from app.web.teacher.blueprint import blueprint


@blueprint.get("/classrooms/<uuid:classroom_id>/devices")
@requires(Permission.DEVICE_OPEN)
def devices(classroom_id: UUID) -> Response:
    """What a class device is, and the open ones."""
    return devicepages.page(classroom_id, "teacher")


@blueprint.post("/classrooms/<uuid:classroom_id>/devices")
@requires(Permission.DEVICE_OPEN)
def open_device(classroom_id: UUID) -> ResponseReturnValue:
    """Open this browser for the class, and sign its opener out of it."""
    return devicepages.open_here(classroom_id, "teacher")


@blueprint.post("/classrooms/<uuid:classroom_id>/devices/<key>/end")
@requires(Permission.DEVICE_OPEN)
def end_device(classroom_id: UUID, key: str) -> ResponseReturnValue:
    """End an open device."""
    return devicepages.end(classroom_id, key, "teacher")
