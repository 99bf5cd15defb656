"""Pages under /bureau/: the leaderboards of a bureau's region and of what is below it."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.domain.access import Permission
from app.domain.boards import Board, Kind, Row
from app.domain.classes import SchoolBoard
from app.domain.errors import NotFound
from app.services import leaderboards, publications
from app.web import boards
from app.web.access import actor, requires
from app.web.bureau.blueprint import blueprint
from app.web.database import db
from app.web.downloads import csv_file
from app.web.i18n import _, language
from app.web.naming import classroom_name, grade_name
from app.web.pagination import Page, page_of
from app.web.state import now, state

REGION = "/campaigns/<slug>/regions/<uuid:region_id>/"
SCHOOL = "/campaigns/<slug>/schools/<uuid:school_id>/"


@blueprint.get("/")
@requires(Permission.BOARD_READ)
def home() -> ResponseReturnValue:
    """The own region's board of the running campaign."""
    regions = leaderboards.own_regions(db(), actor())
    for region in regions:
        campaigns = leaderboards.campaigns_for(db(), actor(), region.id, recent=state().recent, now=now())
        asked = request.args.get("campaign")
        chosen = [one for one in campaigns if asked in (None, one.slug)]
        if chosen:
            return _board_page(chosen[0].slug, region.id)
    if request.args.get("campaign"):
        raise NotFound
    return render_template("bureau/nothing.html", regions=regions)


@blueprint.get(REGION)
@requires(Permission.BOARD_READ)
def board(slug: str, region_id: UUID) -> ResponseReturnValue:
    """The board of a region the bureau administers."""
    return _board_page(slug, region_id)


@blueprint.get(REGION + "direct/")
@requires(Permission.BOARD_READ)
def direct(slug: str, region_id: UUID) -> ResponseReturnValue:
    """The schools a city (or province) runs itself."""
    return _board_page(slug, region_id, is_direct=True)


@blueprint.get(REGION + "board.csv")
@requires(Permission.BOARD_READ)
def board_csv(slug: str, region_id: UUID) -> Response:
    """The board as a file."""
    return _board_file(slug, region_id)


@blueprint.get(REGION + "direct/board.csv")
@requires(Permission.BOARD_READ)
def direct_csv(slug: str, region_id: UUID) -> Response:
    """The directly run schools as a file."""
    return _board_file(slug, region_id, is_direct=True)


@blueprint.get(SCHOOL)
@requires(Permission.BOARD_READ)
def school(slug: str, school_id: UUID) -> ResponseReturnValue:
    """Grades and classes of a school: counts only."""
    found = leaderboards.open_school(db(), actor(), slug, school_id, recent=state().recent, now=now())
    return boards.conditional(
        make_response(
            render_template(
                "bureau/school.html",
                board=found,
                crumbs=_crumbs(found),
                grade_name=grade_name,
                classroom_name=classroom_name,
            )
        )
    )


@blueprint.get(SCHOOL + "board.csv")
@requires(Permission.BOARD_READ)
def school_csv(slug: str, school_id: UUID) -> Response:
    """Grades and classes of a school as a file."""
    found = leaderboards.open_school(db(), actor(), slug, school_id, recent=state().recent, now=now())
    head = boards.header([_("Grade"), _("Class")])
    return csv_file(f"{found.campaign.slug}-{found.school.code or 'school'}.csv", head, boards.school_rows(found))


@blueprint.post(REGION + "publish")
@requires(Permission.BOARD_PUBLISH)
def publish(slug: str, region_id: UUID) -> ResponseReturnValue:
    """Make the own board public."""
    publications.publish(db(), actor(), slug, region_id, now=now())
    return redirect(url_for("bureau.board", slug=slug, region_id=region_id, _anchor="publishing"), 303)


@blueprint.post(REGION + "withdraw")
@requires(Permission.BOARD_PUBLISH)
def withdraw(slug: str, region_id: UUID) -> ResponseReturnValue:
    """Take the own public board back."""
    publications.withdraw(db(), actor(), slug, region_id, now=now())
    return redirect(url_for("bureau.board", slug=slug, region_id=region_id, _anchor="publishing"), 303)


def _open(slug: str, region_id: UUID, *, is_direct: bool) -> Board:
    return leaderboards.open_board(
        db(), actor(), slug, region_id, recent=state().recent, now=now(), is_direct=is_direct
    )


def _board_page(slug: str, region_id: UUID, *, is_direct: bool = False) -> Response:
    found = _open(slug, region_id, is_direct=is_direct)
    page = page_of(found.rows, request.args.get("page"))
    figures = state().recent.get(
        ("bureau board", slug, region_id, is_direct, language(), page.number), lambda: _figures(found, page)
    )
    html = render_template(
        "bureau/board.html",
        board=found,
        figures=figures,
        campaigns=leaderboards.campaigns_for(db(), actor(), region_id, recent=state().recent, now=now()),
        crumbs=_crumbs(found),
        now=now(),
        may_publish=not is_direct and publications.may_publish(actor(), region_id),
        published_since=publications.since(db(), found.campaign, region_id),
    )
    return boards.conditional(make_response(html))


def _figures(found: Board, page: Page[Row]) -> Markup:
    slug, region_id = found.campaign.slug, found.region.id

    def link(row: Row) -> str:
        if row.kind is Kind.DIRECT:
            return url_for("bureau.direct", slug=slug, region_id=region_id)
        if row.source or row.unit_id is None:
            return ""
        if row.kind is Kind.SCHOOL:
            return url_for("bureau.school", slug=slug, school_id=row.unit_id)
        return url_for("bureau.board", slug=slug, region_id=row.unit_id)

    address = url_for("bureau.direct" if found.is_direct else "bureau.board", slug=slug, region_id=region_id)
    return boards.figures("bureau/figures.html", found, page, address, link)


def _board_file(slug: str, region_id: UUID, *, is_direct: bool = False) -> Response:
    found = _open(slug, region_id, is_direct=is_direct)
    key = found.region.code or "zone"
    name = f"{found.campaign.slug}-{key}{'-direct' if is_direct else ''}.csv"
    rows = state().recent.get(
        ("bureau rows", slug, region_id, is_direct, language()), lambda: list(boards.board_rows(found))
    )
    return csv_file(name, boards.header([_("Rank"), _("Unit")]), rows)


def _crumbs(found: Board | SchoolBoard) -> list[tuple[str, str]]:
    """(name, address) of what is above, as far as the actor may open it."""
    reached = leaderboards.readable_part(actor(), found.path)
    steps = [(one.name, url_for("bureau.board", slug=found.campaign.slug, region_id=one.id)) for one in reached]
    is_whole_region = isinstance(found, Board) and not found.is_direct
    return steps[:-1] if is_whole_region else steps
