"""The preview: a small application of its own for authors, on their own computer only.

It shows content files with the pupils' own templates. It has no database, no log-in and keeps nothing; the real
application knows none of its addresses. Whoever reaches it could read unpublished lessons with their keys, so it
answers to this computer's own names alone, whatever a name server says.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException, NotFound

from app.domain.facts import filled
from app.services.previews import Desk
from app.web import i18n, readings
from app.web.headers import POLICY
from app.web.preview.state import Preview, Wording, desk
from app.web.preview.views import blueprint
from app.web.whereabouts import PAGES

HOSTS = frozenset({"127.0.0.1", "localhost"})
FRAMED = "/pupil/"
MAX_BODY = 64 * 1024


def create_preview(files: Desk, wording: Wording) -> Flask:
    """The application that shows these files hold; `wording` puts the problems of files into words."""
    app = Flask("app.web", static_folder="static", template_folder="templates")
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY, MAX_FORM_PARTS=200)
    app.extensions["preview"] = Preview(files, wording)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals |= {
        "static_url": lambda filename: f"/static/{filename}",
        "csrf_token": str,  # nothing is kept here, so nothing needs a token
        "is_demo": False,
        "signed_in": lambda: None,
    }
    app.url_build_error_handlers.append(_elsewhere)
    app.before_request(_must_be_here)
    i18n.install(app, is_secure=False)
    readings.install(app)
    app.after_request(_finish)
    app.register_blueprint(blueprint)
    app.register_error_handler(HTTPException, _error)
    return app


def _must_be_here() -> None:
    """Refuse names of other hosts: a page elsewhere could have its own name point at this computer."""
    name, _, _port = request.host.partition(":")
    if name not in HOSTS:
        abort(403, "The preview answers to 127.0.0.1 and localhost only.")


def _elsewhere(_error: Exception, endpoint: str, _values: Mapping[str, object]) -> str:
    """Where links of the pupils' templates lead that have no place here: back to the lesson."""
    lesson_id = (request.view_args or {}).get("lesson_id", "")
    if endpoint == "student.quiz":
        return url_for("preview.pupil_quiz", lesson_id=lesson_id)
    if endpoint == "student.reading":
        return url_for("preview.reading")
    return url_for("preview.pupil_step", lesson_id=lesson_id, number=1) if lesson_id else "/"


def _finish(response: Response) -> Response:
    """Fill in the facts that texts name, and set the headers of the real pages; a pupil's page stands in a frame."""
    shown = desk()
    if response.mimetype in PAGES and not response.is_streamed and not response.direct_passthrough:
        body = response.get_data()
        if b"{" in body:
            response.set_data(filled(body.decode(), shown.facts()))
    policy = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'") if _is_framed() else POLICY
    hosts = [f"https://{host}" for host in sorted(shown.media_hosts)]
    response.headers["Content-Security-Policy"] = " ".join([policy, *hosts, "; frame-src 'self'"])
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _is_framed() -> bool:
    return request.path.startswith(FRAMED)


def _error(error: HTTPException) -> ResponseReturnValue:
    """A page that says what happened. Flask's own would be English and bare."""
    code = error.code or NotFound.code
    return render_template("preview/error.html", status=code, message=error.description or ""), code
