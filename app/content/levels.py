"""Can a child of this age read it: the characters the curriculum has taught by then, and how long a sentence is.

The curriculum of 2022 expects about 1,600 characters to be recognised by the end of grade 2, 2,500 by 4, 3,000 by 6 and
3,500 by 9, and lists 2,500 + 1,000 of them (appendix 5); for the 1,600 there is no list. Pages for grades 1-2 and the
kindergarten carry pinyin and a voice beside every text, so their bound is the first list too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from app.content.documents import Document
from app.content.passages import Passage
from app.content.truths import sentences
from app.domain.grades import Band

# Han characters in one sentence, by band; from S on there is no bound.
LONGEST = {Band.K: 12, Band.P12: 15, Band.P34: 20, Band.P56: 25, Band.J: 35}
# How many of the lines of `data/characters.txt` a band may use: 2,500, 3,000 and 3,500 characters.
_LISTS = {Band.K: 1, Band.P12: 1, Band.P34: 1, Band.P56: 2, Band.J: 3}
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")


@cache
def known_characters(band: Band) -> frozenset[str] | None:
    """The characters a pupil of this band is expected to recognise, or None where there is no bound."""
    if band not in _LISTS:
        return None
    text = files("app").joinpath("content/data/characters.txt").read_text("utf-8")
    lists = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset("".join(lists[: _LISTS[band]]))


def check_reading(document: Document, band: Band, passages: Iterable[Passage], taught: str) -> None:
    """Note every sentence that is too long for this band and every character it does not know.

    `taught` holds the characters the lesson introduces itself.
    """
    known, longest = known_characters(band), LONGEST.get(band)
    if known is None or longest is None:
        return
    for passage in passages:
        if not passage.is_read:
            continue
        for sentence in sentences(passage.text):
            count = len(_HAN.findall(sentence))
            if count > longest:
                document.note(passage.place, "sentence_long", longest=longest, count=count, said=sentence[:20])
        rare = sorted(set(_HAN.findall(passage.text)) - known - set(taught))
        if rare:
            document.note(passage.place, "characters_unknown", found="".join(rare), count=len(known))
