"""The misconception map as pages and files, shared by teachers, schools and bureaus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from uuid import UUID

from flask import Response, make_response, render_template, request

from app.domain.beliefs import CLASS_LEAST, Belief, Phase, Share
from app.domain.campaigns import day_of
from app.domain.grades import stage_of
from app.services import beliefs
from app.services.beliefs import ClassMap, Line, Selection
from app.web import classpage
from app.web.access import actor
from app.web.database import db
from app.web.downloads import csv_file
from app.web.i18n import _, language
from app.web.naming import grade_name
from app.web.state import now, state


def class_page(classroom_id: UUID, audience: str) -> Response:
    """What one class believes about one lesson."""
    view = _of_class(classroom_id)
    page = render_template("beliefs/class.html", view=view, audience=audience, least=CLASS_LEAST, **classpage.WORDS)
    return make_response(page)


def class_file(classroom_id: UUID) -> Response:
    """The same as a file."""
    view = _of_class(classroom_id)
    lesson = view.lesson.id if view.lesson else "none"
    rows = [] if view.is_sensitive else belief_rows(view.lines)
    return csv_file(f"beliefs-{lesson}-{day_of(view.as_of):%Y%m%d}.csv", header(), rows)


def header(first: Sequence[str] = ()) -> list[str]:
    """The head of a map as CSV."""
    return [
        _("Id"),
        _("Wrong belief"),
        _("True is"),
        _("Endangers life"),
        *first,
        _("Before: believed"),
        _("Before: asked"),
        _("After: believed"),
        _("After: asked"),
        _("A week later: believed"),
        _("A week later: asked"),
    ]


def belief_rows(lines: Iterable[Line]) -> Iterator[list[object]]:
    """Every line of a map."""
    for line in lines:
        yield [*words(line), *figures(line.figures)]


def words(line: Line) -> list[object]:
    """The first cells of a line."""
    return [line.id, line.belief, line.truth, _("Yes") if line.is_crit else _("No")]


def figures(belief: Belief) -> list[object]:
    """The six figures; empty cells where they are kept back."""
    return [cell for phase in Phase for cell in _cells(belief.share(phase))]


def _cells(share: Share | None) -> list[object]:
    return ["", ""] if share is None else [share.held, share.asked]


def themes(selection: Selection, link: Callable[[str | None], str]) -> list[tuple[str, str, bool]]:
    """(name, address, is shown) of the ways to narrow a long map: the most urgent beliefs, then theme by theme."""
    known = state().library().themes
    order = sorted(selection.themes, key=lambda one: known[one].order if one in known else 0)
    named = [(known[one].name(language()) if one in known else one, one) for one in order]
    ways: list[tuple[str, str | None]] = [(_("Most urgent"), None), *named]
    return [(name, link(one), one == selection.theme) for name, one in ways]


def treated_in(line: Line | None) -> list[tuple[str, str]]:
    """(title, grades) of the lessons that treat a belief."""
    library, found = state().library(), []
    for one in beliefs.treating(line.id, library) if line else ():
        lesson = one.lesson(language())
        first, last = (grade_name(grade, stage_of(grade)) for grade in (lesson.min_grade, lesson.max_grade))
        found.append((lesson.title, first if first == last else f"{first} – {last}"))
    return found


def heat(belief: Belief) -> int:
    """How dense a cell is drawn, 0 to 4, by what is believed at present: from 5, 15, 30 and 50 %."""
    share = belief.now
    return sum(share.held * 100 >= edge * share.asked for edge in (5, 15, 30, 50)) if share.asked else 0


def _of_class(classroom_id: UUID) -> ClassMap:
    asked = request.args.get("lesson")
    return beliefs.of_class(
        db(), actor(), classroom_id, asked, now=now(), library=state().library(), language=language()
    )
