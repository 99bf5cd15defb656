"""Setting up a second factor, showing its code at log-in, and getting rid of it again."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyotp

from app.domain import factors, sessions
from app.domain.access import Actor, Permission, require, require_awaiting
from app.domain.errors import Conflict, Invalid, NotFound, Throttled
from app.domain.people import fold_username
from app.services import operators
from app.services.seals import Seal, SealBroken
from app.services.sessions import open_session, own_session
from app.store import factors as store
from app.store import sessions as logins
from app.store.engine import Session
from app.store.schema import SecondFactor

ISSUER = "First Lesson"
Dice = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a second factor counts, since when, and how many recovery codes are left."""

    since: datetime | None
    codes_left: int


@dataclass(frozen=True, slots=True)
class SetUp:
    """A shared secret as it is shown while it is set up: as an address for a QR code, and as letters to type."""

    address: str
    key: str

    def __repr__(self) -> str:
        return "SetUp(...)"


@dataclass(frozen=True, slots=True)
class Issued:
    """Recovery codes as they are shown once, and the cookie of the session that goes on."""

    codes: tuple[str, ...]
    cookie: str

    def __repr__(self) -> str:
        return "Issued(...)"


def throttle_key(actor: Actor) -> str:
    """Where wrong codes of an account are counted. The blank keeps it apart from every user name."""
    return f"factor {actor.account_id.hex}"


def standing(session: Session, actor: Actor) -> Standing:
    """How the own second factor stands. NotFound for pupils, who have none."""
    _require_staff(actor)
    row = store.get(session, actor.school_id, actor.account_id)
    if row is None or row.confirmed_at is None:
        return Standing(None, 0)
    return Standing(row.confirmed_at, store.codes_left(session, actor.school_id, actor.account_id))


def begin(session: Session, actor: Actor, *, now: datetime, seal: Seal, dice: Dice) -> None:
    """Make a new secret. It counts for nothing before `confirm`; doing it again makes another one.

    Raises Conflict("factor_is_on") where a second factor counts already.
    """
    _require_staff(actor)
    if store.is_confirmed(session, actor.school_id, actor.account_id):
        raise Conflict("factor_is_on")
    sealed = seal.close(factors.new_key(dice).encode())
    store.begin(session, actor.school_id, actor.account_id, sealed, now)


def set_up(session: Session, actor: Actor, *, seal: Seal) -> SetUp:
    """The secret that waits to be confirmed. Raises NotFound where there is none: a confirmed one is never shown."""
    _require_staff(actor)
    key = _opened(_waiting(session, actor), seal)
    if key is None:
        raise NotFound
    address = pyotp.TOTP(key).provisioning_uri(name=actor.username, issuer_name=ISSUER)
    return SetUp(address, factors.in_groups(key, " "))


def confirm(
    session: Session, actor: Actor, typed: str, *, now: datetime, seal: Seal, dice: Dice, new_secret: Callable[[], str]
) -> Issued:
    """Let the second factor count once its app has shown a right code. Every other session of the account ends.

    Raises Invalid("wrong_code", field="code"), Throttled("factor_throttled").
    """
    _require_staff(actor)
    row = _waiting(session, actor)
    _check_pace(session, actor, now)
    if not _take_code(session, row, typed, now, seal):
        raise Invalid("wrong_code", field="code")
    store.confirm(session, actor.school_id, actor.account_id, now)
    operators.note(session, actor, "factor_on", now=now)
    return Issued(_new_codes(session, actor, dice), _new_session(session, actor, now, new_secret, ends_all=True))


def enter_code(
    session: Session, actor: Actor | None, typed: str, *, now: datetime, seal: Seal, new_secret: Callable[[], str]
) -> str:
    """Finish a log-in with a code or a recovery code; returns the cookie of a new session.

    Raises Invalid("wrong_code", field="code"), Throttled("factor_throttled").
    """
    who = require_awaiting(actor)
    _check(session, who, typed, now=now, seal=seal)
    return _new_session(session, who, now, new_secret, ends_all=False)


def renew_codes(session: Session, actor: Actor, typed: str, *, now: datetime, seal: Seal, dice: Dice) -> Issued:
    """Ten new recovery codes; the old ones are no good any more. Raises what `enter_code` raises."""
    _require_staff(actor)
    _check(session, actor, typed, now=now, seal=seal)
    operators.note(session, actor, "factor_codes", now=now)
    return Issued(_new_codes(session, actor, dice), "")


def turn_off(session: Session, actor: Actor, typed: str, *, now: datetime, seal: Seal) -> None:
    """Do without a second factor. Raises what `enter_code` raises."""
    _require_staff(actor)
    _check(session, actor, typed, now=now, seal=seal)
    store.remove(session, actor.school_id, actor.account_id)
    operators.note(session, actor, "factor_off", now=now)


def reset(session: Session, actor: Actor | None, school_id: UUID, account_id: UUID, *, now: datetime) -> None:
    """Take a lost second factor from an account and end its sessions: after whoever calls has checked that `actor`
    (None: the operator) may. Raises NotFound where there is none."""
    if not store.remove(session, school_id, account_id):
        raise NotFound
    logins.end_all(session, school_id, account_id, now)
    operators.note(session, actor, "factor_reset", now=now, school_id=school_id, reason=str(account_id))


def reset_by_operator(session: Session, username: str, *, now: datetime) -> None:
    """Take a lost second factor from anybody's account. NotFound for a name nobody has, and where there is none."""
    found = logins.find_login(session, fold_username(username))
    if found is None:
        raise NotFound
    reset(session, None, *found, now=now)


def _require_staff(actor: Actor) -> None:
    require(actor, Permission.OWN_ACCOUNT)
    if actor.student_id is not None:
        raise NotFound


def _waiting(session: Session, actor: Actor) -> SecondFactor:
    row = store.get(session, actor.school_id, actor.account_id)
    if row is None or row.confirmed_at is not None:
        raise NotFound
    return row


def _check_pace(session: Session, actor: Actor, now: datetime) -> None:
    tries = logins.failures(session, throttle_key(actor))
    delay = sessions.delay_before_next(*tries, now) if tries else 0
    if delay:
        raise Throttled("factor_throttled", seconds=delay)


def _check(session: Session, actor: Actor, typed: str, *, now: datetime, seal: Seal) -> None:
    """A code of the app, or a recovery code; each is taken once."""
    row = store.get(session, actor.school_id, actor.account_id)
    if row is None or row.confirmed_at is None:
        raise NotFound
    _check_pace(session, actor, now)
    if factors.is_code(factors.plain(typed)):
        is_right = _take_code(session, row, typed, now, seal)
    else:
        code_hash = factors.recovery_hash(typed)
        is_right = store.take_recovery_code(session, actor.school_id, actor.account_id, code_hash, now)
        if is_right:
            operators.note(session, actor, "recovery_code", now=now)
    if not is_right:
        raise Invalid("wrong_code", field="code")
    logins.clear_failures(session, throttle_key(actor))


def _take_code(session: Session, row: SecondFactor, typed: str, now: datetime, seal: Seal) -> bool:
    key, code = _opened(row, seal), factors.plain(typed)
    if key is None or not factors.is_code(code):
        return False
    totp = pyotp.TOTP(key, digits=factors.DIGITS, interval=factors.STEP_SECONDS)
    matches = [step for step in factors.steps(now) if hmac.compare_digest(totp.generate_otp(step), code)]
    return any(store.take_step(session, row.school_id, row.account_id, step) for step in matches)


def _opened(row: SecondFactor, seal: Seal) -> str | None:
    """The secret; None where it was sealed with a key that has been changed since."""
    try:
        return seal.open(row.secret).decode()
    except SealBroken:
        return None


def _new_codes(session: Session, actor: Actor, dice: Dice) -> tuple[str, ...]:
    codes = factors.new_recovery_codes(dice)
    hashes = [factors.recovery_hash(code) for code in codes]
    store.replace_recovery_codes(session, actor.school_id, actor.account_id, hashes)
    return codes


def _new_session(
    session: Session, actor: Actor, now: datetime, new_secret: Callable[[], str], *, ends_all: bool
) -> str:
    """A session under a new id that takes the place of the actor's present one, or of all."""
    present = own_session(session, actor)
    if ends_all:
        logins.end_all(session, actor.school_id, actor.account_id, now)
    elif present:
        logins.end(session, present.school_id, present.token_hash, now)
    return open_session(
        session,
        actor.school_id,
        actor.account_id,
        now=now,
        new_secret=new_secret,
        is_mobile=present.is_mobile if present else False,
    )
