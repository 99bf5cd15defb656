"""Looking for a pupil by what somebody types: a part of the name, or the beginning of the user name."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from app.domain.people import fold_username
from app.domain.rosters.names import MIDDLE_DOT

LONGEST = 64
# Other signs that are typed for the interpunct of minority and foreign names.
_DOTS = str.maketrans(dict.fromkeys("\u2022\u2027\u2219\u30fb\uff65\u22c5\u0387", MIDDLE_DOT))


@dataclass(frozen=True, slots=True)
class Terms:
    """What to look for: `name` inside names, `username` at the beginning of user names; both empty for everybody."""

    name: str
    username: str


def read_terms(text: str) -> Terms:
    """What a search means. Rare characters stay as they are: NFKC would turn some into others."""
    name = " ".join(unicodedata.normalize("NFC", text).split())[:LONGEST].translate(_DOTS).replace("\x00", "")
    username = fold_username(name)
    is_username = len(username) > 1 and username.isascii()
    return Terms(name, username if is_username else "")
