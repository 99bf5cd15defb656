"""The own account: who one is here, and where one is signed in."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.access import Permission
from app.services import factors, sessions
from app.web.access import actor, requires
from app.web.account.blueprint import blueprint
from app.web.database import db
from app.web.state import now


@blueprint.get("/account/")
@requires(Permission.OWN_ACCOUNT)
def home() -> str:
    """Name, user name, and every browser one is signed in with."""
    who = actor()
    return render_template(
        "account/home.html",
        who=who,
        open_sessions=sessions.own_sessions(db(), who, now=now()),
        standing=factors.standing(db(), who) if who.student_id is None else None,
    )


@blueprint.post("/account/sessions/end")
@requires(Permission.OWN_ACCOUNT)
def end_session() -> ResponseReturnValue:
    """Log out in another browser."""
    sessions.end_own(db(), actor(), request.form.get("session", ""), now=now())
    return redirect(url_for("account.home", done="end", _anchor="sessions"), 303)


@blueprint.post("/account/sessions/end-others")
@requires(Permission.OWN_ACCOUNT)
def end_other_sessions() -> ResponseReturnValue:
    """Log out everywhere else."""
    sessions.end_others(db(), actor(), now=now())
    return redirect(url_for("account.home", done="others", _anchor="sessions"), 303)
