"""New user names, drawn in bulk."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from app.domain.usernames import for_pupil, is_checked
from app.services import usernames
from app.store.engine import Session
from tests import builders
from tests.staff import statements


def dice(seed: int) -> Callable[[int], int]:
    """Steady dice."""
    return Random(seed).randrange  # noqa: S311 - no secret is made with it


def test_names_are_different_checked_and_in_no_order(session: Session) -> None:
    found = usernames.fresh(session, 300, dice=dice(1))
    assert len(set(found)) == 300
    assert all(is_checked(name) for name in found)
    assert found != sorted(found)


def test_a_name_somebody_has_is_not_given_again(session: Session) -> None:
    taken = for_pupil(dice(7))
    room = builders.classroom(session)
    builders.student(session, room, username=taken)
    session.flush()
    found = usernames.fresh(session, 5, dice=dice(7))
    assert len(found) == 5
    assert taken not in found


def test_thousands_of_names_take_one_query_for_five_thousand(session: Session) -> None:
    with statements() as sent:
        assert len(usernames.fresh(session, 12_000, dice=dice(3))) == 12_000
    assert len(sent) == 3


def test_staff_names_begin_with_a_letter(session: Session) -> None:
    found = usernames.fresh_staff(session, 20, dice=dice(1))
    assert len(set(found)) == 20
    assert all(name[0] == "t" and is_checked(name[1:]) and len(name) == 9 for name in found)


def test_no_name_is_asked_for_none(session: Session) -> None:
    with statements() as sent:
        assert usernames.fresh(session, 0, dice=dice(1)) == []
    assert sent == []
