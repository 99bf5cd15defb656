"""The log-ins of many pupils of a school: reading them, and taking over those they had elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from app.store.engine import Session
from app.store.rolls import chunks
from app.store.schema import Account, Login
from app.store.writes import insert_new


@dataclass(frozen=True, slots=True)
class PupilAccount:
    """A pupil's latest account in a school, ended or not."""

    student_id: UUID
    id: UUID
    username: str
    password_hash: str | None
    must_change_password: bool


def accounts(session: Session, school_id: UUID, student_ids: Iterable[UUID]) -> dict[UUID, PupilAccount]:
    """The latest account of each of these pupils in a school."""
    columns = (Account.student_id, Account.id, Account.username, Account.password_hash, Account.must_change_password)
    found: dict[UUID, PupilAccount] = {}
    for some in chunks(list(student_ids)):
        mine = (Account.school_id == school_id, Account.student_id.in_(some))
        for row in session.execute(select(*columns).where(*mine).order_by(Account.created_at, Account.id)):
            if row[0] is not None:
                found[row[0]] = PupilAccount(row[0], *row[1:])
    return found


_HAND_OVER = (
    update(Login)
    .where(Login.username == bindparam("b_username"))
    .values(school_id=bindparam("new_school_id"), account_id=bindparam("new_account_id"))
)
_REOPEN = (
    update(Account)
    .where(Account.school_id == bindparam("b_school_id"), Account.username == bindparam("b_username"))
    .values(
        name=bindparam("new_name"),
        student_id=bindparam("new_student_id"),
        password_hash=bindparam("new_password_hash"),
        must_change_password=bindparam("new_must_change_password"),
        ended_at=None,
    )
)


def take_accounts(session: Session, school_id: UUID, rows: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """Give pupils who came from elsewhere the log-in they had: `rows` hold from_school_id, from_account_id, id,
    username, name, student_id, password_hash, must_change_password. An account from an earlier time here opens again.
    """
    if not rows:
        return
    columns = ("id", "username", "name", "student_id", "password_hash", "must_change_password")
    for some in chunks(rows):
        kept = {"school_id": school_id, "created_at": at, "ended_at": None}
        new = [kept | {key: row[key] for key in columns} for row in some]
        insert_new(session, Account, new)
        reopened = [
            {"b_school_id": school_id, "b_username": row["username"]} | {f"new_{key}": row[key] for key in columns[2:]}
            for row in some
        ]
        session.connection().execute(_REOPEN, reopened)
        names = [row["username"] for row in some]
        mine = select(Account.username, Account.id).where(Account.school_id == school_id, Account.username.in_(names))
        ids = {row[0]: row[1] for row in session.execute(mine)}
        over = [{"b_username": name, "new_school_id": school_id, "new_account_id": ids[name]} for name in names]
        session.connection().execute(_HAND_OVER, over)
        former = [{"b_school": row["from_school_id"], "b_id": row["from_account_id"]} for row in some]
        session.connection().execute(_FORGET_PASSWORD, former)


_FORGET_PASSWORD = (
    update(Account)
    .where(Account.school_id == bindparam("b_school"), Account.id == bindparam("b_id"))
    .values(password_hash=None)
)
