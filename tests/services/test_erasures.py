"""An erased pupil is gone from everywhere, and no figure has moved."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.domain.errors import Invalid, NotFound
from app.domain.identifiers import uuid7
from app.domain.inventory import INVENTORY, Fate
from app.exchange.erasures import ErasureLine
from app.services import erasures, privacy, schools
from app.store.engine import Database, Session
from app.store.schema import (
    Account,
    Attempt,
    Base,
    Counter,
    Enrolment,
    LedgerEntry,
    Login,
    Milestone,
    Progress,
    RosterEntry,
    Student,
)
from app.store.schema import Session as SessionRow
from tests import builders, staff
from tests.builders import NOW, TODAY
from tests.services import archive
from tests.services.archive import HASH, LOCAL_ID, NAME, REASON, USERNAME, Archive

TABLES = Base.metadata.tables


@pytest.fixture
def held(session: Session) -> Archive:
    return archive.build(session)


def erase(held: Archive, typed: str = USERNAME) -> ErasureLine:
    line = erasures.erase(held.session, held.admin, held.pupil.id, typed, now=NOW)
    held.session.commit()
    held.session.expire_all()
    return line


def everything(session: Session) -> str:
    """Every text of every row of every table."""
    found = []
    for table in TABLES.values():
        for row in session.execute(select(table)):
            found += [str(value) if not isinstance(value, bytes) else value.hex() for value in row]
    return "\n".join(found)


def rows(session: Session, table: str) -> int:
    return session.scalar(select(func.count()).select_from(TABLES[table])) or 0


def test_nothing_that_names_the_pupil_is_left_in_any_table(held: Archive) -> None:
    marks = [NAME, USERNAME, LOCAL_ID, REASON, HASH.hex(), str(held.account.id)]
    person = str(held.pupil.person_id)
    before = everything(held.session)
    assert [mark for mark in [*marks, person] if mark not in before] == []
    erase(held)
    after = everything(held.session)
    assert [mark for mark in [*marks, person] if mark in after] == []


def test_tables_are_left_as_the_inventory_says(held: Archive) -> None:
    before = {holding.table: rows(held.session, holding.table) for holding in INVENTORY}
    mine = {holding.table for holding in INVENTORY if holding.fate is Fate.GOES}
    erase(held)
    lost = {table for table, number in before.items() if rows(held.session, table) < number}
    assert lost == mine
    kept = {holding.table for holding in INVENTORY if holding.fate is not Fate.GOES}
    assert {table for table in kept if rows(held.session, table) < before[table]} == set()


def test_no_figure_moves(held: Archive) -> None:
    figures = [Counter.roster, Counter.excused, Counter.reached, Counter.completed]
    before = held.session.execute(select(*figures)).all()
    matrix = schools.matrix(held.session, held.admin, held.campaign.id, now=NOW)
    assert held.figures() == []
    erase(held)
    assert held.session.execute(select(*figures)).all() == before == [(2, 0, 2, 2)]
    assert schools.matrix(held.session, held.admin, held.campaign.id, now=NOW).tally == matrix.tally
    assert held.figures() == []
    assert rows(held.session, "roster_entry") == 2
    assert rows(held.session, "milestone") == 4


def test_an_excused_pupil_stays_excused_without_the_reason(held: Archive) -> None:
    entry = held.session.scalars(select(RosterEntry).where(RosterEntry.student_id == held.pupil.id)).one()
    entry.excused_at, entry.excuse_reason = NOW, REASON
    held.session.commit()
    erase(held)
    kept = select(RosterEntry.excused_at, RosterEntry.excuse_reason).where(RosterEntry.student_id == held.pupil.id)
    assert held.session.execute(kept).one() == (NOW, "")


def test_the_classmate_keeps_everything(held: Archive) -> None:
    mate = held.mate.id
    erase(held)
    for table in (Progress, Attempt, Milestone, RosterEntry, Enrolment, Account):
        assert held.session.scalar(select(func.count()).select_from(table).where(table.student_id == mate)), table
    assert held.session.get_one(Student, (held.mate.school_id, mate)).name == "李同学"
    reasons = set(held.session.scalars(select(LedgerEntry.reason)))
    assert reasons == {"", "a classmate's reason"}


def test_the_row_that_remains_says_nothing(held: Archive) -> None:
    erase(held)
    row = held.session.scalars(select(Student).where(Student.erased_at.is_not(None))).one()
    assert (row.id, row.name, row.sort_key, row.number_hash, row.local_id) == (held.pupil.id, "", "", None, None)
    assert (row.erased_at, row.left_on) == (NOW, TODAY)


def test_the_ledger_says_who_erased_whom_and_when(held: Archive) -> None:
    line = erase(held)
    entry = held.session.scalars(select(LedgerEntry).where(LedgerEntry.deed == "erase")).one()
    assert (entry.student_id, entry.actor_id, entry.at, entry.reason) == (held.pupil.id, held.admin.account_id, NOW, "")
    assert line == ErasureLine(held.room.school_id, held.pupil.id, TODAY)
    (shown,) = erasures.erased(held.session, held.admin)
    assert (shown.student_id, shown.erased_at) == (held.pupil.id, NOW)


@pytest.mark.parametrize("typed", ["", "somebody", NAME, USERNAME + "x"])
def test_nothing_happens_before_the_user_name_is_typed(held: Archive, typed: str) -> None:
    with pytest.raises(Invalid, match="erase_mismatch"):
        erase(held, typed)
    held.session.rollback()
    assert NAME in everything(held.session)


def test_the_user_name_may_be_typed_as_it_is_typed_at_log_in(held: Archive) -> None:
    erase(held, f" {USERNAME.upper()} ")
    assert NAME not in everything(held.session)


def test_a_pupil_without_an_account_is_named_instead(session: Session, held: Archive) -> None:
    bare = Student(school_id=held.room.school_id, id=uuid7(), person_id=uuid7(), name="王无账号", sort_key="wang")
    session.add(bare)
    session.commit()
    found = erasures.outlook(session, held.admin, bare.id, now=NOW)
    assert (found.typed, found.is_username) == ("王无账号", False)
    erasures.erase(session, held.admin, bare.id, "王无账号", now=NOW)


def test_twice_is_not_found(held: Archive) -> None:
    erase(held)
    with pytest.raises(NotFound):
        erase(held)
    with pytest.raises(NotFound):
        privacy.overview(held.session, held.admin, held.pupil.id)


def test_before_erasing_the_running_campaigns_are_named(held: Archive) -> None:
    found = erasures.outlook(held.session, held.admin, held.pupil.id, now=NOW)
    assert found.campaigns == (held.campaign.name,)
    assert NAME not in repr(found)
    later = held.campaign.closes_at
    assert erasures.outlook(held.session, held.admin, held.pupil.id, now=later).campaigns == ()


def test_a_pupil_who_moved_on_keeps_the_log_in_there(session: Session, held: Archive) -> None:
    """The directory leads to the new school by then; the old school may only take what is its own."""
    login = session.get_one(Login, USERNAME)
    login.school_id, login.account_id = builders.school(session).id, uuid7()
    session.commit()
    erase(held)
    assert session.get(Login, USERNAME) is not None
    assert rows(session, "login_throttle") == 1


def test_an_administrator_of_another_school_finds_nobody(session: Session, held: Archive) -> None:
    other = staff.actor(session, builders.staff(session))
    for deed in (
        lambda: erasures.outlook(session, other, held.pupil.id, now=NOW),
        lambda: erasures.erase(session, other, held.pupil.id, USERNAME, now=NOW),
        lambda: privacy.overview(session, other, held.pupil.id),
    ):
        with pytest.raises(NotFound):
            deed()


def test_a_teacher_erases_nobody(session: Session, held: Archive) -> None:
    teacher = staff.actor(session, builders.teacher(session, held.room))
    with pytest.raises(NotFound):
        erasures.erase(session, teacher, held.pupil.id, USERNAME, now=NOW)


def test_what_a_backup_brings_back_is_erased_again(held: Archive, database: Database) -> None:
    line = erase(held)
    stranger = ErasureLine(uuid7(), uuid7(), TODAY)
    held.session.rollback()
    with database.write.begin() as session:
        back = session.get_one(Student, (line.school_id, line.student_id))
        back.name, back.erased_at, back.local_id = NAME, None, LOCAL_ID
        session.flush()
        account = builders.account(session, back.school_id, username="back", name=NAME, student_id=back.id)
        times = {"created_at": NOW, "seen_at": NOW, "expires_at": NOW}
        session.add(
            SessionRow(school_id=back.school_id, account_id=held.admin.account_id, token_hash=b"\x09" * 32, **times)
        )
        assert account.student_id == back.id
    assert erasures.reapply(database.write.begin, [line, stranger], now=NOW) == (1, 1)
    assert erasures.reapply(database.write.begin, [line, stranger], now=NOW) == (0, 0)
    with database.read() as session:
        assert NAME not in everything(session)
        assert list(erasures.every(session)) == [line]
