"""The second factor: its code at log-in, setting it up, its recovery codes, and doing without it."""

from __future__ import annotations

import segno
from flask import Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.domain.access import Permission
from app.domain.errors import Invalid, Throttled
from app.domain.factors import is_needed
from app.services import factors
from app.services.factors import Issued, SetUp
from app.web import login
from app.web.access import actor, before_factor, requires
from app.web.account.blueprint import blueprint
from app.web.account.forms import CodeForm
from app.web.database import db
from app.web.login import current_actor
from app.web.sentences import sentence
from app.web.state import now, state

STATUS = {Invalid: 422, Throttled: 429}


@blueprint.get("/account/factor")
@before_factor
def factor() -> ResponseReturnValue:
    """The code at log-in; for whoever is signed in, how the own second factor stands."""
    who = current_actor()
    if who is not None and who.awaits_factor:
        return _code_page(CodeForm())
    return _standing_page(CodeForm())


@blueprint.post("/account/factor")
@before_factor
def enter_code() -> ResponseReturnValue:
    """Finish the log-in, under a new session."""
    who, form = current_actor(), CodeForm(request.form)
    if who is not None and not who.awaits_factor:
        return redirect(url_for("account.start"), 303)
    if not form.validate():
        return _code_page(form, 422)
    try:
        cookie = factors.enter_code(
            db(), who, form.code.data or "", now=now(), seal=state().seal, new_secret=state().new_secret
        )
    except (Invalid, Throttled) as refusal:
        return _code_page(form, _refused(form, refusal))
    next_path = login.own_path(request.form.get("next", ""))
    return login.keep(make_response(redirect(next_path or url_for("account.start"), 303)), cookie)


@blueprint.post("/account/factor/begin")
@requires(Permission.OWN_ACCOUNT)
def begin_factor() -> ResponseReturnValue:
    """Make a new secret and go on to the page that shows it."""
    factors.begin(db(), actor(), now=now(), seal=state().seal, dice=state().dice)
    return redirect(url_for("account.new_factor"), 303)


@blueprint.get("/account/factor/new")
@requires(Permission.OWN_ACCOUNT)
def new_factor() -> ResponseReturnValue:
    """The secret as a QR code and as letters, until its first code was right."""
    return _set_up_page(CodeForm(), factors.set_up(db(), actor(), seal=state().seal))


@blueprint.post("/account/factor/new")
@requires(Permission.OWN_ACCOUNT)
def confirm_factor() -> ResponseReturnValue:
    """Take the first code, and show the recovery codes once."""
    form, shown = CodeForm(request.form), factors.set_up(db(), actor(), seal=state().seal)
    if not form.validate():
        return _set_up_page(form, shown, 422)
    try:
        issued = factors.confirm(
            db(),
            actor(),
            form.code.data or "",
            now=now(),
            seal=state().seal,
            dice=state().dice,
            new_secret=state().new_secret,
        )
    except (Invalid, Throttled) as refusal:
        return _set_up_page(form, shown, _refused(form, refusal))
    g.new_cookie = issued.cookie
    return login.keep(_codes_page(issued), issued.cookie)


@blueprint.post("/account/factor/codes")
@requires(Permission.OWN_ACCOUNT)
def renew_codes() -> ResponseReturnValue:
    """Ten new recovery codes, for a code."""
    form = CodeForm(request.form)
    if not form.validate():
        return _standing_page(form, "codes", 422)
    try:
        issued = factors.renew_codes(
            db(), actor(), form.code.data or "", now=now(), seal=state().seal, dice=state().dice
        )
    except (Invalid, Throttled) as refusal:
        return _standing_page(form, "codes", _refused(form, refusal))
    return _codes_page(issued)


@blueprint.post("/account/factor/off")
@requires(Permission.OWN_ACCOUNT)
def turn_factor_off() -> ResponseReturnValue:
    """Do without it, for a code."""
    form = CodeForm(request.form)
    if not form.validate():
        return _standing_page(form, "off", 422)
    try:
        factors.turn_off(db(), actor(), form.code.data or "", now=now(), seal=state().seal)
    except (Invalid, Throttled) as refusal:
        return _standing_page(form, "off", _refused(form, refusal))
    return redirect(url_for("account.factor"), 303)


def _refused(form: CodeForm, refusal: Invalid | Throttled) -> int:
    """Say at the field what is wrong, count it, and return the status."""
    form.code.errors = [sentence(refusal.code, refusal.facts)]
    who = current_actor()
    if who is not None and refusal.code == "wrong_code":
        login.count_failure(factors.throttle_key(who))
    return STATUS[type(refusal)]


def _code_page(form: CodeForm, status: int = 200) -> Response:
    next_path = login.own_path(request.values.get("next", ""))
    return make_response(render_template("account/code.html", form=form, next_path=next_path), status)


def _standing_page(form: CodeForm, about: str = "", status: int = 200) -> Response:
    """`about` names the form on the page that was sent and refused."""
    who = actor()
    page = render_template(
        "account/factor.html",
        standing=factors.standing(db(), who),
        is_needed=state().settings.needs_second_factor and is_needed(who.roles()),
        form=form,
        about=about,
    )
    return make_response(page, status)


def _set_up_page(form: CodeForm, shown: SetUp, status: int = 200) -> Response:
    code = segno.make(shown.address, error="m", micro=False)
    drawn = Markup(code.svg_inline(omitsize=True, svgclass="qr", lineclass=None, border=4))  # noqa: S704 - our own SVG
    return make_response(render_template("account/factor_new.html", form=form, qr=drawn, key=shown.key), status)


def _codes_page(issued: Issued) -> Response:
    return make_response(render_template("account/recovery_codes.html", codes=issued.codes))
