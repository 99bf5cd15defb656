"""Signing in with a login card. What the QR code holds stands behind the # of this page's address."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import Invalid
from app.services import cards, sessions
from app.web import csrf, login
from app.web.access import public
from app.web.account.blueprint import blueprint
from app.web.database import db
from app.web.sentences import sentence
from app.web.state import now, state


@blueprint.get("/card")
@public
def card() -> Response:
    """The page that a card's QR code opens; its script sends the form. Without a script the text can be pasted."""
    return _page()


@blueprint.post("/card")
@public
def use_card() -> ResponseReturnValue:
    """Open a session for the pupil of the card; whoever was signed in here before is signed out."""
    try:
        cookie = cards.sign_in(
            db(),
            request.form.get("card", ""),
            now=now(),
            new_secret=state().new_secret,
            is_mobile=login.is_mobile(request),
        )
    except Invalid as refusal:
        return _page(message=sentence(refusal.code), status=422)
    old = csrf.session_cookie()
    if old:
        sessions.sign_out(db(), old, now=now())
    return login.keep(make_response(redirect(url_for("student.home"), 303)), cookie)


def _page(*, message: str = "", status: int = 200) -> Response:
    return make_response(render_template("account/card.html", message=message), status)
