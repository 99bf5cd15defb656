"""Logging in and out, and changing the own password."""

from __future__ import annotations

from urllib.parse import parse_qsl

from flask import Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.access import Permission, Role
from app.domain.errors import Conflict, Invalid, Throttled
from app.services import accounts, sessions
from app.web import csrf, login
from app.web.access import actor, public, requires
from app.web.account.blueprint import blueprint
from app.web.account.forms import LoginForm, PasswordForm
from app.web.database import db, own_reading, own_transaction
from app.web.devicepages import is_class_device
from app.web.i18n import _
from app.web.sentences import sentence
from app.web.state import now, state

START_PAGES = (
    (Role.STUDENT, "student.home"),
    (Role.TEACHER, "teacher.home"),
    (Role.SCHOOL_ADMIN, "school.home"),
    (Role.BUREAU, "bureau.home"),
    (Role.PLATFORM, "platform.home"),
)


def start_page(roles: frozenset[Role]) -> str:
    """Where somebody with these roles begins."""
    return next((url_for(endpoint) for role, endpoint in START_PAGES if role in roles), "/")


@blueprint.get("/login", endpoint="login")
@public
def login_page() -> ResponseReturnValue:
    """The log-in form; who is signed in already is sent to the own start page."""
    who = login.current_actor()
    if who is not None and not who.awaits_factor:
        return redirect(start_page(who.roles()), 303)
    return _login_page(next_path=login.own_path(request.args.get("next", "")))


@blueprint.post("/login")
@public
def sign_in() -> ResponseReturnValue:
    """Check user name and password, open a session, go on where the person wanted to go."""
    form = LoginForm(request.form)
    next_path = login.own_path(request.form.get("next", ""))
    parcel = request.form.get("parcel", "")[:64_000]
    if not form.validate():
        message = _("Please type your user name and your password.")
        return _login_page(message=message, next_path=next_path, parcel=parcel, status=422)
    username = form.username.data or ""
    try:
        with own_reading() as session:
            candidate = sessions.look_up(session, username, now=now())
        sessions.verify(candidate, form.password.data or "", passwords=state().passwords)
        cookie = sessions.enter(
            db(), candidate, now=now(), new_secret=state().new_secret, is_mobile=login.is_mobile(request)
        )
    except Invalid as refusal:
        if refusal.code == "wrong_password":
            with own_transaction() as session:
                sessions.note_failure(session, username, now=now())
        return _login_page(
            message=sentence(refusal.code), username=username, next_path=next_path, parcel=parcel, status=422
        )
    except Conflict as refusal:
        return _login_page(message=sentence(refusal.code, refusal.facts), username=username, status=409)
    except Throttled as refusal:
        message = sentence(refusal.code, refusal.facts)
        page = _login_page(message=message, username=username, next_path=next_path, parcel=parcel, status=429)
        page.headers["Retry-After"] = str(refusal.seconds)
        return page
    old = csrf.session_cookie()
    if old:
        sessions.sign_out(db(), old, now=now())
    if parcel and next_path.startswith("/student/tasks/"):
        g.new_cookie = cookie
        fields = _unpacked(parcel)
        return login.keep(
            make_response(render_template("account/resume.html", fields=fields, action=next_path)), cookie
        )
    return login.keep(make_response(redirect(next_path or "/start", 303)), cookie)


@blueprint.get("/start")
@requires(Permission.OWN_ACCOUNT)
def start() -> ResponseReturnValue:
    """The own start page."""
    return redirect(start_page(actor().roles()), 303)


@blueprint.post("/logout")
@public
def logout() -> ResponseReturnValue:
    """End the session; on a device of a class, show its names again."""
    sessions.sign_out(db(), csrf.session_cookie(), now=now())
    back = url_for(".device") if is_class_device() else "/"
    return login.forget(make_response(redirect(back, 303)))


@blueprint.get("/account/password")
@requires(Permission.OWN_ACCOUNT)
def password() -> ResponseReturnValue:
    """The form to change the own password."""
    return render_template("account/password.html", form=PasswordForm(), must_change=actor().must_change_password)


@blueprint.post("/account/password")
@requires(Permission.OWN_ACCOUNT)
def change_password() -> ResponseReturnValue:
    """Change the own password; every other session of the account ends."""
    form = PasswordForm(request.form)
    if form.validate() and form.new.data != form.again.data:
        form.again.errors = [_("The two new passwords differ.")]
    status = 422
    if not form.errors:
        try:
            cookie = accounts.change_password(
                db(),
                actor(),
                form.current.data or "",
                form.new.data or "",
                now=now(),
                passwords=state().passwords,
                new_secret=state().new_secret,
            )
        except Invalid as refusal:
            field = form.current if refusal.code == "wrong_password" else form.new
            field.errors = (
                [_("That is not your present password.")] if field is form.current else [sentence(refusal.code)]
            )
            if field is form.current:
                login.count_failure(accounts.throttle_key(actor()))
        except Throttled as refusal:
            form.current.errors = [sentence(refusal.code, refusal.facts)]
            status = 429
        else:
            return login.keep(make_response(redirect(start_page(actor().roles()), 303)), cookie)
    body = render_template("account/password.html", form=form, must_change=actor().must_change_password)
    return make_response(body, status)


def _unpacked(parcel: str) -> list[tuple[str, str]]:
    """The fields of a sheet kept through the log-in; nothing where that is no sheet."""
    try:
        return parse_qsl(parcel, max_num_fields=100)
    except ValueError:
        return []


def _login_page(
    *, message: str = "", username: str = "", next_path: str = "", parcel: str = "", status: int = 200
) -> Response:
    page = render_template("account/login.html", message=message, username=username, next_path=next_path, parcel=parcel)
    return make_response(page, status)
