"""Films under a public address. It is the digest of the file, so an answer may be kept for ever by everybody."""

from __future__ import annotations

from flask import Response, send_file

from app.domain.errors import NotFound
from app.web.access import public
from app.web.public.blueprint import blueprint
from app.web.state import state

TYPES = {
    ".webm": "video/webm",
    ".mp4": "video/mp4",
    ".vtt": "text/vtt",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
}


@blueprint.get("/media/<name>")
@public
def media(name: str) -> Response:
    """A film or its captions, in parts where the browser asks for parts. No session and no query."""
    path = state().media.find(name)
    if path is None:
        raise NotFound
    digest = name.partition(".")[0]
    response = send_file(path, mimetype=TYPES[path.suffix], conditional=True, etag=digest, last_modified=0)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
