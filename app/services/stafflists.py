"""A list of class teachers copied out of a spreadsheet: looked at first, then done in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from app.domain import staff
from app.domain.access import Actor
from app.domain.campaigns import day_of
from app.domain.errors import Invalid
from app.domain.rosters.places import Seat, seat_of
from app.domain.rosters.years import school_year
from app.domain.staff import Pasted, Phase
from app.services.accounts import IssuedPassword
from app.services.holdings import covered_by, note, own_school, posting_row
from app.services.newstaff import Dice, NewId, Prepared, checked_name, make_accounts
from app.store import classrooms
from app.store import staff as store
from app.store.classrooms import ClassroomRow
from app.store.engine import Session
from app.store.schema import School
from app.store.staff import MemberRow

NEW = "new"


@dataclass(frozen=True, slots=True)
class Draft:
    """A line of a pasted list, read: what is wrong with it, or the class and who gets it.

    `namesakes` are colleagues of the same name; `chosen` one of them, or None for a new account. `first` is the line
    of the same list that names the same person first. `is_known`: the chosen one has this class already. `others` have
    it as class teachers, too.
    """

    line: Pasted
    room: ClassroomRow | None = None
    faults: tuple[Invalid, ...] = ()
    namesakes: tuple[MemberRow, ...] = ()
    chosen: MemberRow | None = None
    first: int | None = None
    is_known: bool = False
    others: tuple[str, ...] = ()

    @property
    def is_new(self) -> bool:
        """True where the line makes an account."""
        return not self.faults and self.chosen is None and self.first is None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a pasted list would do."""

    grade_system: str
    from_on: date
    drafts: tuple[Draft, ...]

    @property
    def is_good(self) -> bool:
        """True where every line can be taken."""
        return not any(draft.faults for draft in self.drafts)

    @property
    def new(self) -> int:
        """How many accounts it makes."""
        return sum(draft.is_new for draft in self.drafts)

    @property
    def classes(self) -> int:
        """How many classes it gives to somebody."""
        return sum(not draft.faults and not draft.is_known for draft in self.drafts)


@dataclass(frozen=True, slots=True)
class Slip:
    """A one-time password on paper, with the classes it is for."""

    issued: IssuedPassword
    rooms: tuple[ClassroomRow, ...]


def plan(
    session: Session, actor: Actor, text: str, choices: Mapping[int, str], *, from_on: date, now: datetime
) -> Plan:
    """What a list of class teachers would do: nothing is written. Five queries, however long it is.

    `choices` say by line who gets the class where somebody of that name is here already: an account's id or `new`; one
    namesake is taken to be the same person unless they say otherwise. Raises Invalid("lines_missing" | "lines_many",
    field="lines"), Invalid("day_far", field="from_on").
    """
    school = own_school(session, actor)
    lines = staff.read_pasted(text)
    staff.check_days(from_on, None, day_of(now))
    people = {one.account_id: one for one in store.members(session, school.id)}
    known: dict[str, list[MemberRow]] = {}
    for member in people.values():
        known.setdefault(member.name, []).append(member)
    taken: dict[tuple[UUID, UUID], str] = {}
    for row in store.postings(session, school.id):
        if staff.phase(row.from_on, row.to_on, max(from_on, day_of(now))) is not Phase.ENDED:
            holder = people.get(row.account_id)
            taken[row.account_id, row.classroom_id] = holder.name if holder and row.is_homeroom else ""
    rooms = classrooms.in_reach(session, school.id, covered_by(actor))
    drafts: list[Draft] = []
    for line in lines:
        draft = _draft(line, school, rooms, tuple(known.get(line.name, ())), choices.get(line.number, ""), now)
        drafts.append(_against(draft, drafts, taken))
    return Plan(school.grade_system, from_on, tuple(drafts))


def apply(
    session: Session,
    actor: Actor,
    planned: Plan,
    prepared: Sequence[Prepared],
    *,
    now: datetime,
    dice: Dice,
    new_id: NewId,
) -> tuple[Slip, ...]:
    """Do what a good plan says, in the same transaction in which it was made; returns the slips of the new accounts.

    `prepared` holds as many passwords as the plan makes accounts. Raises Invalid("plan_changed") where it does not.
    """
    school = own_school(session, actor)
    fresh = [draft for draft in planned.drafts if draft.is_new]
    if not planned.is_good or len(fresh) != len(prepared):
        raise Invalid("plan_changed", field="lines")
    names = [draft.line.name for draft in fresh]
    made = make_accounts(session, school.id, names, prepared, now=now, dice=dice, new_id=new_id)
    by_line = {draft.line.number: account for draft, account in zip(fresh, made, strict=True)}
    given: dict[UUID, list[ClassroomRow]] = {}
    postings = []
    for draft in planned.drafts:
        account_id = draft.chosen.account_id if draft.chosen else by_line[draft.first or draft.line.number].id
        if draft.room is None or draft.is_known:
            continue
        given.setdefault(account_id, []).append(draft.room)
        days = (planned.from_on, None)
        postings.append(posting_row(school.id, account_id, draft.room.id, days, True, new_id()))
    store.add_postings(session, postings)
    for account in made:
        note(session, actor, "account_create", school.id, account.id, now)
    for row in postings:
        note(session, actor, "posting_give", school.id, row["account_id"], now, row["classroom_id"])
    return tuple(
        Slip(IssuedPassword(account.name, account.username, one.password, None), tuple(given.get(account.id, ())))
        for account, one in zip(made, prepared, strict=True)
    )


def _draft(
    line: Pasted,
    school: School,
    rooms: Sequence[ClassroomRow],
    namesakes: tuple[MemberRow, ...],
    choice: str,
    now: datetime,
) -> Draft:
    faults: list[Invalid] = []
    try:
        checked_name(line.name)
    except Invalid as invalid:
        faults.append(invalid)
    room = None
    try:
        room = _room(line, school, rooms, now)
    except Invalid as invalid:
        faults.append(invalid)
    chosen = next((one for one in namesakes if str(one.account_id) == choice), None)
    if chosen is None and choice != NEW:
        chosen = namesakes[0] if len(namesakes) == 1 else None
        if len(namesakes) > 1:
            faults.append(Invalid("namesakes_here", count=len(namesakes)))
    return Draft(line, room, tuple(faults), namesakes, chosen)


def _room(line: Pasted, school: School, rooms: Sequence[ClassroomRow], now: datetime) -> ClassroomRow:
    """The one class of the school that a line names."""
    if not (line.grade or line.room):
        raise Invalid("line_without_class")
    seat = seat_of("", line.grade, line.room, school.grade_system, school_year(day_of(now)))
    if not isinstance(seat, Seat):
        raise Invalid(seat[0].code, **seat[0].facts)
    if seat.grade is None or seat.room is None:
        raise Invalid("line_without_class")
    found = [
        room
        for room in rooms
        if room.grade == seat.grade
        and (seat.stage is None or room.stage is seat.stage)
        and seat.room == (room.label or str(room.number))
    ]
    if len(found) != 1:
        raise Invalid("class_not_here" if not found else "class_twice_here", text=f"{line.grade}{line.room}"[:30])
    return found[0]


def _against(draft: Draft, before: Sequence[Draft], taken: Mapping[tuple[UUID, UUID], str]) -> Draft:
    """The draft as it stands to the lines above it and to what people have already."""
    if draft.faults or draft.room is None:
        return draft
    first, is_known = None, False
    if draft.chosen is None:
        same = next((one for one in before if one.is_new and one.line.name == draft.line.name), None)
        first = same.line.number if same else None
    else:
        is_known = (draft.chosen.account_id, draft.room.id) in taken
    person = draft.chosen.account_id if draft.chosen else first
    for one in before:
        other = one.chosen.account_id if one.chosen else one.first or one.line.number
        if person is not None and one.room and one.room.id == draft.room.id and other == person:
            is_known = True
    own = draft.chosen.account_id if draft.chosen else None
    others = [
        name for (account_id, room_id), name in taken.items() if room_id == draft.room.id and account_id != own and name
    ]
    return replace(draft, first=first, is_known=is_known, others=tuple(others))
