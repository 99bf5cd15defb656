"""How a board is shown, to bureaus and the public alike: its CSV, its JSON, and answers that need not be sent twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from flask import Response, render_template, request
from markupsafe import Markup

from app.domain.boards import Board, Kind, Row, spread
from app.domain.campaigns import Window, day_of
from app.domain.classes import SchoolBoard
from app.domain.completions import Rate
from app.domain.standings import Tally
from app.web.i18n import _, format_rate
from app.web.naming import grade_name
from app.web.pagination import Page

RATES = tuple(rate.value for rate in Rate)


def figures(
    template: str, board: Board, page: Page[Row], address: str, link: Callable[[Row], str] = lambda _row: ""
) -> Markup:
    """The part of a board's page that holds all its figures. `link` gives the address below a row, or an empty one."""
    html = render_template(
        template, board=board, page=page, address=address, link=link, unit_name=unit_name, spread=spread
    )
    return Markup(html)  # noqa: S704 - what Jinja has escaped already


def unit_name(row: Row, board: Board) -> str:
    """The name of a row; the schools a region runs itself have none of their own."""
    if row.kind is not Kind.DIRECT:
        return row.name
    return _("Schools run by the city directly") if board.region.level == "city" else _("Schools run by the province")


def last_day(window: Window) -> date:
    """The last calendar day of a window, whose end is the first moment outside."""
    return day_of(window.closes_at - timedelta(microseconds=1))


def header(first: Sequence[str]) -> list[str]:
    """The head of a board as CSV."""
    return [
        *first,
        _("On the roster"),
        _("Excused"),
        _("Expected"),
        _("Reached"),
        _("Completed"),
        _("Mastered"),
        _("Retained"),
        _("Reached, rate"),
        _("Completed, rate"),
        _("Mastered, rate"),
        _("Retained, rate"),
        _("Note"),
    ]


def board_rows(board: Board) -> Iterator[list[object]]:
    """Every row of a board as the screen shows it, all pages, and the sum."""
    for row in board.rows:
        yield [row.rank if row.rank else "", unit_name(row, board), *_figures(row.tally), _note(row)]
    yield ["", _("Together"), *_figures(board.total), ""]


def school_rows(board: SchoolBoard) -> Iterator[list[object]]:
    """Every grade and class of a school's page."""
    for grade in board.grades:
        name = grade_name(grade.grade, grade.stage)
        for one in grade.classes:
            yield [name, one.number, *_figures(one.tally), "" if one.tally else _too_small()]
        if len(grade.classes) > 1:
            yield [name, _("Whole grade"), *_figures(grade.tally), "" if grade.tally else _too_small()]
    yield [_("Whole school"), "", *_figures(board.total), "" if board.total else _too_small()]


def as_json(board: Board) -> dict[str, Any]:
    """A public board as data: exact counts, no rounded rates to count on with."""
    position = board.position
    return {
        "campaign": {
            "slug": board.campaign.slug,
            "name": board.campaign.name,
            "opens_at": board.campaign.window.opens_at.isoformat(),
            "closes_at": board.campaign.window.closes_at.isoformat(),
            "is_synthetic": board.campaign.is_synthetic,
        },
        "region": {"code": board.region.code, "name": board.region.name, "level": str(board.region.level)},
        "as_of": board.as_of.isoformat(),
        "rule": board.campaign.rule.as_json() | {"minimum_size": board.campaign.minimum_size},
        "position": {"rank": position.rank, "of": position.number, "in": position.within.name} if position else None,
        "total": _counts(board.total),
        "rows": [
            {
                "rank": row.rank,
                "name": unit_name(row, board),
                "kind": str(row.kind),
                "counts": _counts(row.tally),
                "reported_by": row.source or None,
                "is_synthetic": row.is_synthetic,
            }
            for row in board.rows
        ],
        "days": [{"day": day.isoformat(), "completed": number} for day, number in board.days],
    }


def conditional(response: Response) -> Response:
    """Give an answer its ETag, and send only that where the asker has it already. The moment of the figures is part of
    every board, so a tag stands for one reading."""
    response.add_etag(weak=True)
    response.make_conditional(request)
    return response


def _counts(tally: Tally | None) -> dict[str, Any] | None:
    if tally is None:
        return None
    rates = {name: {"numerator": getattr(tally, name), "denominator": tally.expected} for name in RATES}
    return {"roster": tally.roster, "excused": tally.excused, "expected": tally.expected} | rates


def _figures(tally: Tally | None) -> list[object]:
    if tally is None:
        return [""] * (3 + 2 * len(RATES))
    counts = [getattr(tally, name) for name in RATES]
    rates = [format_rate(number, tally.expected) for number in counts]
    return [tally.roster, tally.excused, tally.expected, *counts, *rates]


def _note(row: Row) -> str:
    if row.tally is None:
        return _too_small()
    notes = [_("Reported: %(source)s", source=row.source)] if row.source else []
    notes += [_("Synthetic")] if row.is_synthetic else []
    notes += [_("Listed, not ranked")] if row.rank is None else []
    return "; ".join(notes)


def _too_small() -> str:
    return _("Too few pupils to show")
