"""A device of a class: its pupils tap on their names and type their PINs."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import Conflict, Invalid, Throttled
from app.services import devices, sessions
from app.web import classpage, csrf, login
from app.web.access import public
from app.web.account.blueprint import blueprint
from app.web.database import db, own_reading, own_transaction
from app.web.devicepages import device_cookie, forget
from app.web.sentences import sentence
from app.web.state import now, state


@blueprint.get("/device")
@public
def device() -> Response:
    """The names of the class for which this browser is open."""
    board = devices.board(db(), device_cookie(), now=now())
    page = make_response(render_template("account/device.html", board=board, **classpage.WORDS))
    return page if board or not device_cookie() else forget(page)


@blueprint.get("/device/<uuid:student_id>")
@public
def device_pupil(student_id: UUID) -> ResponseReturnValue:
    """The keypad for one pupil."""
    try:
        pupil = devices.pupil_here(db(), device_cookie(), student_id, now=now())
    except Conflict:
        return redirect(url_for(".device"), 303)
    return _keypad(pupil)


@blueprint.post("/device/<uuid:student_id>")
@public
def use_pin(student_id: UUID) -> ResponseReturnValue:
    """Open a session for the pupil; whoever was signed in here before is signed out."""
    cookie, pin = device_cookie(), request.form.get("pin", "")
    try:
        with own_reading() as session:
            pupil = devices.pupil_here(session, cookie, student_id, now=now())
            devices.check_pin(session, cookie, student_id, pin, now=now(), pin_key=state().settings.key("pin"))
    except Conflict:
        return redirect(url_for(".device"), 303)
    except Throttled as refusal:
        page = _keypad(pupil, message=sentence(refusal.code, refusal.facts), status=429)
        page.headers["Retry-After"] = str(refusal.seconds)
        return page
    except Invalid as refusal:
        if refusal.code == "wrong_pin":
            with own_transaction() as session:
                devices.note_failure(session, cookie, student_id, now=now())
        return _keypad(pupil, message=sentence(refusal.code), status=422)
    opened = devices.enter(db(), cookie, student_id, now=now(), new_secret=state().new_secret)
    old = csrf.session_cookie()
    if old:
        sessions.sign_out(db(), old, now=now())
    return login.keep(make_response(redirect(url_for("student.home"), 303)), opened)


def _keypad(pupil: devices.Tile, *, message: str = "", status: int = 200) -> Response:
    return make_response(render_template("account/pin.html", pupil=pupil, message=message), status)
