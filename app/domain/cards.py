"""Log-in cards: what stands in the QR code, and how a typed or scanned text is read back."""

from __future__ import annotations

import hashlib
import unicodedata
from uuid import UUID

SECRET_BITS = 128
FIRST_GRADE_WITH_PASSWORD = 4
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1"})
_VALUES = {sign: value for value, sign in enumerate(_ALPHABET)}
_LENGTH = 52
_LONGEST = 400


def usually_with_password(grade: int) -> bool:
    """True for the grades in which pupils can keep a password: from the fourth on."""
    return grade >= FIRST_GRADE_WITH_PASSWORD


def text_of(school_id: UUID, secret: int) -> str:
    """The text of a card: its school and its secret of 128 bits as 52 signs of Crockford's base 32.

    The school says where the card is kept, so that one point read finds it. No sign is told apart by case or easily
    taken for another, because scanners that act as a keyboard mix up case.
    """
    number = school_id.int << SECRET_BITS | secret
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(5 * (_LENGTH - 1), -1, -5))


def read(text: str) -> tuple[UUID, int] | None:
    """School and secret behind a card's text, or behind the whole address that holds it; None for anything else."""
    folded = unicodedata.normalize("NFKC", text[:_LONGEST]).casefold()
    signs = "".join(folded.rpartition("#")[2].replace("-", "").split()).translate(_MISREAD)
    if len(signs) != _LENGTH or not _VALUES.keys() >= set(signs):
        return None
    number = 0
    for sign in signs:
        number = number << 5 | _VALUES[sign]
    if number.bit_length() > 2 * SECRET_BITS:
        return None
    return UUID(int=number >> SECRET_BITS), number & ((1 << SECRET_BITS) - 1)


def secret_hash(secret: int) -> bytes:
    """What is kept of the secret. It has 128 random bits, so neither salt nor slowness is needed."""
    return hashlib.sha256(secret.to_bytes(SECRET_BITS // 8, "big")).digest()


def address(base: str, text: str) -> str:
    """The address in the QR code. What follows the # stays in the browser: no log, no Referer ever holds it."""
    return f"{base}/card#{text}"
