"""User names that people can type: digits, the last of which is a check digit after Damm.

Damm's code finds every single wrong digit and every swap of two neighbours, which are nearly all slips of a child who
copies digits from a card; Luhn's (mod 10) misses the swap of 0 and 9 (H. M. Damm, Total anti-symmetrische
Quasigruppen, 2004). The check digit is public: that a name is mistyped says nothing about which names exist.
"""

from __future__ import annotations

from collections.abc import Callable

Dice = Callable[[int], int]

PUPIL_DIGITS = 9
STAFF_DIGITS = 8
STAFF_LETTER = "t"
_GROUP = 3
_TABLE = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def check_digit(digits: str) -> str:
    """The digit that makes `digits` a checked number when it is put behind them."""
    interim = 0
    for digit in digits:
        interim = _TABLE[interim][ord(digit) - 48]
    return str(interim)


def is_checked(digits: str) -> bool:
    """True where the last digit fits the ones before."""
    return check_digit(digits) == "0"


def for_pupil(dice: Dice) -> str:
    """A pupil's user name: nine digits, the first not 0. `dice(n)` returns a random integer in 0..n-1.

    There are 90 million; the largest city takes 0.3 % of them, so a guessed number is hardly ever somebody's.
    """
    return _number(PUPIL_DIGITS, dice)


def for_staff(dice: Dice) -> str:
    """A user name for a member of staff: `t` and eight digits, the first not 0."""
    return STAFF_LETTER + _number(STAFF_DIGITS, dice)


def is_mistyped(username: str) -> bool:
    """True where a folded user name is meant to be one of ours, but has a digit wrong, swapped, missing or too many.

    Names of another form (those of the demo, a telephone number) are never called mistyped.
    """
    digits = username.removeprefix(STAFF_LETTER)
    right = PUPIL_DIGITS if digits == username else STAFF_DIGITS
    if not (digits.isascii() and digits.isdigit() and right - 1 <= len(digits) <= right + 1):
        return False
    return len(digits) != right or digits[0] == "0" or not is_checked(digits)


def in_groups(username: str) -> str:
    """A user name as it is shown and printed: `482 957 316`, `t48 295 731`; other forms stay as they are."""
    digits = username.removeprefix(STAFF_LETTER)
    if not (digits.isascii() and digits.isdigit() and len(digits) in (PUPIL_DIGITS, STAFF_DIGITS)):
        return username
    start = len(username) % _GROUP or _GROUP
    parts = [username[:start], *(username[at : at + _GROUP] for at in range(start, len(username), _GROUP))]
    return " ".join(parts)


def _number(length: int, dice: Dice) -> str:
    first = 10 ** (length - 2)
    digits = str(first + dice(9 * first))
    return digits + check_digit(digits)
