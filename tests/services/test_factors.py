"""The second factor: what counts, what is taken once, and what stays secret."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pyotp
import pytest
from sqlalchemy import select

from app.domain.access import Actor, Role
from app.domain.errors import Conflict, Invalid, NotFound, Throttled
from app.domain.factors import recovery_hash
from app.services import factors, sessions
from app.services.seals import Seal
from app.store import factors as store
from app.store import sessions as login_store
from app.store.engine import Database, Session
from app.store.schema import Account, LedgerEntry, RecoveryCode, SecondFactor
from tests import builders
from tests.builders import NOW
from tests.staff import actor

SEAL = Seal(bytes(range(32)))
_secrets = count()


def new_secret() -> str:
    """A session's secret nobody had before."""
    return f"secret-{next(_secrets)}"


@pytest.fixture
def admin(session: Session) -> Account:
    return builders.staff(session)


def signed_in(session: Session, account: Account) -> Actor:
    """The account in a session of its own; without the code where one is asked for."""
    candidate = sessions.look_up(session, account.username, now=NOW)
    cookie = sessions.enter(session, candidate, now=NOW, new_secret=new_secret)
    resumed = sessions.resume(session, cookie, now=NOW)
    assert resumed is not None
    return resumed.actor


def turned_on(session: Session, who: Actor) -> tuple[pyotp.TOTP, factors.Issued]:
    """The app and what was issued."""
    factors.begin(session, who, now=NOW, seal=SEAL, dice=secrets.randbelow)
    totp = pyotp.TOTP(factors.set_up(session, who, seal=SEAL).key.replace(" ", ""))
    issued = factors.confirm(
        session, who, totp.at(NOW), now=NOW, seal=SEAL, dice=secrets.randbelow, new_secret=new_secret
    )
    return totp, issued


def test_it_counts_only_when_confirmed(session: Session, admin: Account) -> None:
    who = signed_in(session, admin)
    factors.begin(session, who, now=NOW, seal=SEAL, dice=secrets.randbelow)
    assert not signed_in(session, admin).awaits_factor
    assert factors.standing(session, who).since is None
    with pytest.raises(Invalid, match="wrong_code"):
        factors.confirm(session, who, "", now=NOW, seal=SEAL, dice=secrets.randbelow, new_secret=new_secret)
    turned_on(session, who)
    half = signed_in(session, admin)
    assert (half.awaits_factor, half.grants) == (True, ())
    with pytest.raises(Conflict, match="factor_is_on"):
        factors.begin(session, who, now=NOW, seal=SEAL, dice=secrets.randbelow)
    with pytest.raises(NotFound):
        factors.set_up(session, who, seal=SEAL)


def test_a_code_finishes_the_log_in_once(session: Session, admin: Account) -> None:
    totp, _issued = turned_on(session, signed_in(session, admin))
    later = NOW + timedelta(seconds=30)
    half = signed_in(session, admin)
    with pytest.raises(Invalid, match="wrong_code"):  # the code of the set-up was used already
        factors.enter_code(session, half, totp.at(NOW), now=later, seal=SEAL, new_secret=new_secret)
    cookie = factors.enter_code(session, half, totp.at(later), now=later, seal=SEAL, new_secret=new_secret)
    resumed = sessions.resume(session, cookie, now=later)
    assert resumed is not None
    assert resumed.actor.grants
    again = signed_in(session, admin)
    with pytest.raises(Invalid, match="wrong_code"):
        factors.enter_code(session, again, totp.at(later), now=later, seal=SEAL, new_secret=new_secret)
    with pytest.raises(NotFound):  # who is in already has no code to enter
        factors.enter_code(session, resumed.actor, totp.at(later), now=later, seal=SEAL, new_secret=new_secret)


def test_a_step_and_a_recovery_code_are_used_once_for_all(database: Database) -> None:
    with database.write() as session:
        admin = builders.staff(session)
        _totp, issued = turned_on(session, signed_in(session, admin))
        key = (admin.school_id, admin.id)
        session.commit()
    code_hash = session_hash(issued.codes[0])
    taken = []
    for _try in range(2):
        with database.write() as session:
            taken.append(
                (
                    store.take_step(session, *key, 99_000_000),
                    store.take_recovery_code(session, *key, code_hash, NOW),
                )
            )
            session.commit()
    assert taken == [(True, True), (False, False)]


def session_hash(code: str) -> bytes:
    """What is kept of a recovery code."""
    return recovery_hash(code)


def test_a_recovery_code_is_used_once_and_stands_in_the_ledger(session: Session, admin: Account) -> None:
    _totp, issued = turned_on(session, signed_in(session, admin))
    half = signed_in(session, admin)
    factors.enter_code(session, half, issued.codes[9].lower(), now=NOW, seal=SEAL, new_secret=new_secret)
    assert factors.standing(session, actor(session, admin)).codes_left == 9
    with pytest.raises(Invalid, match="wrong_code"):
        factors.enter_code(
            session, signed_in(session, admin), issued.codes[9], now=NOW, seal=SEAL, new_secret=new_secret
        )
    deeds = session.scalars(select(LedgerEntry.deed).order_by(LedgerEntry.id)).all()
    assert deeds == ["factor_on", "recovery_code"]


def test_wrong_codes_wait_and_a_right_one_forgets_them(session: Session, admin: Account) -> None:
    totp, _issued = turned_on(session, signed_in(session, admin))
    half = signed_in(session, admin)
    for _try in range(5):
        sessions.count_failure(session, factors.throttle_key(half), now=NOW)
    later = NOW + timedelta(seconds=30)
    with pytest.raises(Throttled, match="factor_throttled"):
        factors.enter_code(session, half, totp.at(NOW), now=NOW, seal=SEAL, new_secret=new_secret)
    factors.enter_code(session, half, totp.at(later), now=later, seal=SEAL, new_secret=new_secret)
    assert login_store.failures(session, factors.throttle_key(half)) is None


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
def test_teachers_may_and_pupils_may_not(session: Session, role: Role) -> None:
    if role is Role.TEACHER:
        turned_on(session, signed_in(session, builders.teacher(session)))
        return
    pupil = signed_in(session, builders.account_of(session, builders.student(session)))
    for deed in (begins, stands):
        with pytest.raises(NotFound):
            deed(session, pupil)


def begins(session: Session, who: Actor) -> None:
    factors.begin(session, who, now=NOW, seal=SEAL, dice=secrets.randbelow)


def stands(session: Session, who: Actor) -> None:
    factors.standing(session, who)


@pytest.mark.parametrize("deed", [factors.turn_off, factors.renew_codes])
def test_turning_off_and_renewing_need_a_code(session: Session, admin: Account, deed: Callable[..., object]) -> None:
    totp, issued = turned_on(session, signed_in(session, admin))
    who, later = actor(session, admin), NOW + timedelta(seconds=30)
    more = {"dice": secrets.randbelow} if deed is factors.renew_codes else {}
    for wrong in ("", "000", "ABCD-EFGH-IJKL-MNOP"):
        with pytest.raises(Invalid, match="wrong_code"):
            deed(session, who, wrong, now=later, seal=SEAL, **more)
    deed(session, who, totp.at(later), now=later, seal=SEAL, **more)
    half = signed_in(session, admin)
    assert half.awaits_factor is (deed is factors.renew_codes)
    rows = session.scalars(select(RecoveryCode.code_hash)).all()
    assert session_hash(issued.codes[0]) not in rows
    assert len(rows) == (10 if deed is factors.renew_codes else 0)


def test_a_changed_key_of_the_installation_leaves_the_recovery_codes(session: Session, admin: Account) -> None:
    totp, issued = turned_on(session, signed_in(session, admin))
    half, other, later = signed_in(session, admin), Seal(bytes(32)), NOW + timedelta(seconds=30)
    with pytest.raises(Invalid, match="wrong_code"):
        factors.enter_code(session, half, totp.at(later), now=later, seal=other, new_secret=new_secret)
    assert factors.enter_code(session, half, issued.codes[0], now=later, seal=other, new_secret=new_secret)


def test_nothing_is_kept_or_shown_in_clear(session: Session, admin: Account) -> None:
    who = signed_in(session, admin)
    factors.begin(session, who, now=NOW, seal=SEAL, dice=secrets.randbelow)
    shown = factors.set_up(session, who, seal=SEAL)
    key = shown.key.replace(" ", "")
    assert key in shown.address
    assert key not in repr(shown)
    row = session.scalars(select(SecondFactor)).one()
    assert key.encode() not in row.secret
    assert "ABCD" not in repr(factors.Issued(("ABCD",), "cookie"))
