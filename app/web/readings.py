"""Words of a lesson on the page: with their pinyin above them, where the lesson comes with readings.

`shown(text)` prints every word that an author wrote: `{{ shown(step.title) }}` for plain text, and for text that
publishing has rendered `{{ shown(step.text | safe) }}`. It looks into `readings` of the template's context, which a
part was rendered with (`readings=readings_of(publication)`); macros must be imported `with context`. Words of our own
go the same way. Pinyin is always in the page; whether it is seen is a matter of the style sheet, so that the switch
works at once. It adds 1.3 kB (gzip) to ten questions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from flask import Flask
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from app.content.readings import reading
from app.domain.library import SOURCE_LANGUAGE, Publication
from app.domain.readings import HAN, TAG, characters
from app.web.i18n import language


def readings_of(publication: Publication) -> Mapping[str, str]:
    """The readings that fit the words this request sees of a publication."""
    return publication.readings if language() == SOURCE_LANGUAGE else {}


@lru_cache(maxsize=4096)
def with_pinyin(html: str, sound: str) -> Markup:
    """The text with a ruby over each run of characters. One that does not fit is left out as a whole.

    The syllables are hidden from screen readers, which would say every word twice, and break no line by themselves.
    """
    syllables = sound.split()
    if len(syllables) != len(characters(html)):
        return Markup(html)  # noqa: S704 - escaped by the caller
    left = iter(syllables)

    def ruby(run: re.Match[str]) -> str:
        pairs = (f'{character}<rt aria-hidden="true">{escape(next(left))}</rt>' for character in run[0])
        return f"<ruby>{''.join(pairs)}</ruby>"

    pieces = TAG.split(html)
    pieces[::2] = [HAN.sub(ruby, piece) for piece in pieces[::2]]
    return Markup("".join(pieces))  # noqa: S704 - the text was safe, and the syllables are escaped


@pass_context
def shown(context: Context, text: str) -> Markup:
    """Words for the page, with their pinyin where the page is rendered with readings."""
    html = escape(text)
    readings: Mapping[str, str] = context.get("readings", {})
    if not readings:
        return html
    return with_pinyin(str(html), readings.get(str(text)) or _own_words(str(html)))


@lru_cache(maxsize=1024)
def _own_words(html: str) -> str:
    """How words of our own sound (buttons, headings), which stand beside the lesson's."""
    return reading(html, {})


@pass_context
def recorded(context: Context, *names: str) -> Markup:
    """The attribute with the address of a part's recording (`recorded(step.id, choice.id)`), where there is one."""
    address = context.get("recordings", {}).get(f"{language()}/{'.'.join(names)}")
    return Markup(' data-audio="{}"').format(address) if address else Markup()


def install(app: Flask) -> None:
    """Give templates `shown` and `recorded`."""
    app.jinja_env.globals |= {"shown": shown, "recorded": recorded}
