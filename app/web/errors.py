"""The sentences behind refusals, and the page that shows them. The domain gives codes; the words are here."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Flask, Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from app.domain.errors import Busy, Conflict, Invalid, NotFound, Refusal, SignInNeeded, Throttled
from app.web.access import declaration_of
from app.web.database import SAFE_METHODS, DatabaseUnavailable
from app.web.i18n import _
from app.web.sentences import sentence
from app.web.telemetry import log, note_broken

STATUS: dict[type[Refusal], int] = {
    NotFound: 404,
    Invalid: 422,
    Conflict: 409,
    SignInNeeded: 401,
    Throttled: 429,
    Busy: 503,
}
MAX_PARCEL = 64_000
RETRY_SECONDS = 5


def is_fragment() -> bool:
    """True where a script of ours asks for a part of a page."""
    return request.headers.get("X-Fragment") == "1"


def error_page(status: int, message: str) -> Response:
    """A page (or, for our scripts, a part) that says what happened and shows the way out."""
    template = "errors/fragment.html" if is_fragment() else "errors/page.html"
    response = make_response(render_template(template, status=status, message=message), status)
    if status in (429, 503):
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _sign_in() -> ResponseReturnValue:
    """Send a reader to the log-in page; keep a quiz sheet in it, so that no answer is lost."""
    if is_fragment():
        return error_page(401, sentence("sign_in_needed"))
    if request.method in SAFE_METHODS:
        return redirect(url_for("account.login", next=request.full_path.rstrip("?")))
    parcel, next_path, message = "", "", sentence("sign_in_needed")
    fields = [(name, value) for name, value in request.form.items() if name != "csrf_token"]
    if request.endpoint == "student.submit" and len(urlencode(fields)) <= MAX_PARCEL:
        parcel, next_path = urlencode(fields), request.path
        message = _("You were logged out meanwhile. Your answers are kept: log in again to hand them in.")
    elif request.endpoint == "student.take_step":
        next_path = url_for("student.lesson", **(request.view_args or {}))
    page = render_template(
        "account/login.html",
        message=message,
        username="",
        next_path=next_path,
        parcel=parcel,
    )
    return make_response(page, 401)


def _too_much() -> str:
    """What a body over the limit is told; a view that takes files names its own limit and the way out."""
    declaration = declaration_of(current_app, request.endpoint or "")
    if declaration and declaration.largest_body:
        return sentence("import_large", {"limit": declaration.largest_body // 1024**2})
    return _("That is too much data for one request.")


def install(app: Flask) -> None:
    """Register the handlers."""

    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> ResponseReturnValue:
        if isinstance(refusal, SignInNeeded):
            return _sign_in()
        status = next((code for kind, code in STATUS.items() if isinstance(refusal, kind)), 400)
        response = error_page(status, sentence(refusal.code, refusal.facts))
        if isinstance(refusal, Throttled):
            response.headers["Retry-After"] = str(refusal.seconds)
        return response

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        if status < 400 and error.response is not None:
            return error.response
        messages = {
            404: sentence("not_found"),
            405: _("This address cannot be opened directly. Start from your start page."),
            413: _too_much(),
        }
        return error_page(status, messages.get(status, sentence("refused")))

    def no_database(error: Exception) -> ResponseReturnValue:
        log.error("database unavailable", kind=type(error).__name__)
        return error_page(503, sentence("busy"))

    for kind in DatabaseUnavailable:
        app.register_error_handler(kind, no_database)

    @app.errorhandler(Exception)
    def broken(error: Exception) -> ResponseReturnValue:
        note_broken(error)
        return error_page(500, _("Something broke on our side. It has been noted; please try again later."))
