"""Looking after staff: who may do what to whom, and what it leaves behind."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.access import Role
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.identifiers import uuid7
from app.services import newstaff, sessions, staff, stafflists
from app.services.newstaff import NewMember, Prepared
from app.services.passwords import Passwords
from app.store.engine import Session
from app.store.schema import Account, Grant, LedgerEntry, Level, Posting, Region, School, SchoolKind
from tests import builders
from tests.builders import NOW, TODAY
from tests.staff import actor, statements

CHEAP = Passwords(memory_kib=8, rounds=1)
READY = Prepared("panda-222222", builders.CHEAP_HASH)


@dataclass
class Chain:
    """One person on every link: a province, one of its cities, a county there, a school of it, and the next county."""

    session: Session
    city: Region
    school: School
    people: dict[str, Account]

    def reset(self, who: str, whom: str) -> bool:
        """Whether one may give another a new password."""
        target = self.people[whom]
        key = (target.school_id, target.id)
        try:
            staff.reset_password(
                self.session,
                actor(self.session, self.people[who]),
                *key,
                now=NOW,
                passwords=CHEAP,
                dice=secrets.randbelow,
            )
        except NotFound:
            return False
        return True


@pytest.fixture
def chain(session: Session) -> Chain:
    province = builders.region(session, level=Level.PROVINCE)
    city = builders.region(session, parent=province)
    county, other = builders.county(session, parent=city), builders.county(session, parent=city)
    school = builders.school(session, county)
    people = {
        "teacher": builders.teacher(session, builders.classroom(session, school)),
        "admin": builders.staff(session, school),
        "fellow": builders.staff(session, school),
        "foreign": builders.staff(session, builders.school(session, other)),
        "platform": builders.staff(session, role=Role.PLATFORM),
    }
    regions = {"county": county, "other": other, "city": city, "province": province}
    people |= {name: builders.staff(session, role=Role.BUREAU, over=over) for name, over in regions.items()}
    return Chain(session, city, school, people)


MAY = {
    "admin": {"teacher"},
    "fellow": {"teacher"},
    "county": {"admin", "fellow"},
    "other": {"foreign"},
    "city": {"admin", "fellow", "foreign", "county", "other"},
    "province": {"admin", "fellow", "foreign", "county", "other", "city"},
    "platform": {"admin", "fellow", "foreign", "county", "other", "city", "province"},
}


def test_a_new_password_comes_from_above_and_from_nobody_else(chain: Chain) -> None:
    for who in chain.people:
        allowed = {whom for whom in chain.people if chain.reset(who, whom)}
        assert allowed == MAY.get(who, set()), who


def test_an_administrator_who_teaches_is_still_an_administrator(chain: Chain) -> None:
    """The bureau may reset, a fellow may not; a class is no way around the chain."""
    room = builders.classroom(chain.session, chain.school)
    builders.posting(chain.session, chain.people["admin"], room)
    assert chain.reset("county", "admin")
    assert not chain.reset("fellow", "admin")


def test_what_is_planned_for_later_counts_too(chain: Chain, session: Session) -> None:
    """A teacher who becomes administrator next week is not an administrator's to reset any more."""
    teacher = chain.people["teacher"]
    key = {"school_id": teacher.school_id, "id": uuid7(), "account_id": teacher.id}
    session.add(Grant(**key, role=Role.SCHOOL_ADMIN, from_on=TODAY + timedelta(days=7)))
    session.flush()
    assert not chain.reset("admin", "teacher")


def test_the_last_one_goes_only_when_somebody_above_says_so(chain: Chain, session: Session) -> None:
    admin, fellow = chain.people["admin"], chain.people["fellow"]

    def end(who: str, account: Account) -> None:
        (held,) = session.scalars(select(Grant.id).where(Grant.account_id == account.id))
        acting = actor(session, chain.people[who])
        staff.end(session, acting, account.school_id, account.id, held, last_on=None, now=NOW)

    end("admin", fellow)
    with pytest.raises(Conflict, match="last_one"):
        end("admin", admin)
    with pytest.raises(NotFound):
        end("other", admin)
    end("county", admin)
    with pytest.raises(Conflict, match="posting_ended"):
        enter(session, admin)
    deeds = session.execute(select(LedgerEntry.deed, LedgerEntry.actor_id, LedgerEntry.reason)).all()
    assert ("grant_end", chain.people["county"].id, str(admin.id)) in deeds
    assert not any(admin.name in reason or admin.username in reason for _deed, _who, reason in deeds)


def enter(session: Session, account: Account) -> str:
    """Log in with the right password."""
    candidate = sessions.look_up(session, account.username, now=NOW)
    return sessions.enter(session, candidate, now=NOW, new_secret=lambda: uuid7().hex)


def test_the_end_of_the_last_posting_ends_the_session(chain: Chain, session: Session) -> None:
    teacher = chain.people["teacher"]
    cookie = enter(session, teacher)
    (held,) = session.scalars(select(Posting.id).where(Posting.account_id == teacher.id))
    admin = actor(session, chain.people["admin"])
    key = (teacher.school_id, teacher.id)
    staff.end(session, admin, *key, held, last_on=TODAY, now=NOW)
    assert sessions.resume(session, cookie, now=NOW) is not None  # the last day counts whole
    staff.end(session, admin, *key, held, last_on=None, now=NOW)
    assert sessions.resume(session, cookie, now=NOW) is None
    with pytest.raises(Conflict, match="already_ended"):
        staff.end(session, admin, *key, held, last_on=None, now=NOW)


def test_nobody_gives_a_role_to_oneself_or_upwards(chain: Chain, session: Session) -> None:
    days = {"from_on": TODAY, "last_on": None, "now": NOW, "new_id": uuid7}
    for who, whom in (
        ("admin", "admin"),
        ("county", "county"),
        ("admin", "county"),
        ("county", "city"),
        ("teacher", "teacher"),
    ):
        target = chain.people[whom]
        with pytest.raises(NotFound):
            staff.give_grant(session, actor(session, chain.people[who]), target.school_id, target.id, **days)
    teacher = chain.people["teacher"]
    staff.give_grant(session, actor(session, chain.people["admin"]), teacher.school_id, teacher.id, **days)
    with pytest.raises(Conflict, match="already_granted"):
        staff.give_grant(session, actor(session, chain.people["county"]), teacher.school_id, teacher.id, **days)


def test_a_bureau_that_has_nobody_yet_is_made(chain: Chain, session: Session) -> None:
    fresh = builders.county(session, parent=chain.city, name="新县")
    new = NewMember(name="新官", from_on=TODAY, place_id=fresh.id)
    issued = add(session, chain.people["city"], new)
    account = session.scalars(select(Account).where(Account.username == issued.username)).one()
    home = session.get_one(School, account.school_id)
    assert (home.kind, home.county_id, home.name) == (SchoolKind.BUREAU, fresh.id, "新县教育局")
    with pytest.raises(Conflict, match="member_known"):
        add(session, chain.people["city"], new)
    before = len(session.scalars(select(School.id)).all())
    with pytest.raises(NotFound):
        add(session, chain.people["county"], NewMember(name="新官", from_on=TODAY, place_id=chain.city.id))
    assert len(session.scalars(select(School.id)).all()) == before


def add(session: Session, who: Account, new: NewMember) -> newstaff.IssuedPassword:
    """Make an account."""
    return newstaff.add(session, actor(session, who), new, READY, now=NOW, dice=secrets.randbelow, new_id=uuid7)


def test_a_list_of_forty_takes_few_questions(chain: Chain, session: Session) -> None:
    for number in range(1, 41):
        builders.classroom(session, chain.school, grade=2, number=number)
    lines = "\n".join(f"教师{number}\t二年级\t{number}班" for number in range(1, 41))
    admin = actor(session, chain.people["admin"])
    with statements() as sent:
        plan = stafflists.plan(session, admin, lines, {}, from_on=TODAY, now=NOW)
    assert (plan.is_good, plan.new, plan.classes) == (True, 40, 40)
    assert len(sent) <= 5, sent
    ready = newstaff.prepare(40, passwords=CHEAP, dice=secrets.randbelow)
    slips = stafflists.apply(session, admin, plan, ready, now=NOW, dice=secrets.randbelow, new_id=uuid7)
    assert len({slip.issued.username for slip in slips}) == 40
    assert [slip.issued.password for slip in slips] == [one.password for one in ready]
    assert "panda" not in repr(slips[0]) + repr(ready[0]) + repr(slips[0].issued)
    assert stafflists.plan(session, admin, lines, {}, from_on=TODAY, now=NOW).classes == 0
    with pytest.raises(Invalid, match="plan_changed"):
        stafflists.apply(session, admin, plan, [], now=NOW, dice=secrets.randbelow, new_id=uuid7)


def test_a_bureau_reads_only_its_own(chain: Chain, session: Session) -> None:
    def names(who: str) -> set[str]:
        found = staff.in_reach(session, actor(session, chain.people[who]), query="", page=1, with_ended=False, now=NOW)
        assert found.number == len(found.rows)
        return {
            key for key, account in chain.people.items() for row in found.rows if row.member.account_id == account.id
        }

    assert names("county") == {"admin", "fellow", "county"}
    assert names("other") == {"foreign", "other"}
    assert names("city") == {"admin", "fellow", "foreign", "county", "other", "city"}
    assert names("platform") == set(chain.people) - {"teacher"}
    for who in ("teacher", "admin"):
        with pytest.raises(NotFound):
            names(who)
    with pytest.raises(NotFound):
        staff.of_school(session, actor(session, chain.people["county"]), now=NOW)
