"""Text of a question as we take it: plain, in one line, without the HTML that other programs keep in it."""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser

_MUTE = frozenset({"script", "style"})
# Tags that part words; all others (bold, a span) stand within one.
_PARTING = frozenset(
    {"p", "div", "br", "hr", "li", "ul", "ol", "tr", "td", "th", "table", "h1", "h2", "h3", "h4", "pre"}
)


class _Words(HTMLParser):
    """The words between tags; those of scripts and styles are none."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.tags = 0
        self._mute = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags += 1
        self._mute += tag in _MUTE
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        self._mute -= bool(self._mute) and tag in _MUTE
        self._part(tag)

    def handle_data(self, data: str) -> None:
        if not self._mute:
            self.parts.append(data)

    def _part(self, tag: str) -> None:
        if tag in _PARTING:
            self.parts.append(" ")


def one_line(text: str) -> str:
    """Blanks and line ends folded, control characters dropped."""
    kept = "".join(character for character in text if character.isspace() or unicodedata.category(character) != "Cc")
    return " ".join(kept.split())


def without_tags(text: str) -> tuple[str, bool]:
    """(The words of a text that may hold HTML, whether it held any tag)."""
    parser = _Words()
    parser.feed(text)
    parser.close()
    return one_line("".join(parser.parts)), parser.tags > 0
