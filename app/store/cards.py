"""Login cards, the PINs issued with them, and the point read that signs a card in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, select, update

from app.domain.sessions import Means
from app.store.classlists import with_accounts
from app.store.engine import Session as Db
from app.store.schema import Account, Card, Session, Student
from app.store.writes import insert_new


@dataclass(frozen=True, slots=True)
class Holder:
    """A pupil of a class who can have a card. `has_own_password`: one was issued and replaced by the pupil."""

    student_id: UUID
    account_id: UUID
    name: str
    username: str
    has_own_password: bool


_HAS_OWN = and_(Account.password_hash.is_not(None), Account.must_change_password.is_(False))

_BY_SECRET = (
    select(Card.account_id)
    .join(Account, and_(Account.school_id == Card.school_id, Account.id == Card.account_id))
    .join(Student, and_(Student.school_id == Account.school_id, Student.id == Account.student_id))
    .where(
        Card.school_id == bindparam("school_id"),
        Card.secret_hash == bindparam("secret_hash"),
        Card.ended_at.is_(None),
        Account.ended_at.is_(None),
        Student.left_on.is_(None),
        Student.erased_at.is_(None),
    )
)


def holders(
    session: Db, school_id: UUID, classroom_id: UUID, student_id: UUID | None = None, *, is_locked: bool = False
) -> list[Holder]:
    """The pupils of a class (or one of them) who have an account, in the order of class lists.

    `is_locked` keeps their accounts as they are until the transaction ends.
    """
    statement = with_accounts(school_id, classroom_id, student_id, _HAS_OWN)
    if is_locked:
        statement = statement.with_for_update(of=Account)
    return [Holder(*row) for row in session.execute(statement)]


def find(session: Db, school_id: UUID, secret_hash: bytes) -> UUID | None:
    """The account a card opens; None for one that is unknown or ended, or whose pupil has left. One point read."""
    key = {"school_id": school_id, "secret_hash": secret_hash}
    found: UUID | None = session.connection().execute(_BY_SECRET, key).scalar()
    return found


def end_for(session: Db, school_id: UUID, account_ids: Sequence[UUID], at: datetime) -> None:
    """End the cards of these accounts, and the sessions that a card or a PIN opened."""
    cards = (Card.school_id == school_id, Card.account_id.in_(account_ids), Card.ended_at.is_(None))
    session.execute(update(Card).where(*cards).values(ended_at=at))
    end_sessions(session, school_id, account_ids, (Means.CARD, Means.PIN), at)


def end_sessions(
    session: Db, school_id: UUID, account_ids: Sequence[UUID], means: Sequence[Means], at: datetime
) -> None:
    """End the sessions of these accounts that were opened by these means."""
    opened = (Session.school_id == school_id, Session.account_id.in_(account_ids), Session.ended_at.is_(None))
    session.execute(update(Session).where(*opened, Session.means.in_(means)).values(ended_at=at))


def add(session: Db, rows: Sequence[dict[str, Any]]) -> int:
    """Keep new cards; returns how many were new."""
    return insert_new(session, Card, rows)


def set_pins(session: Db, school_id: UUID, hashes: Mapping[UUID, bytes]) -> None:
    """Replace the PINs of accounts (account id -> hash)."""
    rows = [(account_id, {"new_pin": kept}) for account_id, kept in hashes.items()]
    _set(session, school_id, {"pin_hash": bindparam("new_pin")}, rows)


def set_passwords(session: Db, school_id: UUID, hashes: Mapping[UUID, str]) -> None:
    """Give accounts a one-time password (account id -> hash), which must be changed at the first log-in with it."""
    values = {"password_hash": bindparam("new_hash"), "must_change_password": True}
    _set(session, school_id, values, [(account_id, {"new_hash": kept}) for account_id, kept in hashes.items()])


def _set(session: Db, school_id: UUID, values: dict[str, Any], rows: list[tuple[UUID, dict[str, Any]]]) -> None:
    if not rows:
        return
    key = (Account.school_id == bindparam("of_school"), Account.id == bindparam("of_account"))
    statement = update(Account).where(*key).values(values).execution_options(synchronize_session=False)
    found = [{"of_school": school_id, "of_account": account_id} | new for account_id, new in rows]
    session.connection().execute(statement, found)
