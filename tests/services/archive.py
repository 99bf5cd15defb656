"""A pupil of whom everything is held that can be held, beside a classmate who must not be touched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.domain.access import Actor
from app.domain.completions import Rate
from app.domain.grades import Stage
from app.domain.identifiers import uuid7
from app.domain.imports import Coverage, Deed, ImportState, SchoolState
from app.services import milestones, rollups
from app.store import ledger
from app.store.engine import Session
from app.store.schema import (
    Account,
    Assignment,
    Attempt,
    AttemptKind,
    Campaign,
    Card,
    Classroom,
    ImportChange,
    ImportRow,
    ImportSchool,
    LoginThrottle,
    Progress,
    RosterImport,
    School,
    Student,
)
from app.store.schema import Session as SessionRow
from tests import builders, staff
from tests.builders import NOW

NAME, LOCAL_ID, USERNAME, REASON = "金丝雀小明", "S-canary", "canary.pupil", "canary reason"
HASH = b"\x07" * 32
REVISION = "d" * 64


@dataclass
class Archive:
    """One school, one class, two pupils, one administrator; the first pupil has something in every table."""

    session: Session
    room: Classroom
    campaign: Campaign
    task: Assignment
    pupil: Student
    mate: Student
    account: Account
    admin: Actor
    admin_account: Account
    import_id: UUID

    def figures(self) -> list[object]:
        """Nothing that differs between the counters and their recount."""
        return list(rollups.verify(self.session))


def build(session: Session) -> Archive:
    """The archive at NOW, committed."""
    room = builders.classroom(session, grade=5)
    pupil = builders.student(session, room, name=NAME, username=USERNAME, number_hash=HASH, local_id=LOCAL_ID)
    mate = builders.student(session, room, name="李同学")
    campaign = builders.campaign(session)
    builders.roster(session, campaign, room)
    task = builders.assignment(session, room, of=campaign)
    admin = builders.staff(session, session.get_one(School, room.school_id))
    made = Archive(
        session,
        room,
        campaign,
        task,
        pupil,
        mate,
        builders.account_of(session, pupil),
        staff.actor(session, admin),
        admin,
        uuid7(),
    )
    for one in (pupil, mate):
        learnt(made, one)
    signs_in(made)
    imported(made)
    ledger_lines(made)
    session.commit()
    return made


def learnt(made: Archive, pupil: Student) -> None:
    """A lesson begun, a sheet handed in, the campaign reached and completed."""
    session, task = made.session, made.task
    key = {"school_id": pupil.school_id, "student_id": pupil.id, "assignment_id": task.id, "revision": REVISION}
    session.add(Progress(**key, started_at=NOW, saved_at=NOW, step=3, right=4, asked=5, completed_at=NOW))
    sheet = {"id": uuid7(), "token": uuid7(), "lesson_id": task.lesson_id, "kind": AttemptKind.QUIZ}
    answers = [["q1", "a", True], ["q2", "b", False]]
    session.add(Attempt(**key, **sheet, answers=answers, right=1, asked=2, issued_at=NOW, submitted_at=NOW))
    session.flush()
    expected = milestones.expect(session, made.campaign.id, pupil.school_id, pupil.id)
    assert expected is not None
    milestones.earn(session, expected, {Rate.REACHED, Rate.COMPLETED}, rule_version=1, now=NOW)


def signs_in(made: Archive) -> None:
    """A session, a card, a PIN, and a failed try."""
    session, account = made.session, made.account
    account.pin_hash = b"\x01" * 32
    mine = {"school_id": account.school_id, "account_id": account.id}
    session.add(
        SessionRow(**mine, token_hash=b"\x02" * 32, created_at=NOW, seen_at=NOW, expires_at=NOW + timedelta(hours=12))
    )
    session.add(Card(**mine, id=uuid7(), secret_hash=b"\x03" * 32, issued_at=NOW, issued_by=made.admin.account_id))
    session.add(LoginThrottle(username=account.username, failures=2, last_failed_at=NOW))
    session.flush()


def imported(made: Archive) -> None:
    """An import that changed the pupil, and another that waits with the pupil's line and a stranger's."""
    session, school_id = made.session, made.room.school_id
    counts = dict.fromkeys(("present", "added", "returned", "changed", "moved", "left", "untouched", "new_rooms"), 0)
    for import_id, applied in ((made.import_id, True), (uuid7(), False)):
        session.add(
            RosterImport(
                school_id=school_id,
                id=import_id,
                ordered_by=made.admin.account_id,
                created_at=NOW,
                expires_at=NOW + timedelta(days=7),
                file_name="roster.xlsx",
                coverage=Coverage.SCHOOL,
                state=ImportState.APPLIED if applied else ImportState.CHECKED,
            )
        )
        session.add(
            ImportSchool(
                school_id=school_id,
                import_id=import_id,
                order_id=school_id,
                state=SchoolState.APPLIED if applied else SchoolState.PLANNED,
                applied_at=NOW if applied else None,
                **counts,
            )
        )
        if applied:
            change = {"deed": Deed.CHANGED, "before": {"name": NAME + "旧"}}
            session.add(ImportChange(school_id=school_id, import_id=import_id, student_id=made.pupil.id, **change))
        else:
            where = {"school_id": school_id, "import_id": import_id, "sheet": "1", "stage": Stage.PRIMARY}
            session.add(ImportRow(**where, position=1, line=2, name=NAME, sort_key=NAME, number_hash=HASH))
            session.add(ImportRow(**where, position=2, line=3, name="别人", sort_key="bie ren", local_id="S-other"))
    session.flush()


def ledger_lines(made: Archive) -> None:
    """What the school and the operator noted about the pupil and, the last one, about the classmate."""
    notes = [
        ("transfer", made.pupil.id, REASON),
        ("reset_password", None, USERNAME),
        ("transfer", made.mate.id, "a classmate's reason"),
    ]
    for deed, student_id, reason in notes:
        ledger.append(
            made.session,
            entry_id=uuid7(),
            school_id=made.room.school_id,
            actor_id=made.admin.account_id,
            deed=deed,
            at=NOW,
            student_id=student_id,
            reason=reason,
        )
