"""The reading aids of this browser: the cookie that keeps them, and the classes by which the style sheet knows them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask import Response, request

from app.domain.grades import LAST_GRADE, Band, band_of
from app.domain.readingaids import SIZES, Aid, Aids, read_aids
from app.web.i18n import lazy_gettext

COOKIE = "reading"
LIFE = 365 * 86400  # seconds
NAMES = {
    Aid.PINYIN: "pinyin",
    Aid.ALOUD: "aloud",
    Aid.SPACING: "spacing",
    Aid.CONTRAST: "contrast",
    Aid.CALM: "calm",
}
WORDS = {
    Aid.PINYIN: lazy_gettext("Pinyin"),
    Aid.ALOUD: lazy_gettext("Read aloud"),
    Aid.SPACING: lazy_gettext("Wide spacing"),
    Aid.CONTRAST: lazy_gettext("High contrast"),
    Aid.CALM: lazy_gettext("Less motion"),
}
_SIZE_CLASSES = ("", "is-large", "is-huge")
# Type and its face by age: see css/reading.css.
_BAND_CLASSES = {Band.K: "is-young", Band.P12: "is-young", Band.P34: "is-p34"}


@dataclass(frozen=True, slots=True)
class Switch:
    """One switch of the toolbar."""

    name: str
    words: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Toolbar:
    """What the toolbar of a page offers, and the classes of the page's root element."""

    switches: tuple[Switch, ...]
    size: int
    sizes: tuple[int, ...]
    classes: str


def toolbar(grade: int | None, *, has_pinyin: bool) -> Toolbar:
    """The toolbar for readers of this grade (`None`: nobody's), as this browser has set it."""
    aids = read_aids(request.cookies.get(COOKIE, ""))
    age = LAST_GRADE if grade is None else grade
    offered = [aid for aid in Aid if aid is not Aid.PINYIN or has_pinyin]
    switches = tuple(Switch(NAMES[aid], WORDS[aid], aids.is_on(aid, age)) for aid in offered)
    classes = [f"is-{switch.name}" for switch in switches if switch.is_on]
    classes += [_SIZE_CLASSES[aids.size], _BAND_CLASSES.get(band_of(age), "")]
    return Toolbar(switches, aids.size, SIZES, " ".join(filter(None, classes)))


def chosen_in(form: Mapping[str, str], offered: Collection[str]) -> Aids:
    """What somebody chose in the toolbar; a switch that was not offered there stays as it was."""
    before = dict(read_aids(request.cookies.get(COOKIE, "")).chosen)
    now = {aid: name in form for aid, name in NAMES.items() if name in offered}
    size = form.get("size", "")
    return Aids(tuple(sorted((before | now).items())), int(size) if size in map(str, SIZES) else 0)


def remember(response: Response, aids: Aids, *, is_secure: bool) -> Response:
    """Keep the choice in this browser. The script on the page writes the same cookie, so it is open to scripts."""
    response.set_cookie(COOKIE, aids.text(), max_age=LIFE, samesite="Lax", secure=is_secure)
    return response
