"""Accounts and their password hashes."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select, update

from app.domain.access import Role
from app.store.engine import Session
from app.store.schema import Account, Grant, Login
from app.store.writes import insert_new


def get(session: Session, school_id: UUID, account_id: UUID) -> Account | None:
    """An account that has not ended."""
    account = session.get(Account, (school_id, account_id))
    return account if account and account.ended_at is None else None


def of_student(session: Session, school_id: UUID, student_id: UUID) -> Account | None:
    """The account of a pupil."""
    return session.scalars(
        select(Account).where(
            Account.school_id == school_id, Account.student_id == student_id, Account.ended_at.is_(None)
        )
    ).first()


def set_password(session: Session, account: Account, password_hash: str, *, must_change: bool) -> None:
    """Replace the password."""
    key = (Account.school_id == account.school_id, Account.id == account.id)
    session.execute(update(Account).where(*key).values(password_hash=password_hash, must_change_password=must_change))


def add(session: Session, account: Account) -> bool:
    """Keep a new account with its entry in the log-in directory; False where somebody has the user name."""
    entry = {"username": account.username, "school_id": account.school_id, "account_id": account.id}
    if not insert_new(session, Login, entry):
        return False
    session.add(account)
    session.flush()
    return True


def give(session: Session, account: Account, role: Role, region_id: UUID | None, *, grant_id: UUID, on: date) -> None:
    """Give an account a role over its own school, over a region, or over the platform, from a day on."""
    key = {"school_id": account.school_id, "account_id": account.id, "id": grant_id}
    insert_new(session, Grant, key | {"role": role, "region_id": region_id, "from_on": on})
