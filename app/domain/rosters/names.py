"""People's names as they come in files: cleaned of what spreadsheets and keyboards add, refused where something is
lost."""

from __future__ import annotations

import unicodedata

from app.domain.errors import Invalid
from app.domain.people import MAX_NAME
from app.domain.rosters.marks import unmarked

# So many digits are a number in the wrong column, and must not be kept as a name.
_MANY_DIGITS = 6
MIDDLE_DOT = "\u00b7"
# Other signs that people type for the interpunct of minority and foreign names (Unicode names: bullet, hyphenation
# point, bullet operator, katakana middle dot and its half-width form, dot operator, Greek ano teleia).
_DOTS = frozenset("\u2022\u2027\u2219\u30fb\uff65\u22c5\u0387\u00b7")
_FORMULA = ("=", "+", "-", "@")
_IN_NAMES = frozenset("'\u2019\u02bc-\u2010.,()" + MIDDLE_DOT)
# What stands where a conversion of encodings lost a character.
_LOST = frozenset("?\ufffd\u25a1\u25a0\u3013")


def clean_name(text: str) -> str:
    """A person's name as it is kept: NFC, single blanks, U+00B7 between the parts; none of it depends on the sender.

    Raises Invalid `name_missing`, `name_long`, `name_control`, `name_digits`, `name_formula`, `name_markup`,
    `name_broken` (a character was lost on the way), `name_masked` (王**) or `name_strange`.
    """
    plain = unmarked(text.strip())
    name, is_marked = _fold(plain), plain != text.strip()
    if any(unicodedata.category(one) == "Cc" for one in name):
        raise Invalid("name_control")
    name = _join(name)
    if not name:
        raise Invalid("name_missing")
    if len(name) > MAX_NAME:
        raise Invalid("name_long", limit=MAX_NAME)
    if name.startswith(_FORMULA) and not is_marked:
        raise Invalid("name_formula")
    _refuse_codes(name)
    _refuse_characters(name[1:] if is_marked else name)
    return name


def masked(name: str) -> str:
    """A name for places above the class: the first character and two stars, whatever its length."""
    return f"{name[:1]}**"


def is_han(character: str) -> bool:
    """True for a character of the Chinese script, those outside the basic plane included."""
    point = ord(character)
    return 0x4E00 <= point <= 0x9FFF or 0x3400 <= point <= 0x4DBF or point >= 0x20000 or point == 0x3007


def _fold(text: str) -> str:
    """NFC and not NFKC, which would turn rare characters of names into others; full-width ASCII is folded by hand."""
    folded = unicodedata.normalize("NFC", text)
    if folded.isalpha() and max(folded) < "\uff01":
        return folded
    narrow = (chr(ord(one) - 0xFEE0) if "\uff01" <= one <= "\uff5e" else one for one in folded)
    return "".join(one for one in narrow if unicodedata.category(one) != "Cf")


def _join(name: str) -> str:
    """Blanks collapsed (none beside a han character or an interpunct) and one sign for all interpuncts."""
    if name.isalpha():
        return name
    words = " ".join(name.split())
    signs = [MIDDLE_DOT if one in _DOTS else one for one in words]
    found: list[str] = []
    for place, one in enumerate(signs):
        before, after = (found[-1] if found else ""), (signs[place + 1] if place + 1 < len(signs) else "")
        is_between = _is_chinese(before) and _is_chinese(after)
        if one == " " and (is_between or MIDDLE_DOT in (before, after)):
            continue
        found.append(MIDDLE_DOT if one == "." and is_between else one)
    return "".join(found)


def _is_chinese(one: str) -> bool:
    return len(one) == 1 and is_han(one)


def _refuse_codes(name: str) -> None:
    digits = sum(one.isdecimal() for one in name)
    if digits >= _MANY_DIGITS or (digits and not any(one.isalpha() for one in name)):
        raise Invalid("name_digits")


def _refuse_characters(name: str) -> None:
    if name.isalpha():
        return
    for one in name:
        if one in "<>":
            raise Invalid("name_markup")
        if one == "*":
            raise Invalid("name_masked")
        category = unicodedata.category(one)
        if one in _LOST or category in ("Co", "Cn", "Cs"):
            raise Invalid("name_broken")
        if category[0] not in "LM" and category not in ("Nd", "Nl", "Zs") and one not in _IN_NAMES:
            raise Invalid("name_strange", text=one)
    if not any(unicodedata.category(one)[0] == "L" or one == "\u3007" for one in name):
        raise Invalid("name_strange", text=name[:1])
