"""Login cards: a new one for every pupil of a class, and signing in with one.

Printing takes three steps, because hashing passwords and drawing the file take seconds: `order` reads, `prepare` hashes
with no transaction open, and `issue` writes all of it or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain import cards, pins
from app.domain.access import Actor, Permission, Place, require
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.people import one_time_password
from app.domain.sessions import Means
from app.services.passwords import Passwords
from app.services.sessions import open_session
from app.store import cards as store
from app.store import classrooms, ledger, sessions
from app.store.cards import Holder
from app.store.classrooms import ClassroomRow
from app.store.engine import Session

Dice = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Order:
    """Whom cards are to be printed for; `student_id` where it is one pupil only."""

    classroom: ClassroomRow
    holders: tuple[Holder, ...]
    student_id: UUID | None = None

    @property
    def grants_pins(self) -> bool:
        """True where every card comes with a new PIN."""
        return pins.is_for(self.classroom.grade)

    @property
    def usually_with_passwords(self) -> bool:
        """True from the grade on in which pupils can keep a password."""
        return cards.usually_with_password(self.classroom.grade)

    @property
    def without_password(self) -> int:
        """How many have no password of their own yet."""
        return sum(not one.has_own_password for one in self.holders)


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """A card as it is printed once. Of its secrets only hashes are kept; nothing here is ever logged."""

    holder: Holder
    text: str
    secret_hash: bytes
    pin: str = ""
    password: str = ""
    password_hash: str = ""

    def __repr__(self) -> str:
        return "PrintedCard(...)"


def order(session: Session, actor: Actor, classroom_id: UUID, *, student_id: UUID | None = None) -> Order:
    """The pupils of a class who would get a card. For the class's teacher and the school's administrator."""
    require(actor, Permission.CARD_PRINT, Place(school_id=actor.school_id, classroom_id=classroom_id))
    room = classrooms.get(session, actor.school_id, classroom_id)
    if room is None:
        raise NotFound
    holders = store.holders(session, actor.school_id, classroom_id, student_id)
    if student_id is not None and not holders:
        raise NotFound
    return Order(room, tuple(holders), student_id)


def prepare(wanted: Order, *, with_passwords: bool, passwords: Passwords, dice: Dice) -> list[PrintedCard]:
    """Draw the secrets and hash the passwords: about 25 ms for each pupil who has none. Nothing is written.

    Raises Conflict("cards_nobody") for an empty class, Busy where many people are signing in.
    """
    if not wanted.holders:
        raise Conflict("cards_nobody")
    return [_card(wanted, holder, with_passwords, passwords, dice) for holder in wanted.holders]


def issue(
    session: Session,
    actor: Actor,
    wanted: Order,
    printed: Sequence[PrintedCard],
    *,
    now: datetime,
    pin_key: bytes,
    new_id: Callable[[], UUID],
) -> None:
    """Make the printed cards valid. Earlier cards of these pupils end, with the sessions that a card or a PIN opened.

    Raises Conflict("cards_changed") where the class is not what it was when the cards were prepared: then nothing is
    written, and what was printed is void.
    """
    room = wanted.classroom
    require(actor, Permission.CARD_PRINT, Place(school_id=actor.school_id, classroom_id=room.id))
    present = store.holders(session, room.school_id, room.id, wanted.student_id, is_locked=True)
    if tuple(present) != wanted.holders or [card.holder for card in printed] != present:
        raise Conflict("cards_changed")
    store.end_for(session, room.school_id, [holder.account_id for holder in present], now)
    made = {"school_id": room.school_id, "issued_at": now, "issued_by": actor.account_id, "ended_at": None}
    rows = [{"id": new_id(), "account_id": one.holder.account_id, "secret_hash": one.secret_hash} for one in printed]
    store.add(session, [made | row for row in rows])
    with_pin = {one.holder.account_id: one.pin for one in printed if one.pin}
    hashes = {key: pins.pin_hash(pin_key, room.school_id, key, pin) for key, pin in with_pin.items()}
    store.set_pins(session, room.school_id, hashes)
    _set_passwords(session, room.school_id, printed, now)
    ledger.append(
        session,
        entry_id=new_id(),
        school_id=room.school_id,
        actor_id=actor.account_id,
        deed="print_cards",
        at=now,
        student_id=wanted.student_id,
        classroom_id=room.id,
        reason=str(len(printed)),
    )


def sign_in(
    session: Session, text: str, *, now: datetime, new_secret: Callable[[], str], is_mobile: bool = False
) -> str:
    """Open a session with a card's text; returns the cookie's value.

    Raises Invalid("card_ended") for what is no card, an unknown card and one that has ended alike. There is no
    throttle: 128 random bits cannot be tried out, and a whole school enters from one address.
    """
    found = cards.read(text)
    account_id = store.find(session, found[0], cards.secret_hash(found[1])) if found else None
    if found is None or account_id is None:
        raise Invalid("card_ended")
    return open_session(
        session, found[0], account_id, now=now, new_secret=new_secret, means=Means.CARD, is_mobile=is_mobile
    )


def _card(wanted: Order, holder: Holder, with_passwords: bool, passwords: Passwords, dice: Dice) -> PrintedCard:
    secret = dice(1 << cards.SECRET_BITS)
    password = one_time_password(dice) if with_passwords and not holder.has_own_password else ""
    return PrintedCard(
        holder=holder,
        text=cards.text_of(wanted.classroom.school_id, secret),
        secret_hash=cards.secret_hash(secret),
        pin=pins.fresh(dice) if wanted.grants_pins else "",
        password=password,
        password_hash=passwords.hash(password) if password else "",
    )


def _set_passwords(session: Session, school_id: UUID, printed: Sequence[PrintedCard], now: datetime) -> None:
    with_password = [one for one in printed if one.password_hash]
    if not with_password:
        return
    store.set_passwords(session, school_id, {one.holder.account_id: one.password_hash for one in with_password})
    store.end_sessions(session, school_id, [one.holder.account_id for one in with_password], tuple(Means), now)
    sessions.forget_failures(session, [one.holder.username for one in with_password])
