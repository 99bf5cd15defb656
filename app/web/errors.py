"""The sentences behind refusals, and the page that shows them. The domain gives codes; the words are here."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from flask import Flask, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from app.domain.errors import Busy, Conflict, Invalid, NotFound, Refusal, SignInNeeded, Throttled
from app.web.database import SAFE_METHODS, DatabaseUnavailable
from app.web.i18n import _, format_moment, ngettext
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


def sentence(code: str, facts: dict[str, object] | None = None) -> str:
    """The sentence for a refusal's code in the request's language."""
    facts = facts or {}
    simple = _simple_sentences().get(code)
    if simple:
        return simple()
    if code == "too_soon":
        return ngettext(
            "Take one more second to look.", "Take %(num)s more seconds to look.", _number(facts, "seconds")
        )
    if code == "login_throttled":
        seconds = _number(facts, "seconds")
        return ngettext(
            "Too many wrong passwords. Wait %(num)s second and try again, or ask your teacher for a new password.",
            "Too many wrong passwords. Wait %(num)s seconds and try again, or ask your teacher for a new password.",
            seconds,
        )
    if code == "window_closed":
        return _(
            "This activity closed on %(moment)s. Nothing can be handed in any more.", moment=_moment(facts, "closes_at")
        )
    if code == "not_open_yet":
        return _("This lesson opens on %(moment)s.", moment=_moment(facts, "opens_at"))
    if code == "reason_long":
        return _("The reason is too long; at most %(limit)s characters.", limit=facts.get("limit", ""))
    return _("That did not work. Please go back and try again.")


def _simple_sentences() -> dict[str, Callable[[], str]]:
    return {
        "not_found": lambda: _("There is nothing here, or it is not yours to see."),
        "csrf": lambda: _("This page was open for too long. Go back, reload it and try again."),
        "wrong_password": lambda: _(
            "User name or password is wrong. Check both, or ask your teacher for a new password."
        ),
        "forged_ticket": lambda: _("This page does not belong to your log-in. Open the lesson again from your tasks."),
        "stale_ticket": lambda: _("This lesson has changed meanwhile. Open it again from your tasks."),
        "unanswered": lambda: _("Some questions have no answer yet. They are marked below."),
        "nothing_to_void": lambda: _("This pupil has no completion that could be voided."),
        "already_completed": lambda: _("This pupil has already completed the campaign and cannot be excused."),
        "reason_missing": lambda: _("Please give a reason."),
        "busy": lambda: _("Very many people are here right now. Wait a few seconds and try again; nothing is lost."),
        "busy_login": lambda: _("Very many people are logging in right now. Wait a few seconds and try again."),
        "sign_in_needed": lambda: _("Please log in."),
        "password_short": lambda: _("The password needs at least 8 characters."),
        "password_long": lambda: _("The password may have at most 128 characters."),
        "password_guessable": lambda: _("This password is too easy to guess. Choose another one."),
        "password_same": lambda: _("The new password must differ from the old one."),
        "lesson_unknown": lambda: _("There is no such lesson for this class."),
        "due_in_past": lambda: _("The due date must be today or later."),
        "due_too_far": lambda: _("The due date must be within one year."),
        "already_assigned": lambda: _("This class already has this lesson."),
    }


def _number(facts: dict[str, object], name: str) -> int:
    value = facts.get(name, 0)
    return value if isinstance(value, int) else 0


def _moment(facts: dict[str, object], name: str) -> str:
    value = facts.get(name)
    return format_moment(value, "short") if hasattr(value, "astimezone") else ""  # type: ignore[arg-type]


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
            413: _("That is too much data for one request."),
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
