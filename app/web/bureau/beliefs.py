"""What the pupils of a region believe: by grade and by the units below, small cells hidden."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.access import Permission
from app.domain.beliefs import Belief
from app.domain.boards import Kind
from app.domain.campaigns import day_of
from app.domain.standings import SMALL_CELL
from app.services import beliefmaps, leaderboards
from app.services.beliefmaps import RegionMap, Unit
from app.services.beliefs import Line
from app.web import beliefpages
from app.web.access import actor, requires
from app.web.bureau.blueprint import blueprint
from app.web.database import db
from app.web.downloads import csv_file
from app.web.i18n import _, language
from app.web.naming import grade_name
from app.web.pagination import page_of
from app.web.state import now, state

Part = tuple[str, str, str, Belief]
REGION = "/beliefs/regions/<uuid:region_id>/"


@blueprint.get("/beliefs/")
@requires(Permission.BOARD_READ)
def beliefs() -> ResponseReturnValue:
    """The map of the own region."""
    regions = leaderboards.own_regions(db(), actor())
    if not regions:
        return render_template("bureau/nothing.html", regions=regions)
    return redirect(url_for(".region_beliefs", region_id=regions[0].id), 303)


@blueprint.get(REGION)
@requires(Permission.BOARD_READ)
def region_beliefs(region_id: UUID) -> str:
    """Which wrong beliefs the pupils of a region hold, and where."""
    view = _of_region(region_id, request.args.get("theme"), request.args.get("of"))
    theme, chosen = view.selection.theme, view.selection.chosen

    def link(line: Line) -> str:
        return url_for(".region_beliefs", region_id=region_id, theme=theme, of=line.id, _anchor="parts")

    units = [_unit_part(view, chosen, *one) for one in view.units(chosen)] if chosen else []
    page = page_of(units, request.args.get("page")) if units else None
    return render_template(
        "beliefs/region.html",
        view=view,
        regions=leaderboards.own_regions(db(), actor()) if view.is_whole else (),
        link=link,
        themes=beliefpages.themes(
            view.selection, lambda one: url_for(".region_beliefs", region_id=region_id, theme=one)
        ),
        crumbs=[(one.name, url_for(".region_beliefs", region_id=one.id)) for one in view.path[:-1]],
        grades=[(grade_name(grade, stage), "", "", belief) for (stage, grade), belief in view.grades(chosen)]
        if chosen
        else [],
        units=page,
        address=url_for(".region_beliefs", region_id=region_id, theme=theme, of=chosen.id if chosen else None),
        lessons=beliefpages.treated_in(chosen),
        least=SMALL_CELL,
    )


@blueprint.get(REGION + "beliefs.csv")
@requires(Permission.BOARD_READ)
def region_beliefs_csv(region_id: UUID) -> Response:
    """All beliefs, for the whole region, by grade and by unit, as a file."""
    view = _of_region(region_id, None, None)
    name = f"beliefs-{view.region.code or 'zone'}-{day_of(view.as_of or now()):%Y%m%d}.csv"
    return csv_file(name, beliefpages.header([_("Unit"), _("Grade")]), _rows(view))


def _of_region(region_id: UUID, theme: str | None, asked: str | None) -> RegionMap:
    return beliefmaps.of_region(
        db(),
        actor(),
        region_id,
        theme,
        asked,
        recent=state().recent,
        now=now(),
        library=state().library(),
        language=language(),
    )


def _unit_part(view: RegionMap, chosen: Line, unit: Unit, belief: Belief) -> Part:
    address = ""
    if unit.kind is Kind.REGION:
        theme = view.selection.theme
        address = url_for(".region_beliefs", region_id=unit.id, theme=theme, of=chosen.id, _anchor="parts")
    return _unit_name(view, unit), address, _("Synthetic") if unit.is_synthetic else "", belief


def _unit_name(view: RegionMap, unit: Unit) -> str:
    if unit.kind is not Kind.DIRECT:
        return unit.name
    return _("Schools run by the city directly") if view.region.level == "city" else _("Schools run by the province")


def _rows(view: RegionMap) -> Iterator[list[object]]:
    for line in view.lines:
        yield [*beliefpages.words(line), view.region.name, _("All grades"), *beliefpages.figures(line.figures)]
        for (stage, grade), belief in view.grades(line):
            name = grade_name(grade, stage)
            yield [*beliefpages.words(line), view.region.name, name, *beliefpages.figures(belief)]
        for unit, belief in view.units(line):
            name = _unit_name(view, unit)
            yield [*beliefpages.words(line), name, _("All grades"), *beliefpages.figures(belief)]
