"""Pictures of steps: a scene with figures on it, composed into one SVG when a lesson is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from app.content.drawings import CAST_BOX, EMOJI_BOX, SCENE_BOX, Drawing, read_drawing
from app.content.problems import Problem
from app.content.tables import Table

WIDTH, HEIGHT = 320, 180
FIGURES = (2, 6)
SIZES = (12, 180)


@dataclass(frozen=True, slots=True)
class Figure:
    """One emoji or one person of the cast on the scene; `x`, `y` are its left upper corner."""

    emoji: str
    x: int
    y: int
    size: int
    flip: bool = False
    cast: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a lesson file says about one picture."""

    scene: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Art:
    """All drawings of all content roots by name."""

    scenes: Mapping[str, Drawing] = field(default_factory=dict)
    emoji: Mapping[str, Drawing] = field(default_factory=dict)
    cast: Mapping[str, Drawing] = field(default_factory=dict)


def read_art(roots: Sequence[Path], problems: list[Problem]) -> Art:
    """Read every drawing below the art folders; of two with one name the first root's counts."""
    scenes: dict[str, Drawing] = {}
    emoji: dict[str, Drawing] = {}
    cast: dict[str, Drawing] = {}
    for folder, box, found in (("scenes", SCENE_BOX, scenes), ("emoji", EMOJI_BOX, emoji), ("cast", CAST_BOX, cast)):
        for path in (path for root in roots for path in sorted((root / "courses/art" / folder).glob("*.svg"))):
            drawing = None if path.stem in found else read_drawing(path, box, problems)
            if drawing is not None:
                found[path.stem] = drawing
    return Art(scenes, emoji, cast)


def read_picture(step: Table, number: tuple[int, int] = FIGURES) -> tuple[Picture, str]:
    """The picture of a step, with so many figures, and its alternative text."""
    table = step.table("picture")
    if table is None:
        return Picture("", ()), ""
    scene, alt = table.name("scene"), table.plain("alt")
    figures = []
    for row in table.rows("figures", *number):
        is_person = "cast" in row
        figure = Figure(
            "" if is_person else row.name("emoji"),
            row.number("x", -WIDTH, WIDTH),
            row.number("y", -HEIGHT, HEIGHT),
            row.number("size", *SIZES),
            row.flag("flip", default=False),
            row.name("cast") if is_person else "",
        )
        row.close()
        middle_x, middle_y = figure.x + figure.size / 2, figure.y + figure.size / 2
        if not (0 <= middle_x <= WIDTH and 0 <= middle_y <= HEIGHT):
            row.note("", "figure_outside", emoji=figure.cast or figure.emoji)
        figures.append(figure)
    table.close()
    return Picture(scene, tuple(figures)), alt


def missing_art(picture: Picture, art: Art) -> Iterator[tuple[str, str]]:
    """Every (kind, name) the picture asks for and the art folders do not have."""
    if picture.scene and picture.scene not in art.scenes:
        yield "scene", picture.scene
    for name in sorted({figure.emoji for figure in picture.figures if figure.emoji} - art.emoji.keys()):
        yield "emoji", name
    for name in sorted({figure.cast for figure in picture.figures if figure.cast} - art.cast.keys()):
        yield "cast", name


def compose(picture: Picture, alt: str, art: Art, prefix: str) -> str:
    """One `<svg>` without styles or outside references; `prefix` keeps its ids apart from other pictures' ids."""
    scene = art.scenes[picture.scene]
    parts = [f"<g{scene.paint}>{scene.inside(f'{prefix}-0')}</g>" if scene.paint else scene.inside(f"{prefix}-0")]
    parts.extend(_placed(figure, art, f"{prefix}-{number}") for number, figure in enumerate(picture.figures, start=1))
    label = escape(alt)
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def icon(drawing: Drawing, prefix: str) -> str:
    """A single emoji as an ornament: its meaning always stands in words beside it."""
    return f'<svg viewBox="{EMOJI_BOX}" aria-hidden="true"{drawing.paint}>{drawing.inside(prefix)}</svg>'


def _placed(figure: Figure, art: Art, prefix: str) -> str:
    size = figure.size
    drawing, drawn_in = (art.cast[figure.cast], CAST_BOX) if figure.cast else (art.emoji[figure.emoji], EMOJI_BOX)
    inside = f"{drawing.inside(prefix)}</svg>"
    if not figure.flip:
        box = f'x="{figure.x}" y="{figure.y}" width="{size}" height="{size}"'
        return f'<svg {box} viewBox="{drawn_in}"{drawing.paint}>{inside}'
    # Some browsers ignore a transform on a nested <svg>, so the mirror is a group around it.
    mirror = f'<g transform="translate({figure.x + size} {figure.y}) scale(-1 1)">'
    return f'{mirror}<svg width="{size}" height="{size}" viewBox="{drawn_in}"{drawing.paint}>{inside}</g>'
