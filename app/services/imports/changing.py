"""Doing to one school what a plan says, in the caller's transaction and in a fixed number of statements.

Locks come in the order of the house: pupils, then what is kept about their lessons. Numbers and names are written last,
because a pupil who hands in meanwhile may hold a share of the pupil's own row while waiting for nothing of ours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from app.domain.campaigns import day_of
from app.domain.imports import Deed
from app.domain.rosters.planning import Step
from app.services import usernames
from app.services.imports.changes import (
    Changed,
    Means,
    ledger_lines,
    noted_row,
    student_row,
    taken_row,
    words_of,
)
from app.services.imports.openings import Openings, give_tasks, open_rooms
from app.services.imports.outlook import Outlook
from app.store import bulk, cohorts, importschools, progress, rollaccounts, rolls
from app.store.engine import Session
from app.store.rolls import Elsewhere
from app.store.schema import Account, Enrolment, Login, Student

DEEDS = {Deed.ADDED: "join", Deed.RETURNED: "join", Deed.MOVED: "transfer", Deed.LEFT: "leave"}


def carry_out(
    session: Session, school_id: UUID, system: str, import_id: UUID, outlook: Outlook, means: Means
) -> list[UUID]:
    """Take every step of an outlook; returns the classes that were made. The pupils it touches must be locked."""
    on = day_of(means.now)
    opened = open_rooms(session, school_id, system, outlook.plan.new_rooms, outlook.rooms, on=on, new_id=means.new_id)
    rolls.call_rooms(session, school_id, outlook.plan.room_local_ids)
    strangers = _strangers(session, school_id, outlook)
    done = [_planned(step, outlook, opened, strangers, means) for step in outlook.steps]
    _release(session, done, means)
    _end(session, school_id, done, outlook, means)
    _begin(session, school_id, done, outlook, means)
    _let_in(session, school_id, done, means)
    running = cohorts.running(session, school_id, means.now)
    _go_on(session, school_id, done, outlook, opened, running, means)
    _describe(session, school_id, done, outlook)
    importschools.note_changes(session, [noted_row(school_id, import_id, one) for one in done])
    _tell(session, school_id, done, running, means)
    return opened.made


def _strangers(session: Session, school_id: UUID, outlook: Outlook) -> set[UUID]:
    """Persons among the followers whose person this school has another row of: they come as somebody new."""
    coming = {
        outlook.followers[step.wanted.position].person_id
        for step in outlook.steps
        if step.deed is Deed.ADDED and step.wanted and step.wanted.position in outlook.followers
    }
    return rolls.persons(session, school_id, coming) if coming else set()


def _planned(step: Step, outlook: Outlook, opened: Openings, strangers: set[UUID], means: Means) -> Changed:
    follower = outlook.followers.get(step.wanted.position) if step.wanted else None
    if follower is not None and step.deed is Deed.ADDED and follower.person_id in strangers:
        follower = None
    student_id = step.student_id or means.new_id()
    found = Changed(step, student_id, opened.room(step.room), follower)
    known = outlook.pupils.get(student_id)
    if known is not None:
        found.before["room"] = str(known.classroom_id) if known.classroom_id else None
        found.before["enrolment"] = str(known.enrolment_id) if known.enrolment_id else None
        found.before["left_on"] = known.left_on.isoformat() if known.left_on else None
        if step.changes:
            found.before["was"] = words_of(known.name, known.sort_key, known.number_hash, known.local_id)
    if follower is not None:
        found.before["from"] = {
            "school": str(follower.school_id),
            "student": str(follower.id),
            "enrolment": str(follower.enrolment_id) if follower.enrolment_id else None,
            "room": str(follower.classroom_id) if follower.classroom_id else None,
            "left_on": follower.left_on.isoformat() if follower.left_on else None,
        }
    return found


def _release(session: Session, done: Iterable[Changed], means: Means) -> None:
    """Let the schools go of the pupils whom they still have and who come here now."""
    by_school: defaultdict[UUID, list[Elsewhere]] = defaultdict(list)
    for one in done:
        if one.follower is not None and one.follower.left_on is None:
            by_school[one.follower.school_id].append(one.follower)
    on = day_of(means.now)
    for school_id, leaving in sorted(by_school.items()):
        seats = [
            cohorts.Seat(one.id, one.classroom_id, one.enrolment_id)
            for one in leaving
            if one.enrolment_id and one.classroom_id
        ]
        cohorts.end(session, school_id, seats, on)
        cohorts.leave(session, school_id, [one.id for one in leaving], on, means.now)
        running = cohorts.running(session, school_id, means.now)
        lines = [ledger_lines(school_id, "leave", one.id, one.classroom_id, running, means) for one in leaving]
        cohorts.note(session, [line for some in lines for line in some])


def _end(session: Session, school_id: UUID, done: Iterable[Changed], outlook: Outlook, means: Means) -> None:
    """Close the places of those who leave or move, and the accounts of those who leave."""
    on = day_of(means.now)
    moving = [one for one in done if _changes_seat(one, outlook) or one.step.deed is Deed.LEFT]
    seats = []
    for one in moving:
        known = outlook.pupils.get(one.student_id)
        if known and known.enrolment_id and known.classroom_id:
            seats.append(cohorts.Seat(known.id, known.classroom_id, known.enrolment_id))
    cohorts.end(session, school_id, seats, on)
    cohorts.leave(session, school_id, [one.student_id for one in done if one.step.deed is Deed.LEFT], on, means.now)


def _begin(session: Session, school_id: UUID, done: Iterable[Changed], outlook: Outlook, means: Means) -> None:
    """Write new pupils, take back those who had left, and open the places of all who sit down somewhere new."""
    students, seats, back = [], [], []
    on = day_of(means.now)
    for one in done:
        wanted = one.step.wanted
        if one.step.deed is Deed.ADDED and wanted is not None:
            students.append(student_row(school_id, one, outlook.sort_keys[wanted.position], means))
        if one.step.deed is Deed.RETURNED:
            back.append(one.student_id)
        if one.room_id is not None and _changes_seat(one, outlook):
            seat = {"school_id": school_id, "id": means.new_id(), "student_id": one.student_id, "from_on": on}
            seats.append(seat | {"classroom_id": one.room_id, "to_on": None})
            one.before["begun"] = str(seat["id"])
    if students:
        bulk.insert_many(session, Student, list(students))
    rolls.come_back(session, school_id, back)
    if seats:
        bulk.insert_many(session, Enrolment, list(seats))


def _let_in(session: Session, school_id: UUID, done: Iterable[Changed], means: Means) -> None:
    """Accounts: the same as elsewhere for whoever comes from there, a new one without a password for the others."""
    by_school: defaultdict[UUID, list[UUID]] = defaultdict(list)
    here = [one for one in done if one.step.deed in (Deed.ADDED, Deed.RETURNED)]
    for one in here:
        if one.follower is not None:
            by_school[one.follower.school_id].append(one.follower.id)
    known = {
        (key, one): row
        for key, ids in by_school.items()
        for one, row in rollaccounts.accounts(session, key, ids).items()
    }
    returned = [one.student_id for one in here if one.step.deed is Deed.RETURNED and one.follower is None]
    own = rollaccounts.accounts(session, school_id, returned) if returned else {}
    taken, without = [], []
    for one in here:
        former = known.get((one.follower.school_id, one.follower.id)) if one.follower else None
        if one.follower is not None and former is not None:
            taken.append(taken_row(one, one.follower, former, means))
            one.before["from"]["account"] = str(former.id)
        elif one.student_id not in own:
            without.append(one)
    rollaccounts.take_accounts(session, school_id, taken, means.now)
    _new_accounts(session, school_id, without, means)


def _new_accounts(session: Session, school_id: UUID, pupils: list[Changed], means: Means) -> None:
    if not pupils:
        return
    names = usernames.fresh(session, len(pupils), dice=means.dice)
    accounts = [
        {
            "school_id": school_id,
            "id": means.new_id(),
            "username": name,
            "name": one.step.wanted.name if one.step.wanted else "",
            "created_at": means.now,
            "student_id": one.student_id,
            "password_hash": None,
            "must_change_password": False,
            "ended_at": None,
        }
        for name, one in zip(names, pupils, strict=True)
    ]
    bulk.insert_many(session, Account, list(accounts))
    keys = [{"username": row["username"], "school_id": school_id, "account_id": row["id"]} for row in accounts]
    bulk.insert_many(session, Login, list(keys))


def _go_on(
    session: Session,
    school_id: UUID,
    done: list[Changed],
    outlook: Outlook,
    opened: Openings,
    running: Iterable[UUID],
    means: Means,
) -> None:
    """Give new and newly entered classes their tasks, and carry along where the pupils' lessons stood."""
    back = [one.student_id for one in done if one.step.deed is Deed.RETURNED]
    last = rolls.last_rooms(session, school_id, back) if back else {}
    moves: defaultdict[tuple[UUID, UUID], list[UUID]] = defaultdict(list)
    for one in done:
        known = outlook.pupils.get(one.student_id)
        left = (known.classroom_id if known else None) or last.get(one.student_id)
        if left is not None and one.room_id is not None and left != one.room_id:
            moves[left, one.room_id].append(one.student_id)
    grades = {room_id: room.grade for room, room_id in opened.ids.items()}
    entered = {to_id for _from, to_id in moves}
    grades |= {room.id: room.grade for room in outlook.rooms if room.id in entered}
    asking = [means.campaigns[one] for one in running if one in means.campaigns]
    give_tasks(session, school_id, grades, asking, now=means.now, new_id=means.new_id)
    movers = sorted(student_id for some in moves.values() for student_id in some)
    for some in rolls.chunks(movers):
        progress.lock_cohort(session, school_id, some)
    for (from_id, to_id), ids in moves.items():
        progress.carry_cohort(session, school_id, ids, from_id=from_id, to_id=to_id)


def _describe(session: Session, school_id: UUID, done: Iterable[Changed], outlook: Outlook) -> None:
    """Write names, numbers and local ids that the file knows better."""
    rows: dict[UUID, dict[str, Any]] = {}
    for student_id, number in outlook.adopted.items():
        known = outlook.pupils[student_id]
        rows[student_id] = {"id": student_id, "name": known.name, "sort_key": known.sort_key}
        rows[student_id] |= {"number_hash": number, "local_id": known.local_id}
    for one in done:
        wanted, pupil = one.step.wanted, outlook.pupils.get(one.student_id)
        if not one.step.changes or wanted is None or pupil is None:
            continue
        row = rows.setdefault(pupil.id, {"id": pupil.id, "number_hash": pupil.number_hash, "local_id": pupil.local_id})
        row |= {"name": pupil.name, "sort_key": pupil.sort_key}
        if "name" in one.step.changes:
            row |= {"name": wanted.name, "sort_key": outlook.sort_keys[wanted.position]}
        row |= {key: getattr(wanted, key) for key in ("number_hash", "local_id") if key in one.step.changes}
        one.before["is"] = words_of(row["name"], row["sort_key"], row["number_hash"], row["local_id"])
    rolls.describe(session, school_id, list(rows.values()))


def _tell(session: Session, school_id: UUID, done: Iterable[Changed], running: list[UUID], means: Means) -> None:
    """Lines beside the figures of running campaigns, whose own denominators do not move."""
    if not running:
        return
    lines: list[dict[str, Any]] = []
    for one in done:
        if deed := DEEDS.get(one.step.deed):
            lines += ledger_lines(school_id, deed, one.student_id, one.room_id or one.step.was, running, means)
    cohorts.note(session, lines)


def _changes_seat(one: Changed, outlook: Outlook) -> bool:
    known = outlook.pupils.get(one.student_id)
    return one.room_id is not None and (known is None or known.classroom_id != one.room_id)
