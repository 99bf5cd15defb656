"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes that stand in for one."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Collection
from datetime import datetime

from app.domain.access import Role

STEP_SECONDS = 30
DRIFT = 1
DIGITS = 6
KEY_LETTERS = 32  # 160 bits, as RFC 4226 recommends
RECOVERY_CODES = 10
RECOVERY_LETTERS = 16  # 80 bits
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_GROUP = 4
_MISREAD = str.maketrans("018", "OIB")

# Who sees more than a class needs one; a class teacher may have one.
FACTOR_ROLES = frozenset({Role.SCHOOL_ADMIN, Role.BUREAU, Role.PLATFORM})


def is_needed(roles: Collection[Role]) -> bool:
    """True for whoever sees more than a class."""
    return not FACTOR_ROLES.isdisjoint(roles)


def steps(now: datetime) -> range:
    """The time steps whose codes are taken now: the present one, and one before and after for clocks that drift."""
    step = int(now.timestamp()) // STEP_SECONDS
    return range(step - DRIFT, step + DRIFT + 1)


def new_key(dice: Callable[[int], int]) -> str:
    """A new shared secret in base32. `dice(n)` returns a random integer in 0..n-1."""
    return "".join(_BASE32[dice(32)] for _ in range(KEY_LETTERS))


def new_recovery_codes(dice: Callable[[int], int]) -> tuple[str, ...]:
    """Ten codes of 80 random bits each, in groups as they are printed: `K7QD-2MZA-…`."""
    return tuple(in_groups("".join(_BASE32[dice(32)] for _ in range(RECOVERY_LETTERS))) for _ in range(RECOVERY_CODES))


def in_groups(letters: str, mark: str = "-") -> str:
    """Letters in groups of four, so that people can copy them."""
    return mark.join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def plain(typed: str) -> str:
    """A typed code without blanks and hyphens, in capitals; full-width forms are folded."""
    folded = unicodedata.normalize("NFKC", typed).upper()
    return "".join(one for one in folded if one.isascii() and one.isalnum())[:64]


def is_code(code: str) -> bool:
    """True for what an authenticator app shows; everything else is meant as a recovery code."""
    return len(code) == DIGITS and code.isdecimal()


def recovery_hash(code: str) -> bytes:
    """What is kept of a recovery code. 0, 1 and 8 do not occur in one, so they are read as O, I and B."""
    return hashlib.sha256(plain(code).translate(_MISREAD).encode()).digest()
