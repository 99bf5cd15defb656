"""Printing cards, and signing in with one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.domain import pins
from app.domain.access import Actor, Role
from app.domain.cards import read, text_of
from app.domain.errors import Busy, Conflict, Invalid, NotFound
from app.domain.identifiers import uuid7
from app.domain.sessions import Means
from app.services import cards, enrolments, sessions
from app.services.cards import Order, PrintedCard
from app.services.passwords import Passwords
from app.store.engine import Session
from app.store.schema import Account, Card, Classroom, LedgerEntry, Student
from app.store.schema import Session as SessionRow
from tests import builders
from tests.builders import NOW
from tests.staff import actor, statements

CHEAP = Passwords(memory_kib=8, rounds=1)
KEY = bytes(32)
LATER = NOW + timedelta(minutes=5)


@dataclass
class Class:
    """A class with three pupils and its teacher."""

    room: Classroom
    pupils: list[Student]
    teacher: Account
    who: Actor


def build(session: Session, grade: int = 5, **other: Any) -> Class:
    room = builders.classroom(session, grade=grade)
    pupils = [builders.student(session, room, name=name, **other) for name in ("王小明", "王小明", "欧阳𠮷")]
    teacher = builders.teacher(session, room)
    return Class(room, pupils, teacher, actor(session, teacher))


def order(session: Session, of: Class, **other: Any) -> Order:
    return cards.order(session, of.who, of.room.id, **other)


def prepare(wanted: Order, *, with_passwords: bool = False) -> list[PrintedCard]:
    return cards.prepare(wanted, with_passwords=with_passwords, passwords=CHEAP, dice=secrets.randbelow)


def issue(session: Session, of: Class, wanted: Order, printed: list[PrintedCard], who: Actor | None = None) -> None:
    cards.issue(session, who or of.who, wanted, printed, now=NOW, pin_key=KEY, new_id=uuid7)
    session.expire_all()


def print_all(session: Session, of: Class, *, with_passwords: bool = False, **other: Any) -> list[PrintedCard]:
    wanted = order(session, of, **other)
    printed = prepare(wanted, with_passwords=with_passwords)
    issue(session, of, wanted, printed)
    return printed


def enter(session: Session, text: str) -> str:
    return cards.sign_in(session, text, now=NOW, new_secret=lambda: secrets.token_urlsafe(32))


def refused(session: Session, text: str) -> bool:
    try:
        enter(session, text)
    except Invalid as refusal:
        return refusal.code == "card_ended"
    return False


def who_is(session: Session, cookie: str) -> Actor:
    resumed = sessions.resume(session, cookie, now=NOW)
    assert resumed is not None
    return resumed.actor


def test_every_pupil_gets_a_card_that_opens_the_own_session(session: Session) -> None:
    school_class = build(session)
    printed = print_all(session, school_class)
    assert [card.holder.student_id for card in printed] == [pupil.id for pupil in school_class.pupils]
    for card in printed:
        who = who_is(session, enter(session, card.text))
        assert (who.student_id, who.classroom_id) == (card.holder.student_id, school_class.room.id)
        assert who.roles() == {Role.STUDENT}


def test_only_hashes_are_kept_and_nothing_is_shown_by_accident(session: Session) -> None:
    school_class = build(session, grade=2)
    (first, *_rest) = print_all(session, school_class)
    row = session.scalars(select(Card).where(Card.account_id == first.holder.account_id)).one()
    assert row.secret_hash == first.secret_hash
    account = builders.account_of(session, school_class.pupils[0])
    assert account.pin_hash == pins.pin_hash(KEY, school_class.room.school_id, account.id, first.pin)
    assert repr(first) == "PrintedCard(...)"
    assert first.text not in repr(row)


def test_a_reprint_ends_the_card_before_and_its_session(session: Session) -> None:
    school_class = build(session)
    (old, *_rest) = print_all(session, school_class)
    cookie = enter(session, old.text)
    (new, *_rest) = print_all(session, school_class)
    assert refused(session, old.text)
    assert sessions.resume(session, cookie, now=NOW) is None
    assert who_is(session, enter(session, new.text)).student_id == old.holder.student_id


def test_a_new_card_for_one_pupil_leaves_the_others_alone(session: Session) -> None:
    school_class = build(session)
    old = print_all(session, school_class)
    (new,) = print_all(session, school_class, student_id=school_class.pupils[1].id)
    assert not refused(session, old[0].text)
    assert refused(session, old[1].text)
    assert not refused(session, new.text)


def test_a_session_opened_with_a_password_outlives_a_reprint(session: Session) -> None:
    school_class = build(session)
    account = builders.account_of(session, school_class.pupils[0])
    cookie = sessions.open_session(session, account.school_id, account.id, now=NOW, new_secret=lambda: "s" * 40)
    print_all(session, school_class, with_passwords=True)
    assert who_is(session, cookie).account_id == account.id


def test_one_time_passwords_are_only_for_those_who_have_none_of_their_own(session: Session) -> None:
    school_class = build(session, password_hash=None)
    builders.student(session, school_class.room, name="已有密码")
    issued = builders.student(session, school_class.room, name="没换密码")
    session.execute(update(Account).where(Account.student_id == issued.id).values(must_change_password=True))
    wanted = order(session, school_class)
    assert wanted.without_password == 4
    printed = prepare(wanted, with_passwords=True)
    assert [bool(card.password) for card in printed] == [True, True, True, False, True]
    issue(session, school_class, wanted, printed)
    account = builders.account_of(session, school_class.pupils[0])
    assert account.must_change_password
    assert CHEAP.is_right(account.password_hash, printed[0].password)
    assert not any(card.password for card in prepare(wanted, with_passwords=False))


def test_a_card_does_not_ask_for_a_new_password_but_the_password_does(session: Session) -> None:
    school_class = build(session, password_hash=None)
    (first, *_rest) = print_all(session, school_class, with_passwords=True)
    assert not who_is(session, enter(session, first.text)).must_change_password
    account = builders.account_of(session, school_class.pupils[0])
    by_password = sessions.open_session(session, account.school_id, account.id, now=NOW, new_secret=lambda: "s" * 40)
    assert who_is(session, by_password).must_change_password


@pytest.mark.parametrize(
    ("grade", "has_pin", "with_passwords"), [(3, True, False), (4, False, True), (-1, True, False)]
)
def test_pins_and_passwords_go_by_grade(session: Session, grade: int, has_pin: bool, with_passwords: bool) -> None:
    wanted = order(session, build(session, grade=grade))
    assert wanted.usually_with_passwords is with_passwords
    assert all(bool(card.pin) is has_pin for card in prepare(wanted))


def test_one_line_of_the_ledger_says_how_many(session: Session) -> None:
    school_class = build(session)
    print_all(session, school_class)
    line = session.scalars(select(LedgerEntry)).one()
    found = (line.deed, line.actor_id, line.classroom_id, line.student_id, line.reason)
    assert found == ("print_cards", school_class.teacher.id, school_class.room.id, None, "3")


def test_a_class_that_changed_meanwhile_keeps_its_old_cards(session: Session) -> None:
    school_class = build(session)
    old = print_all(session, school_class)
    wanted = order(session, school_class)
    printed = prepare(wanted)
    builders.student(session, school_class.room)
    with pytest.raises(Conflict, match="cards_changed"):
        issue(session, school_class, wanted, printed)
    assert not refused(session, old[0].text)
    assert session.scalar(select(func.count()).select_from(Card)) == 3


def test_a_password_chosen_meanwhile_is_not_replaced(session: Session) -> None:
    school_class = build(session, password_hash=None)
    wanted = order(session, school_class)
    printed = prepare(wanted, with_passwords=True)
    chosen = {"password_hash": builders.CHEAP_HASH, "must_change_password": False}
    session.execute(update(Account).where(Account.student_id == school_class.pupils[0].id).values(**chosen))
    with pytest.raises(Conflict, match="cards_changed"):
        issue(session, school_class, wanted, printed)


def test_cards_that_are_not_those_of_the_order_are_not_issued(session: Session) -> None:
    school_class = build(session)
    wanted = order(session, school_class)
    printed = prepare(wanted)
    with pytest.raises(Conflict, match="cards_changed"):
        issue(session, school_class, wanted, printed[:2])
    with pytest.raises(Conflict, match="cards_changed"):
        issue(session, school_class, replace(wanted, holders=wanted.holders[:2]), printed[:2])


def test_an_empty_class_has_no_cards(session: Session) -> None:
    room = builders.classroom(session)
    who = actor(session, builders.teacher(session, room))
    with pytest.raises(Conflict, match="cards_nobody"):
        prepare(cards.order(session, who, room.id))


def test_busy_hashing_prints_nothing(session: Session) -> None:
    wanted = order(session, build(session, password_hash=None))

    class Full(Passwords):
        def hash(self, password: str) -> str:
            raise Busy("busy_login")

    with pytest.raises(Busy):
        cards.prepare(wanted, with_passwords=True, passwords=Full(memory_kib=8, rounds=1), dice=secrets.randbelow)


def test_strangers_find_no_class_to_print(session: Session) -> None:
    own, foreign = build(session), build(session)
    bureau = actor(session, builders.staff(session, role=Role.BUREAU))
    pupil = who_is(session, enter(session, print_all(session, own)[0].text))
    for who in (foreign.who, bureau, pupil):
        with pytest.raises(NotFound):
            cards.order(session, who, own.room.id)
    with pytest.raises(NotFound):
        order(session, own, student_id=foreign.pupils[0].id)
    wanted = order(session, own)
    with pytest.raises(NotFound):
        issue(session, own, wanted, prepare(wanted), who=foreign.who)


def test_the_schools_administrator_prints_too(session: Session) -> None:
    school_class = build(session)
    school = builders.school(session)
    room = builders.classroom(session, school)
    builders.student(session, room)
    admin = actor(session, builders.staff(session, school))
    assert len(cards.order(session, admin, room.id).holders) == 1
    with pytest.raises(NotFound):
        cards.order(session, admin, school_class.room.id)


def test_the_card_of_a_pupil_who_left_is_dead(session: Session) -> None:
    school_class = build(session)
    school = builders.school(session)
    room = builders.classroom(session, school)
    pupil = builders.student(session, room)
    admin = actor(session, builders.staff(session, school))
    wanted = cards.order(session, admin, room.id)
    printed = prepare(wanted)
    issue(session, school_class, wanted, printed, who=admin)
    assert not refused(session, printed[0].text)
    enrolments.release(session, admin, pupil.id, on=builders.TODAY, now=NOW, new_id=uuid7, reason="moved away")
    assert refused(session, printed[0].text)


@pytest.mark.parametrize("state", ["left", "erased", "ended"])
def test_a_card_opens_nothing_for_who_is_gone(session: Session, state: str) -> None:
    school_class = build(session)
    (card, *_rest) = print_all(session, school_class)
    pupil = school_class.pupils[0]
    if state == "ended":
        session.execute(update(Account).where(Account.student_id == pupil.id).values(ended_at=NOW))
    else:
        gone = {"left_on": date(2026, 11, 1)} if state == "left" else {"erased_at": NOW}
        session.execute(update(Student).where(Student.id == pupil.id).values(**gone))
    assert refused(session, card.text)


def test_a_secret_opens_nothing_at_another_school(session: Session) -> None:
    school_class = build(session)
    (card, *_rest) = print_all(session, school_class)
    other = builders.school(session)
    found = read(card.text)
    assert found is not None
    assert refused(session, text_of(other.id, found[1]))
    assert not refused(session, text_of(school_class.room.school_id, found[1]))


def test_signing_in_is_one_read_and_one_write(session: Session) -> None:
    school_class = build(session)
    (card, *_rest) = print_all(session, school_class)
    session.commit()
    with statements() as sent:
        enter(session, card.text)
        session.commit()
    assert [one.split()[0] for one in sent] == ["SELECT", "INSERT"]
    row = session.scalars(select(SessionRow)).one()
    assert row.means is Means.CARD


def test_what_is_no_card_asks_the_database_nothing(session: Session) -> None:
    session.commit()
    with statements() as sent:
        assert refused(session, "no card at all")
    assert sent == []


def test_printing_takes_as_many_statements_for_many_as_for_few(session: Session) -> None:
    school_class = build(session, grade=2)
    with statements() as few:
        print_all(session, school_class)
    for _ in range(20):
        builders.student(session, school_class.room)
    with statements() as many:
        print_all(session, school_class)
    assert len(many) == len(few)
