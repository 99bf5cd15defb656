"""How names sort: by the sound of their characters, as in a dictionary, with surnames read as surnames."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from app.domain.rosters.names import MIDDLE_DOT, is_han
from app.domain.rosters.surnames import LONG, LONGEST, SINGLE

MOST = 200
# Characters that are mostly read otherwise in words than in names (阿不都).
_IN_NAMES = {"都": "du"}


def sort_key(name: str) -> str:
    """The key a cleaned name is kept with: toneless pinyin, ü as v, a blank between syllables, then the name itself.

    A surname of two characters and each part of a name with an interpunct count as one word. Names in letters are
    folded to lower case. At most 200 characters.
    """
    sound = " ".join(_words(name))
    return f"{sound[: MOST - 1 - len(name)]} {name}"[:MOST]


def _words(name: str) -> list[str]:
    if MIDDLE_DOT in name:
        return ["".join(map(_sound, part)) for part in name.split(MIDDLE_DOT) if part]
    if not name or not is_han(name[0]):
        return _mixed(name)
    for length in range(min(LONGEST, len(name) - 1), 1, -1):
        surname = LONG.get(name[:length])
        if surname:
            return [surname, *_mixed(name[length:])]
    return [SINGLE.get(name[0]) or _sound(name[0]), *_mixed(name[1:])]


def _mixed(text: str) -> list[str]:
    """Words of a text: each han character by its sound, runs of letters as they are."""
    if all(map(is_han, text)):
        return [_sound(one) for one in text]
    spaced = "".join(f" {_sound(one)} " if is_han(one) else one for one in text)
    return spaced.casefold().split()


@lru_cache(maxsize=65536)
def _sound(character: str) -> str:
    """The most usual reading of a character; the character itself where none is known."""
    if not is_han(character):
        return character.casefold()
    return _IN_NAMES.get(character) or lazy_pinyin(character, style=Style.NORMAL, errors="default")[0]
