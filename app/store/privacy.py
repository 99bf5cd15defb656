"""Everything held about one pupil of a school, read table by table: one query each, however much there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from app.domain.pupilfiles import (
    AccountRecord,
    CampaignRecord,
    CardRecord,
    ChangeRecord,
    EnrolmentRecord,
    ImportRecord,
    MilestoneRecord,
    PupilRecord,
    SessionRecord,
)
from app.store.engine import Session
from app.store.schema import (
    Account,
    Assignment,
    Attempt,
    Campaign,
    Card,
    Classroom,
    Counter,
    Enrolment,
    ImportChange,
    ImportRow,
    ImportSchool,
    LedgerEntry,
    LoginThrottle,
    Milestone,
    Progress,
    RosterEntry,
    Student,
)
from app.store.schema import Session as SessionRow


@dataclass(frozen=True, slots=True)
class Key:
    """Whose rows are meant: a pupil as one school knows them."""

    school_id: UUID
    student_id: UUID

    def of(self, table: Any) -> ColumnElement[bool]:
        """The rows of this pupil in a table that names pupils."""
        return and_(table.school_id == self.school_id, table.student_id == self.student_id)


def pupil(session: Session, key: Key) -> PupilRecord | None:
    """The pupil, whether here or gone; None for one who is not of this school, or whose data was erased."""
    row = session.execute(
        select(
            Student.id,
            Student.person_id,
            Student.name,
            Student.sort_key,
            Student.left_on,
            Student.number_hash.is_not(None),
            Student.local_id,
        ).where(Student.school_id == key.school_id, Student.id == key.student_id, Student.erased_at.is_(None))
    ).first()
    return PupilRecord(*row) if row else None


def enrolments(session: Session, key: Key) -> tuple[EnrolmentRecord, ...]:
    """The classes of this school the pupil was in, the latest first."""
    rows = session.execute(
        select(
            Classroom.stage,
            Classroom.grade,
            Classroom.entry_year,
            Classroom.number,
            Classroom.label,
            Enrolment.from_on,
            Enrolment.to_on,
        )
        .join(Classroom, and_(Classroom.school_id == Enrolment.school_id, Classroom.id == Enrolment.classroom_id))
        .where(key.of(Enrolment))
        .order_by(Enrolment.from_on.desc(), Enrolment.id)
    )
    return tuple(EnrolmentRecord(*row) for row in rows)


def accounts(session: Session, key: Key) -> tuple[AccountRecord, ...]:
    """The pupil's accounts at this school, ended or not, with the failed tries that still slow them down."""
    rows = session.execute(
        select(
            Account.id,
            Account.username,
            Account.name,
            Account.created_at,
            Account.ended_at,
            Account.password_hash.is_not(None),
            Account.must_change_password,
            Account.pin_hash.is_not(None),
            func.coalesce(LoginThrottle.failures, 0),
            LoginThrottle.last_failed_at,
        )
        .outerjoin(LoginThrottle, LoginThrottle.username == Account.username)
        .where(key.of(Account))
        .order_by(Account.created_at)
    )
    return tuple(AccountRecord(*tuple(row)) for row in rows)


def sessions(session: Session, school_id: UUID, account_ids: Collection[UUID]) -> tuple[SessionRecord, ...]:
    """The browsers these accounts were signed in with, the latest first."""
    rows = session.execute(
        select(
            SessionRow.created_at,
            SessionRow.seen_at,
            SessionRow.expires_at,
            SessionRow.ended_at,
            SessionRow.means,
            SessionRow.is_mobile,
        )
        .where(SessionRow.school_id == school_id, SessionRow.account_id.in_(account_ids))
        .order_by(SessionRow.created_at.desc())
    )
    return tuple(SessionRecord(*row) for row in rows)


def cards(session: Session, school_id: UUID, account_ids: Collection[UUID]) -> tuple[CardRecord, ...]:
    """The cards printed for these accounts, the latest first."""
    rows = session.execute(
        select(Card.issued_at, Card.ended_at)
        .where(Card.school_id == school_id, Card.account_id.in_(account_ids))
        .order_by(Card.issued_at.desc())
    )
    return tuple(CardRecord(*row) for row in rows)


def tasks(session: Session, key: Key) -> list[tuple[str, Progress]]:
    """(lesson id, place in it) of every lesson begun, the first begun first."""
    rows = session.execute(
        select(Assignment.lesson_id, Progress)
        .join(Assignment, and_(Assignment.school_id == Progress.school_id, Assignment.id == Progress.assignment_id))
        .where(key.of(Progress))
        .order_by(Progress.started_at, Progress.assignment_id)
    )
    return [(row[0], row[1]) for row in rows]


def attempts(session: Session, key: Key) -> list[Attempt]:
    """The sheets the pupil handed in, in the order of handing in."""
    return list(session.scalars(select(Attempt).where(key.of(Attempt)).order_by(Attempt.submitted_at, Attempt.id)))


def campaigns(session: Session, key: Key) -> tuple[CampaignRecord, ...]:
    """The campaigns that expected the pupil, with excuse and milestones. Two queries."""
    earned: defaultdict[UUID, list[MilestoneRecord]] = defaultdict(list)
    held = select(Milestone.campaign_id, Milestone.rate, Milestone.achieved_at, Milestone.voided_at)
    for campaign_id, rate, at, voided_at in session.execute(
        held.where(key.of(Milestone)).order_by(Milestone.achieved_at)
    ):
        earned[campaign_id].append(MilestoneRecord(rate, at, voided_at))
    of_class = and_(
        Counter.campaign_id == RosterEntry.campaign_id,
        Counter.school_id == RosterEntry.school_id,
        Counter.classroom_id == RosterEntry.classroom_id,
    )
    rows = session.execute(
        select(
            Campaign.id,
            Campaign.name,
            Campaign.opens_at,
            Campaign.closes_at,
            func.coalesce(Counter.grade, Classroom.grade),
            func.coalesce(Counter.number, Classroom.number),
            RosterEntry.excused_at,
            RosterEntry.excuse_reason,
        )
        .join(Campaign, Campaign.id == RosterEntry.campaign_id)
        .join(Classroom, and_(Classroom.school_id == RosterEntry.school_id, Classroom.id == RosterEntry.classroom_id))
        .outerjoin(Counter, of_class)
        .where(key.of(RosterEntry))
        .order_by(Campaign.opens_at.desc(), Campaign.id)
    )
    return tuple(CampaignRecord(*row, milestones=tuple(earned[row[0]])) for row in rows)


def changes(session: Session, key: Key, usernames: Collection[str]) -> tuple[ChangeRecord, ...]:
    """The ledger lines about the pupil, the latest first; some name the account by its user name only."""
    about = or_(LedgerEntry.student_id == key.student_id, LedgerEntry.reason.in_(usernames))
    rows = session.execute(
        select(LedgerEntry.at, LedgerEntry.deed, LedgerEntry.reason)
        .where(LedgerEntry.school_id == key.school_id, about)
        .order_by(LedgerEntry.at.desc(), LedgerEntry.id.desc())
    )
    return tuple(ChangeRecord(*row) for row in rows)


def imports(session: Session, key: Key) -> tuple[ImportRecord, ...]:
    """The imports that changed the pupil and can still be undone, and those that wait to. Two queries."""
    of_school = and_(ImportSchool.school_id == ImportChange.school_id, ImportSchool.import_id == ImportChange.import_id)
    done = session.execute(
        select(ImportChange.import_id, ImportChange.deed, ImportSchool.applied_at, ImportChange.before)
        .outerjoin(ImportSchool, of_school)
        .where(key.of(ImportChange))
        .order_by(ImportSchool.applied_at, ImportChange.import_id)
    )
    waiting = session.execute(
        select(ImportRow.import_id)
        .join(Student, is_named(ImportRow, Student))
        .where(Student.school_id == key.school_id, Student.id == key.student_id)
        .order_by(ImportRow.import_id)
    )
    found = [ImportRecord(*row) for row in done]
    return (*found, *(ImportRecord(row[0], "waiting", None, {}) for row in waiting))


def is_named(line: Any, known: Any) -> ColumnElement[bool]:
    """True where a line of a file that waits means this pupil: by our own id, by number or by local id."""
    return and_(
        line.school_id == known.school_id,
        or_(line.student_id == known.id, line.number_hash == known.number_hash, line.local_id == known.local_id),
    )


def has_local_id(session: Session, school_id: UUID, local_id: str, *, but: UUID) -> bool:
    """True where another pupil of the school has this local id."""
    key = (Student.school_id == school_id, Student.local_id == local_id, Student.id != but)
    return session.scalar(select(Student.id).where(*key)) is not None


def correct(session: Session, key: Key, name: str, sort_key: str, local_id: str | None) -> None:
    """Write name and local id; every account of the pupil at this school shows the name."""
    mine = (Student.school_id == key.school_id, Student.id == key.student_id)
    session.execute(update(Student).where(*mine).values(name=name, sort_key=sort_key, local_id=local_id))
    session.execute(update(Account).where(key.of(Account)).values(name=name))
