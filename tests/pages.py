"""Pages as a program reads them: their forms with what a browser would send, and every attribute on them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """A form. `sent` are the fields filled already; `offered` what may be chosen, by name."""

    action: str
    method: str
    sent: dict[str, str] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)
    checked: dict[str, str] = field(default_factory=dict)


@dataclass
class Page:
    """What a reader of HTML finds."""

    forms: list[Form] = field(default_factory=list)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    bodies: dict[str, list[str]] = field(default_factory=dict)

    def form(self, part: str) -> Form:
        """The form whose address contains this part."""
        return next(form for form in self.forms if part in form.action)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._select = ""
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.page.attributes += [(tag, name, value) for name, value in given.items()]
        self._open = tag
        if tag == "form":
            self.page.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        if not self.page.forms:
            return
        form, name = self.page.forms[-1], given.get("name", "")
        if tag == "input" and given.get("type") == "radio":
            form.offered.setdefault(name, []).append(given["value"])
            if "checked" in given:
                form.checked[name] = given["value"]
        elif tag == "input" and name:
            form.sent[name] = given.get("value", "")
        elif tag == "select":
            self._select = name
            form.offered[name] = []

    def handle_data(self, data: str) -> None:
        if self._open in ("script", "style") and data.strip():
            self.page.bodies.setdefault(self._open, []).append(data.strip())
        if self._select and self._open == "option" and data.strip().isdigit():
            self.page.forms[-1].offered[self._select].append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        self._open = ""
        if tag == "select":
            self._select = ""


def read(html: str) -> Page:
    """The page."""
    reader = _Reader()
    reader.feed(html)
    return reader.page


def without_pinyin(page: str) -> str:
    """The page as it is without the sounds above its characters."""
    return re.sub(r"<rt[^>]*>[^<]*</rt>|</?ruby>", "", page)
