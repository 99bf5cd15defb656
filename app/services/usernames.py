"""New user names that nobody has yet."""

from __future__ import annotations

from collections.abc import Callable

from app.domain import usernames
from app.domain.usernames import Dice
from app.store import logins
from app.store.engine import Session

CHUNK = 5_000


def fresh(session: Session, count: int, *, dice: Dice) -> list[str]:
    """`count` different user names for pupils, random and in no order, none of which is in the log-in directory.

    Somebody else may take one of them before they are written: the insert into the directory decides, and whoever
    loses that race asks again. One query for 5,000 names.
    """
    return _fresh(session, count, usernames.for_pupil, dice)


def fresh_staff(session: Session, count: int, *, dice: Dice) -> list[str]:
    """`count` different user names for members of staff, like `fresh`."""
    return _fresh(session, count, usernames.for_staff, dice)


def _fresh(session: Session, count: int, draw: Callable[[Dice], str], dice: Dice) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        drawn: dict[str, None] = {}
        while len(drawn) < min(CHUNK, count - len(found)):
            name = draw(dice)
            if name not in found:
                drawn[name] = None
        taken = logins.taken(session, list(drawn))
        found.update((name, None) for name in drawn if name not in taken)
    return list(found)
