"""Devices of a class as their opener sees them, and the cookie that makes a browser one."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain import pins
from app.domain.errors import Conflict
from app.services import devices, sessions
from app.web import classpage, csrf, login
from app.web.access import actor
from app.web.database import db
from app.web.sentences import sentence
from app.web.state import now, state


def cookie_name() -> str:
    """Name of the device's cookie; with the __Host- prefix in production, where it is Secure."""
    return "__Host-class-device" if state().settings.is_production else "class-device"


def device_cookie() -> str:
    """The device cookie's value, or an empty string."""
    return request.cookies.get(cookie_name(), "")


def is_class_device() -> bool:
    """True where this browser was opened for a class, though perhaps that is over."""
    return bool(device_cookie())


def forget(response: Response) -> Response:
    """Take the device's cookie away."""
    secure = state().settings.is_production
    response.delete_cookie(cookie_name(), path="/", secure=secure, httponly=True, samesite="Lax")
    return response


def page(classroom_id: UUID, audience: str, *, notice: str = "") -> Response:
    """What a class device is, the button that makes this browser one, and the open ones."""
    found = devices.of_class(db(), actor(), classroom_id, device_cookie(), now=now())
    html = render_template(
        "classroom/devices.html",
        view=found,
        audience=audience,
        hours=pins.DEVICE_HOURS,
        done=request.args.get("done", ""),
        notice=notice,
        **classpage.WORDS,
    )
    return make_response(html, 409 if notice else 200)


def open_here(classroom_id: UUID, audience: str) -> ResponseReturnValue:
    """Make this browser a device of the class. Its opener is signed out of it, so that no pupil sits in the teacher's
    session."""
    try:
        cookie = devices.open_here(
            db(), actor(), classroom_id, now=now(), new_id=state().new_id, new_secret=state().new_secret
        )
    except Conflict as refusal:
        return page(classroom_id, audience, notice=sentence(refusal.code, refusal.facts))
    sessions.sign_out(db(), csrf.session_cookie(), now=now())
    response = login.forget(make_response(redirect(url_for("account.device"), 303)))
    response.set_cookie(
        cookie_name(),
        cookie,
        max_age=pins.DEVICE_HOURS * 3600,
        httponly=True,
        secure=state().settings.is_production,
        samesite="Lax",
        path="/",
    )
    return response


def end(classroom_id: UUID, key: str, audience: str) -> ResponseReturnValue:
    """End an open device."""
    devices.close(db(), actor(), classroom_id, key, now=now(), new_id=state().new_id)
    return redirect(url_for(f"{audience}.devices", classroom_id=classroom_id, done="end"), 303)
