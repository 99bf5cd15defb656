"""Identities of pupils in files: the national student number, the token that stands for it, and our own short id.

The number is G (identity card), J (number made in its form) or L (temporary), then 18 characters. It tells home county,
birthday and sex, so it lives only while a file is read: what is kept is a keyed hash, what leaves is a token of that.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from uuid import UUID

from app.domain.errors import Invalid
from app.domain.rosters.gradewords import squeeze

MOST_DIGITS_OF_A_SHEET = 15
_NUMBER = re.compile(r"[GJ]\d{17}[\dX]|L\d{18}")
_IDENTITY = re.compile(r"\d{17}[\dX]")
_ROUNDED = re.compile(r"\d(\.\d+)?E\+?\d+")
_APOSTROPHES = "'‘’`´"
_TOKEN, _SEAL = "FLN-", 5
_CODE = "FL"


def fold_number(text: str) -> str:
    """A number as it is compared: without blanks, invisible characters and the apostrophe that means "text"."""
    return squeeze(text).lstrip(_APOSTROPHES).upper()


def read_number(text: str) -> str:
    """The student number in a cell, folded. Raises Invalid `number_malformed`, `number_lost_digits` (written the way
    a spreadsheet shows large numbers) or `number_check_digit`; never with the number in it."""
    number = fold_number(text)
    if _ROUNDED.fullmatch(number):
        raise Invalid("number_lost_digits")
    if not _NUMBER.fullmatch(number):
        raise Invalid("number_malformed")
    if number[0] != "L" and check_digit(number[1:18]) != number[18]:
        raise Invalid("number_check_digit")
    return number


def looks_like_number(text: str) -> bool:
    """True for a text in the form of a student number or of the identity number inside it, rightly typed or not."""
    number = fold_number(text)
    if _NUMBER.fullmatch(number):
        return True
    return bool(_IDENTITY.fullmatch(number)) and check_digit(number[:17]) == number[17]


def check_digit(digits: str) -> str:
    """The check character of ISO 7064 MOD 11-2, as GB 11643 uses it for identity numbers."""
    rest = 0
    for digit in digits:
        rest = (rest + int(digit)) * 2 % 11
    return "0123456789X"[(12 - rest) % 11]


def number_hash(key: bytes, number: str) -> bytes:
    """What is kept of a number that `read_number` gave: HMAC-SHA256 with the installation's key, 32 bytes."""
    return hmac.digest(key, number.encode(), "sha256")


def number_token(key: bytes, hashed: bytes) -> str:
    """The hash in a form for files that leave: nobody reads the number in it, and we know the pupil again by it."""
    return _TOKEN + _base32(hashed + _seal(key, hashed))


def is_token(text: str) -> bool:
    """True for a text that claims to be a token."""
    return fold_number(text).startswith(_TOKEN)


def read_token(key: bytes, text: str) -> bytes | None:
    """The hash in a token; None where it is damaged or was made with another installation's key."""
    folded = fold_number(text)
    content = _unbase32(folded.removeprefix(_TOKEN)) if folded.startswith(_TOKEN) else b""
    hashed, seal = content[:32], content[32:]
    return hashed if len(hashed) == 32 and hmac.compare_digest(seal, _seal(key, hashed)) else None


def student_code(student_id: UUID) -> str:
    """Our own id of a pupil as files show it: 30 capital letters and digits, the last of which catch a slip."""
    return _CODE + _base32(student_id.bytes + _check(student_id.bytes))


def read_student_code(text: str) -> UUID | None:
    """The id in a code of ours; None where a character is wrong or missing."""
    folded = fold_number(text)
    content = _unbase32(folded.removeprefix(_CODE)) if folded.startswith(_CODE) else b""
    return UUID(bytes=content[:16]) if len(content) == 17 and _check(content[:16]) == content[16:] else None


def _seal(key: bytes, hashed: bytes) -> bytes:
    return hmac.digest(key, b"token\x00" + hashed, "sha256")[:_SEAL]


def _check(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:1]


def _base32(content: bytes) -> str:
    return base64.b32encode(content).decode().rstrip("=")


def _unbase32(text: str) -> bytes:
    """The bytes of unpadded base 32, if it is written the one way in which we write it."""
    try:
        content = base64.b32decode(text + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError):
        return b""
    return content if _base32(content) == text else b""
