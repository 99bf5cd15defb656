"""Languages: which one a request speaks, and the catalogues. Words live in translations/, codes in code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent
from babel.support import LazyProxy, NullTranslations, Translations
from flask import Flask, Response, g, request
from markupsafe import escape

CHINA = ZoneInfo("Asia/Shanghai")
FOLDER = Path(__file__).resolve().parents[2] / "translations"
COOKIE = "language"
LOCALES = {
    "zh_CN": Locale("zh", "CN", script="Hans"),
    "zh_TW": Locale("zh", "TW", script="Hant"),
    "en": Locale("en"),
}
NAMES = {"zh_CN": "简体", "zh_TW": "繁體", "en": "English"}
TAGS = {"zh_CN": "zh-Hans-CN", "zh_TW": "zh-Hant-TW", "en": "en"}
_ACCEPTED = {
    "zh-cn": "zh_CN",
    "zh-hans-cn": "zh_CN",
    "zh-hans": "zh_CN",
    "zh": "zh_CN",
    "zh-tw": "zh_TW",
    "zh-hk": "zh_TW",
    "zh-mo": "zh_TW",
    "zh-hant": "zh_TW",
    "zh-hant-tw": "zh_TW",
    "zh-hant-hk": "zh_TW",
    "en": "en",
    "en-us": "en",
}
_CATALOGUES: dict[str, NullTranslations] = {}


def language() -> str:
    """`zh_CN`, `zh_TW` or `en`: what was chosen on this browser, else what it asks for, else Chinese."""
    found: str | None = g.get("language")
    if found is None:
        chosen = request.cookies.get(COOKIE, "")
        found = g.language = chosen if chosen in LOCALES else _asked_for()
    return found


def _asked_for() -> str:
    for tag, _quality in request.accept_languages:
        found = _ACCEPTED.get(tag.lower().replace("_", "-"))
        if found:
            return found
    return "zh_CN"


def is_chinese() -> bool:
    """Does the request speak Chinese, in whichever characters? Then words join without blanks."""
    return language() != "en"


def locale() -> Locale:
    """Babel's locale of the request."""
    return LOCALES[language()]


def _catalogue() -> NullTranslations:
    wanted = language()
    if wanted not in _CATALOGUES:
        # Babel names the Chinese locale zh_Hans_CN; a folder called zh_CN would be passed over in silence.
        _CATALOGUES[wanted] = Translations.load(FOLDER, [str(LOCALES[wanted])])
    return _CATALOGUES[wanted]


def _(message: str, **facts: object) -> str:
    """The message in the request's language, with `%(name)s` filled from facts."""
    text = _catalogue().ugettext(message)
    return _filled(text, facts) if facts else text


def _filled(text: str, facts: Mapping[str, object]) -> str:
    """The text with its facts; markup among them (a number in its `<data>`) stays markup, and all else is escaped."""
    if any(hasattr(fact, "__html__") for fact in facts.values()):
        return escape(text) % facts
    return text % facts


def ngettext(singular: str, plural: str, num: int, **facts: object) -> str:
    """The message for this number in the request's language."""
    text = _catalogue().ungettext(singular, plural, num)
    return _filled(text, {"num": num} | facts)


def lazy_gettext(message: str) -> str:
    """The message, translated when it is shown: for form labels."""
    return cast(str, LazyProxy(_, message, enable_cache=False))


def format_moment(moment: datetime, style: str = "medium") -> str:
    """Date and time where the pupils are."""
    # The short form of plain English is American: the day in the middle, the year in two digits.
    pattern = "d MMM y, HH:mm" if style == "short" and locale().language == "en" else style
    return format_datetime(moment, pattern, tzinfo=CHINA, locale=locale())


def format_day(day: date | datetime, style: str = "medium") -> str:
    """A date where the pupils are."""
    if isinstance(day, datetime):
        day = day.astimezone(CHINA).date()
    return format_date(day, style, locale=locale())


def format_number(number: int) -> str:
    """A whole number with the language's grouping."""
    return format_decimal(number, locale=locale())


def format_rate(numerator: int, denominator: int) -> str:
    """A percentage with two decimals, rounded half up from the exact fraction; a dash where nobody is expected.

    Only an exact whole is shown as 100 % and only an exact nothing as 0 %.
    """
    if denominator == 0:
        return "–"
    hundredths = Fraction(numerator * 10_000, denominator)
    rounded = int(hundredths + Fraction(1, 2))
    if rounded == 10_000 and numerator < denominator:
        rounded = 9_999
    if rounded == 0 and numerator > 0:
        rounded = 1
    return format_percent(rounded / 10_000, format="#,##0.00%", locale=locale())


def install(app: Flask, *, is_secure: bool) -> None:
    """Give templates the words and the filters, and remember a language chosen with ?lang=.

    The words are plain globals, escaped like every other value: Jinja's own extension costs a page of thirty sentences
    as much as its query.
    """
    app.jinja_env.globals |= {"_": _, "ngettext": ngettext}
    app.jinja_env.filters |= {
        "moment": format_moment,
        "day": format_day,
        "number": format_number,
    }
    app.jinja_env.globals |= {
        "language": language,
        "is_chinese": is_chinese,
        "format_rate": format_rate,
        "LANGUAGE_NAMES": NAMES,
        "LANGUAGE_TAGS": TAGS,
    }

    @app.before_request
    def choose() -> None:
        chosen = request.args.get("lang")
        if chosen in LOCALES:
            g.language = g.chosen_language = chosen

    @app.after_request
    def remember(response: Response) -> Response:
        if "chosen_language" in g:
            response.set_cookie(
                COOKIE, g.chosen_language, max_age=365 * 86400, samesite="Lax", httponly=True, secure=is_secure
            )
        return response
