"""Second factors and their recovery codes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update

from app.store.engine import Session
from app.store.schema import RecoveryCode, SecondFactor
from app.store.writes import insert_new


def get(session: Session, school_id: UUID, account_id: UUID) -> SecondFactor | None:
    """The second factor of an account, confirmed or not."""
    mine = (SecondFactor.school_id == school_id, SecondFactor.account_id == account_id)
    statement = select(SecondFactor).where(*mine).execution_options(populate_existing=True)
    return session.scalars(statement).first()


def is_confirmed(session: Session, school_id: UUID, account_id: UUID) -> bool:
    """True where an account has a second factor that counts."""
    mine = (SecondFactor.school_id == school_id, SecondFactor.account_id == account_id)
    return session.scalar(select(SecondFactor.confirmed_at).where(*mine)) is not None


def begin(session: Session, school_id: UUID, account_id: UUID, secret: bytes, at: datetime) -> None:
    """Keep a sealed secret that does not count yet; one that was not confirmed gives way to it."""
    session.execute(
        delete(SecondFactor).where(
            SecondFactor.school_id == school_id,
            SecondFactor.account_id == account_id,
            SecondFactor.confirmed_at.is_(None),
        )
    )
    row = {"school_id": school_id, "account_id": account_id, "secret": secret, "created_at": at, "last_step": 0}
    insert_new(session, SecondFactor, row)


def confirm(session: Session, school_id: UUID, account_id: UUID, at: datetime) -> None:
    """Let the secret count from now on."""
    mine = (SecondFactor.school_id == school_id, SecondFactor.account_id == account_id)
    session.execute(update(SecondFactor).where(*mine).values(confirmed_at=at))


def take_step(session: Session, school_id: UUID, account_id: UUID, step: int) -> bool:
    """Note that the code of this step was used; False where it or a later one was used before."""
    mine = (SecondFactor.school_id == school_id, SecondFactor.account_id == account_id)
    statement = update(SecondFactor).where(*mine, SecondFactor.last_step < step).values(last_step=step)
    return session.connection().execute(statement).rowcount == 1


def take_recovery_code(session: Session, school_id: UUID, account_id: UUID, code_hash: bytes, at: datetime) -> bool:
    """Note that a recovery code was used; False where there is none, or somebody was quicker."""
    mine = (RecoveryCode.school_id == school_id, RecoveryCode.account_id == account_id)
    statement = update(RecoveryCode).where(*mine, RecoveryCode.code_hash == code_hash, RecoveryCode.used_at.is_(None))
    return session.connection().execute(statement.values(used_at=at)).rowcount == 1


def replace_recovery_codes(session: Session, school_id: UUID, account_id: UUID, hashes: Collection[bytes]) -> None:
    """Keep these codes and no others."""
    mine = (RecoveryCode.school_id == school_id, RecoveryCode.account_id == account_id)
    session.execute(delete(RecoveryCode).where(*mine))
    key = {"school_id": school_id, "account_id": account_id, "used_at": None}
    insert_new(session, RecoveryCode, [key | {"code_hash": one} for one in hashes])


def codes_left(session: Session, school_id: UUID, account_id: UUID) -> int:
    """How many recovery codes nobody has used."""
    mine = (RecoveryCode.school_id == school_id, RecoveryCode.account_id == account_id)
    statement = select(func.count()).select_from(RecoveryCode).where(*mine, RecoveryCode.used_at.is_(None))
    return session.scalar(statement) or 0


def remove(session: Session, school_id: UUID, account_id: UUID) -> bool:
    """Forget a second factor with its recovery codes; False where there was none that counted."""
    found = is_confirmed(session, school_id, account_id)
    for kind in (RecoveryCode, SecondFactor):
        session.execute(delete(kind).where(kind.school_id == school_id, kind.account_id == account_id))
    return found
