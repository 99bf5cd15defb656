"""What a worker does for each kind of job."""

from __future__ import annotations

from app.domain.jobs import JobKind
from app.services import promotionjobs
from app.services.imports import applying, reading
from app.services.jobs import Handler

HANDLERS: dict[JobKind, Handler] = {
    JobKind.READ_IMPORT: Handler(reading.run, reading.give_up),
    JobKind.APPLY_IMPORT: Handler(applying.run, applying.give_up),
    JobKind.PROMOTE: Handler(promotionjobs.run),
}
