"""Pictures: drawings are admitted element by element, and a picture is one closed SVG."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.content.drawings import EMOJI_BOX, Drawing, read_drawing
from app.content.pictures import Art, Figure, Picture, compose, icon
from app.content.problems import Problem

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 32 32"'
GRADIENT = f"""{OPEN} fill="none" width="32" height="32">
<defs><linearGradient id="a" x1="0"><stop offset="0" stop-color="#fff"/></linearGradient></defs>
<!-- a comment -->
<circle cx="4" cy="4" r="2" fill="url(#a)"/>
</svg>"""

UNSAFE = [
    f"{OPEN}><script>alert(1)</script></svg>",
    f'{OPEN} onload="alert(1)"></svg>',
    f'{OPEN}><path style="fill:red" d="M0 0"/></svg>',
    f"{OPEN}><style>*{{fill:red}}</style></svg>",
    f'{OPEN}><image href="https://example.org/a.png"/></svg>',
    f'{OPEN}><use xlink:href="https://example.org/a.svg#a"/></svg>',
    f"{OPEN}><foreignObject><p>x</p></foreignObject></svg>",
    f'{OPEN}><a href="https://example.org"><path d="M0 0"/></a></svg>',
    f'{OPEN}><path fill="url(https://example.org/#a)" d="M0 0"/></svg>',
    f'{OPEN}><path fill="url(#a);x" d="M0 0"/></svg>',
    f'{OPEN}><path class="button" d="M0 0"/></svg>',
    f'{OPEN}><animate attributeName="x"/></svg>',
    f"{OPEN}>text</svg>",
    f'{OPEN}><g id="a&quot;b"/></svg>',
    OPEN.replace("0 0 32 32", "0 0 64 64") + "></svg>",
    '<svg viewBox="0 0 32 32"></svg>',
    f'<!DOCTYPE svg [<!ENTITY a "aaaa">]>{OPEN}>&a;</svg>',
]


def read(tmp_path: Path, text: str) -> tuple[Drawing | None, list[str]]:
    path = tmp_path / "boy.svg"
    path.write_text(text, encoding="utf-8")
    problems: list[Problem] = []
    return read_drawing(path, EMOJI_BOX, problems), [problem.code for problem in problems]


@pytest.mark.parametrize("text", UNSAFE)
def test_an_unsafe_drawing_is_refused(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == (None, ["svg_unsafe"])


@pytest.mark.parametrize("text", ["", "<svg", f"{OPEN}><g></svg>", f"{OPEN}>" + "<g>" * 9000, "GIF89a\x00"])
def test_a_broken_drawing_is_a_problem(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == (None, ["svg_broken"])


def test_a_drawing_loses_what_is_not_shown(tmp_path: Path) -> None:
    drawing, codes = read(tmp_path, GRADIENT)
    assert codes == []
    assert drawing.paint == ' fill="none"'
    assert drawing.inside("p").startswith('<defs><linearGradient id="p-a" x1="0"><stop')
    assert drawing.inside("p").endswith('<circle cx="4" cy="4" r="2" fill="url(#p-a)"/>')


def test_a_picture_is_one_svg_with_distinct_ids(tmp_path: Path) -> None:
    drawing, _ = read(tmp_path, GRADIENT)
    figures = (Figure("boy", 10, 20, 40), Figure("boy", 60, 20, 40, flip=True))
    svg = compose(Picture("river", figures), "孩子 <\"&'>", Art({"river": drawing}, {"boy": drawing}), "p-step")
    root = ElementTree.fromstring(svg)  # noqa: S314 - made a line above
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids)) == 3
    assert root.attrib == {"viewBox": "0 0 320 180", "role": "img", "aria-label": "孩子 <\"&'>"}
    assert '<svg x="10" y="20" width="40" height="40" viewBox="0 0 32 32" fill="none">' in svg
    assert '<g transform="translate(100 20) scale(-1 1)"><svg width="40" height="40"' in svg
    assert not any(word in svg for word in ("xmlns", "style", "\n", "comment", "@"))


def test_an_icon_is_hidden_from_screen_readers(tmp_path: Path) -> None:
    drawing, _ = read(tmp_path, GRADIENT)
    assert icon(drawing, "t").startswith('<svg viewBox="0 0 32 32" aria-hidden="true" fill="none">')
