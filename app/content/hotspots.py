"""Find-the-hazard steps: rectangles on the picture, each dangerous or harmless."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from app.content.documents import Document
from app.content.lines import Place
from app.content.pictures import HEIGHT, WIDTH
from app.content.tables import Table, note_repeated
from app.domain.lessons import Spot, Step

SPOTS = (3, 7)
FIGURES = (2, 12)
# 40 of 320 units are 44 px where the picture is as wide as a small phone.
LEAST_SIDE = 40


def read_hotspot(row: Table, step: Step) -> Step:
    """The step with its spots."""
    tables = row.rows("spot", *SPOTS)
    spots = tuple(_spot(table) for table in tables)
    note_repeated(row.document, (*row.place, "spot"), [spot.id for spot in spots])
    _note_overlaps(tables, spots)
    return replace(step, spots=spots)


def check_hotspot(document: Document, place: Place, step: Step) -> None:
    """There is something to find, and something that is harmless."""
    if step.spots and len({spot.hazard for spot in step.spots}) < 2:
        document.note(place, "spots_all_alike")


def _spot(table: Table) -> Spot:
    spot = Spot(
        table.identifier(),
        table.plain("text"),
        table.number("x", 0, WIDTH - LEAST_SIDE),
        table.number("y", 0, HEIGHT - LEAST_SIDE),
        table.number("width", LEAST_SIDE, WIDTH),
        table.number("height", LEAST_SIDE, HEIGHT),
        hazard=table.flag("hazard"),
        feedback=table.prose("feedback"),
        misconception=table.misconception(),
    )
    table.close()
    if spot.x + spot.width > WIDTH or spot.y + spot.height > HEIGHT:
        table.note("", "spot_outside", id=spot.id)
    return spot


def _note_overlaps(tables: Sequence[Table], spots: Sequence[Spot]) -> None:
    for (table, one), (_other, two) in combinations(zip(tables, spots, strict=True), 2):
        is_beside = one.x + one.width <= two.x or two.x + two.width <= one.x
        if not is_beside and one.y + one.height > two.y and two.y + two.height > one.y:
            table.note("", "spots_overlap", id=one.id, other=two.id)
