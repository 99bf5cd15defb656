"""Pages for everybody: the home page, how we count, published leaderboards, and what machines ask for."""

from __future__ import annotations

import hmac

from flask import Response, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.access import Role
from app.domain.boards import Board
from app.domain.errors import NotFound
from app.domain.retention import PERIODS, Keep
from app.services import leaderboards, schema
from app.web import boards
from app.web.access import public
from app.web.boards import last_day
from app.web.csrf import session_cookie
from app.web.database import DatabaseUnavailable, db, own_reading
from app.web.downloads import csv_file
from app.web.i18n import _, language
from app.web.login import current_actor
from app.web.pagination import page_of
from app.web.public.blueprint import blueprint
from app.web.state import now, state
from app.web.telemetry import metrics_text

START_PAGES = (
    (Role.STUDENT, "student.home"),
    (Role.TEACHER, "teacher.home"),
    (Role.SCHOOL_ADMIN, "school.home"),
    (Role.BUREAU, "bureau.home"),
    (Role.PLATFORM, "platform.home"),
)
SHARED_SECONDS = 60
LOOPBACK = ("127.0.0.1", "::1")
PROXY_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Real-IP")
ROBOTS = "User-agent: *\n" + "".join(
    f"Disallow: /{path}\n"
    for path in ("login", "card", "device", "student/", "teacher/", "school/", "bureau/", "platform/", "account/")
)
BOARD = "/leaderboards/<slug>/<region_key>"


@blueprint.get("/")
@public
def home() -> ResponseReturnValue:
    """What this is, and the way in; people who are signed in go to their own start page."""
    who = current_actor()
    if who is not None and who.awaits_factor:
        return redirect(url_for("account.factor"), 303)
    if who is not None:
        endpoint = next((endpoint for role, endpoint in START_PAGES if role in who.roles()), None)
        if endpoint:
            return redirect(url_for(endpoint), 303)
    return render_template("public/home.html")


@blueprint.get("/about")
@public
def about() -> str:
    """How we count."""
    return render_template("public/about.html")


@blueprint.get("/privacy")
@public
def privacy() -> str:
    """What is kept about pupils, for their guardians."""
    return render_template("public/privacy.html", periods=PERIODS, Keep=Keep)


@blueprint.get("/leaderboards/", endpoint="leaderboards")
@public
def published_boards() -> Response:
    """The boards that bureaus have published."""
    page = render_template("public/leaderboards.html", published=leaderboards.published(db()), last_day=last_day)
    return _shared(make_response(page))


@blueprint.get(BOARD + "/")
@public
def board(slug: str, region_key: str) -> Response:
    """One published board, without anything below its rows."""
    found = _open(slug, region_key)
    page = page_of(found.rows, request.args.get("page"))
    address = url_for("public.board", slug=slug, region_key=region_key)
    figures = state().recent.get(
        ("public board", slug, region_key, language(), page.number),
        lambda: boards.figures("public/figures.html", found, page, address),
    )
    return _shared(make_response(render_template("public/board.html", board=found, figures=figures)))


@blueprint.get(BOARD + ".csv")
@public
def board_csv(slug: str, region_key: str) -> Response:
    """A published board as a file."""
    found = _open(slug, region_key)
    name = f"{found.campaign.slug}-{found.region.code or 'zone'}.csv"
    return _shared(csv_file(name, boards.header([_("Rank"), _("Unit")]), boards.board_rows(found)))


@blueprint.get(BOARD + ".json")
@public
def board_json(slug: str, region_key: str) -> Response:
    """A published board as data."""
    return _shared(jsonify(boards.as_json(_open(slug, region_key))))


@blueprint.get("/healthz")
@public
def health() -> Response:
    """The process lives; nothing else is asked."""
    return _text("ok\n")


@blueprint.get("/readyz")
@public
def ready() -> Response:
    """The database answers and has the schema this code was written for."""
    try:
        with own_reading() as session:
            is_ready = schema.is_schema_current(session)
    except DatabaseUnavailable:
        is_ready = False
    if is_ready:
        return _text("ready\n")
    response = _text("not ready\n", 503)
    response.headers["Retry-After"] = "5"
    return response


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    """Prometheus text, for a caller on this machine or one with the token; for everybody else there is nothing here."""
    is_near = request.remote_addr in LOOPBACK and not any(name in request.headers for name in PROXY_HEADERS)
    token = state().settings.metrics_token
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    is_known = bool(token) and hmac.compare_digest(sent.encode(), token.encode())
    if not (is_near or is_known):
        raise NotFound
    return Response(metrics_text(), content_type="text/plain; version=0.0.4; charset=utf-8")


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    """What search engines may look at."""
    return _text(ROBOTS)


def _open(slug: str, region_key: str) -> Board:
    return leaderboards.open_public_board(db(), slug, region_key, recent=state().recent, now=now())


def _shared(response: Response) -> Response:
    """Let caches keep the page for a minute, where it is the same for everybody: not for the signed-in, whose name
    stands on it, nor with a language being chosen, which sets a cookie."""
    response.vary.update(("Cookie", "Accept-Language"))
    is_same_for_all = not session_cookie() and "lang" not in request.args
    response.headers["Cache-Control"] = f"public, max-age={SHARED_SECONDS}" if is_same_for_all else "no-store"
    return boards.conditional(response)


def _text(text: str, status: int = 200) -> Response:
    return Response(text, status, content_type="text/plain; charset=utf-8")
