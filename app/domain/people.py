"""Names, user names and passwords of people, most of them children."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import pairwise

MAX_NAME = 50
MIN_PASSWORD = 8
_WORDS = (
    "tiger",
    "panda",
    "river",
    "cloud",
    "apple",
    "lemon",
    "piano",
    "robot",
    "ocean",
    "maple",
    "koala",
    "peach",
)
_DIGITS = "23456789"


def one_time_password(dice: Callable[[int], int]) -> str:
    """A password a child can copy from a slip of paper: a word and six digits without 0 and 1, e.g. `panda-482957`.

    `dice(n)` returns a random integer in 0..n-1. About 3 million possibilities: enough for a first log-in behind
    throttling, after which it must be replaced.
    """
    word = _WORDS[dice(len(_WORDS))]
    return word + "-" + "".join(_DIGITS[dice(len(_DIGITS))] for _ in range(6))


def fold_username(text: str) -> str:
    """A typed user name as it is stored: full-width forms folded, blanks dropped, lower case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()[:64]


def weak_password_reason(password: str, username: str) -> str | None:
    """Why a chosen password is refused (a code), or None.

    At least eight characters, not the user name, not one everybody knows; no rules about kinds of characters (OWASP
    ASVS 5.0, 6.2.1 and 6.2.5).
    """
    folded = password.casefold()
    if len(password) < MIN_PASSWORD:
        return "password_short"
    if len(password) > 128:
        return "password_long"
    if fold_username(password) == username or len(set(folded)) < 4:
        return "password_guessable"
    if folded in COMMON_PASSWORDS or (folded.isdecimal() and _is_run(folded)):
        return "password_guessable"
    return None


def _is_run(digits: str) -> bool:
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(digits)}
    return len(steps) == 1


COMMON_PASSWORDS = frozenset(
    [
        "password",
        "password1",
        "password123",
        "qwertyui",
        "qwerty123",
        "1qaz2wsx",
        "asdfghjk",
        "a1234567",
        "abc12345",
        "abcd1234",
        "iloveyou",
        "woaini1314",
        "woaini520",
        "aa123456",
        "a123456789",
        "88888888",
        "12345678",
        "123456789",
        "1234567890",
        "11111111",
        "00000000",
        "xuexiao123",
        "anquan123",
        "student123",
        "teacher123",
        "admin123",
        "admin888",
        "safetree",
        "xueanquan",
    ]
)
