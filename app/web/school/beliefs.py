"""What the school, and one of its classes, believes."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from flask import Response, render_template, request, url_for

from app.domain.access import Permission
from app.domain.beliefs import Belief
from app.domain.standings import SMALL_CELL
from app.services import beliefs
from app.services.beliefs import Column, Line, SchoolMap
from app.web import beliefpages, classpage
from app.web.access import actor, requires
from app.web.database import db
from app.web.downloads import csv_file
from app.web.i18n import _, language
from app.web.naming import classroom_name, grade_name
from app.web.school.blueprint import blueprint
from app.web.state import now, state

Part = tuple[str, str, str, Belief]


@blueprint.get("/beliefs")
@requires(Permission.SCHOOL_READ)
def school_beliefs() -> str:
    """Which wrong beliefs the pupils of the school hold, by grade and class."""
    view = _of_school()

    def link(line: Line) -> str:
        return url_for(".school_beliefs", theme=view.selection.theme, of=line.id, _anchor="classes")

    return render_template(
        "beliefs/school.html",
        view=view,
        link=link,
        themes=beliefpages.themes(view.selection, lambda theme: url_for(".school_beliefs", theme=theme)),
        classes=[_class_part(view, column, belief) for column, belief in view.classes],
        heat=beliefpages.heat,
        least=SMALL_CELL,
        **classpage.WORDS,
    )


@blueprint.get("/beliefs.csv")
@requires(Permission.SCHOOL_READ)
def beliefs_csv() -> Response:
    """All beliefs, for the whole school and by grade, as a file."""
    view = _of_school()
    return csv_file(f"beliefs-{view.year}.csv", beliefpages.header([_("Grade")]), _rows(view))


@blueprint.get("/classrooms/<uuid:classroom_id>/beliefs")
@requires(Permission.SCHOOL_READ)
def class_beliefs(classroom_id: UUID) -> Response:
    """Which wrong beliefs a class holds, before and after a lesson."""
    return beliefpages.class_page(classroom_id, "school")


@blueprint.get("/classrooms/<uuid:classroom_id>/beliefs.csv")
@requires(Permission.SCHOOL_READ)
def class_beliefs_csv(classroom_id: UUID) -> Response:
    """The same as a file."""
    return beliefpages.class_file(classroom_id)


def _of_school() -> SchoolMap:
    theme, asked = request.args.get("theme"), request.args.get("of")
    return beliefs.of_school(db(), actor(), theme, asked, now=now(), library=state().library(), language=language())


def _class_part(view: SchoolMap, column: Column, belief: Belief) -> Part:
    name = classroom_name(column.stage, column.grade, column.number or 0, view.grade_system, column.label)
    return name, url_for(".class_beliefs", classroom_id=column.classroom_id), "", belief


def _rows(view: SchoolMap) -> Iterator[list[object]]:
    for line in view.lines:
        yield [*beliefpages.words(line), _("Whole school"), *beliefpages.figures(line.figures)]
        for column in view.columns:
            belief = view.cells[line.id].get(column)
            if belief:
                name = grade_name(column.grade, column.stage, view.grade_system)
                yield [*beliefpages.words(line), name, *beliefpages.figures(belief)]
