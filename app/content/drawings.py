"""SVG files of the art folder, admitted element by element: a drawing holds shapes and paint, and nothing that acts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, XMLParser

from app.content.documents import read_text
from app.content.problems import Problem

SCENE_BOX = "0 0 320 180"
EMOJI_BOX = "0 0 32 32"
CAST_BOX = "0 0 64 64"
_SVG = "{http://www.w3.org/2000/svg}"
_MARK = "@"  # Stands before every id until the drawing is placed; admitted values never contain it.
_SHAPES_AND_PAINT = """
    svg g path circle ellipse rect line polyline polygon defs clipPath mask linearGradient radialGradient stop
"""
_PRESENTATION = """
    id d x y x1 y1 x2 y2 cx cy r rx ry fx fy width height points transform offset viewBox
    fill fill-rule fill-opacity clip-path clip-rule mask opacity stop-color stop-opacity
    stroke stroke-width stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity
    stroke-dasharray stroke-dashoffset gradientUnits gradientTransform spreadMethod
    clipPathUnits maskUnits maskContentUnits
"""
_ELEMENTS = frozenset(_SHAPES_AND_PAINT.split())
_ATTRIBUTES = frozenset(_PRESENTATION.split())
_VALUE = re.compile(r"[\w\s#%.,()+-]*\Z", re.ASCII)
_LOCAL_URL = re.compile(r"url\(#([\w.-]+)\)\Z", re.ASCII)
_NAME = re.compile(r"[\w.-]+\Z", re.ASCII)
_REFERRING = frozenset({"fill", "stroke", "clip-path", "mask"})
_DROPPED_FROM_ROOT = frozenset({"width", "height", "viewBox", "x", "y"})


@dataclass(frozen=True, slots=True)
class Drawing:
    """A checked SVG: the paint attributes of its root and what stands inside."""

    paint: str
    content: str

    def inside(self, prefix: str) -> str:
        """The content with every id, and every reference to one, made unlike those of other drawings."""
        return self.content.replace(_MARK, f"{prefix}-")


class _Unsafe(Exception):
    """Something in the file that is not admitted."""


def read_drawing(path: Path, box: str, problems: list[Problem]) -> Drawing | None:
    """Read and check one SVG file whose viewBox must be `box`; None with a problem noted."""
    text = read_text(path, problems)
    if text is None:
        return None
    # Entities are refused before parsing, so that none is ever expanded.
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        problems.append(Problem(str(path), "svg_unsafe", facts={"found": "DOCTYPE"}))
        return None
    try:
        root = _parse(text)
        return _admitted(root, box)
    except ParseError as error:
        problems.append(Problem(str(path), "svg_broken", line=error.position[0]))
    except (RecursionError, ValueError):
        problems.append(Problem(str(path), "svg_broken"))
    except _Unsafe as error:
        problems.append(Problem(str(path), "svg_unsafe", facts={"found": str(error)}))
    return None


def _parse(text: str) -> Element:
    parser = XMLParser()  # noqa: S314 - our own art, without DOCTYPE, below a size limit
    parser.feed(text)
    root: Element = parser.close()
    return root


def _admitted(root: Element, box: str) -> Drawing:
    if root.tag != f"{_SVG}svg":
        raise _Unsafe(f"<{_short(root.tag)}>")
    if " ".join(root.get("viewBox", "").split()) != box:
        raise _Unsafe(f"viewBox != {box}")
    paint = "".join(_attributes(root, _DROPPED_FROM_ROOT))
    return Drawing(paint, _content(root))


def _content(element: Element) -> str:
    if (element.text or "").strip():
        raise _Unsafe(f"text in <{_short(element.tag)}>")
    parts = []
    for child in element:
        tag = _short(child.tag)
        if tag not in _ELEMENTS or tag == "svg" or child.tag != f"{_SVG}{tag}":
            raise _Unsafe(f"<{tag}>")
        if (child.tail or "").strip():
            raise _Unsafe(f"text after <{tag}>")
        inner = _content(child)
        attributes = "".join(_attributes(child))
        parts.append(f"<{tag}{attributes}>{inner}</{tag}>" if inner else f"<{tag}{attributes}/>")
    return "".join(parts)


def _attributes(element: Element, dropped: frozenset[str] = frozenset()) -> Iterator[str]:
    for name, raw in element.items():
        if name in dropped:
            continue
        value = " ".join(raw.split())
        if name not in _ATTRIBUTES or not _VALUE.match(value):
            raise _Unsafe(f"{_short(name)}={value[:40]!r}")
        yield f' {name}="{escape(_marked(name, value))}"'


def _marked(name: str, value: str) -> str:
    """The value with the mark before an id; a reference may point only into this drawing."""
    if name == "id":
        if not _NAME.match(value):
            raise _Unsafe(f"id={value[:40]!r}")
        return _MARK + value
    if "url" in value.lower():
        found = _LOCAL_URL.match(value)
        if not found or name not in _REFERRING:
            raise _Unsafe(f"{name}={value[:40]!r}")
        return f"url(#{_MARK}{found[1]})"
    return value


def _short(tag: object) -> str:
    return str(tag).rpartition("}")[2][:40]
