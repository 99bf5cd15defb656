"""Schools with their classrooms, pupils, teachers and administrators."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from app.domain.access import Role
from app.services.demo.build import Build, DemoLogin, Pupil, Room, Site, entry_year, local
from app.services.demo.people import PersonName, sortable
from app.services.demo.plan import Authority, SchoolPlan
from app.services.demo.shares import split
from app.services.demo.titles import numeral
from app.services.demo.words import RARE_NAME
from app.store.schema import (
    Account,
    Classroom,
    Enrolment,
    Grant,
    Login,
    Posting,
    School,
    SchoolKind,
    Student,
)

LISTED_GRADES = range(3, 7)


def add_organisation(
    build: Build, school_id: UUID, name: str, kind: SchoolKind, authority: Authority | None, code: str | None = None
) -> None:
    """A row for a school, a bureau or the platform."""
    build.loader.add(
        School,
        {
            "id": school_id,
            "code": code,
            "name": name,
            "kind": kind,
            "province_id": authority.province_id if authority else None,
            "city_id": authority.city_id if authority else None,
            "county_id": authority.county_id if authority else None,
            "grade_system": "63",
            "is_synthetic": True,
        },
    )


def add_account(build: Build, school_id: UUID, username: str, name: str, student_id: UUID | None = None) -> UUID:
    """An account with the demo's password, and its line in the log-in directory."""
    account_id = build.new_id()
    build.loader.add(
        Account,
        {
            "school_id": school_id,
            "id": account_id,
            "username": username,
            "name": name,
            "created_at": local(build.term_on, 8),
            "student_id": student_id,
            "password_hash": build.password_hash,
            "must_change_password": False,
            "ended_at": None,
        },
    )
    build.loader.add(Login, {"username": username, "school_id": school_id, "account_id": account_id})
    return account_id


def add_grant(build: Build, school_id: UUID, account_id: UUID, role: Role, region_id: UUID | None = None) -> None:
    """A role over a region, over the own school, or over the platform."""
    build.loader.add(
        Grant,
        {
            "school_id": school_id,
            "id": build.new_id(),
            "account_id": account_id,
            "role": role,
            "from_on": build.term_on,
            "region_id": region_id,
            "to_on": None,
        },
    )


def list_login(build: Build, role: str, username: str, scope: str) -> None:
    """Write a log-in down for visitors."""
    build.logins.append(DemoLogin(role, username, build.password, scope))


def add_school(build: Build, plan: SchoolPlan, *, has_teachers: bool, listed: int) -> Site:
    """A whole school. Of its first classroom in grades 3 to 6, `listed` pupils are written down for visitors, with
    the class teacher and the school's administrator."""
    add_organisation(build, plan.id, plan.name, SchoolKind.SCHOOL, plan.authority, plan.code)
    key = plan.authority.key
    username = build.username(f"{key}-s", 3)
    admin_id = add_account(build, plan.id, username, build.names.draw().name)
    add_grant(build, plan.id, admin_id, Role.SCHOOL_ADMIN)
    rooms = []
    for grade, number, count in _classes(build, plan):
        lists = listed if grade in LISTED_GRADES else 0
        room = _add_room(build, plan, grade, number, count, lists)
        rooms.append(room)
        if lists:
            listed = 0
        if has_teachers:
            _add_teacher(build, plan, room, is_listed=bool(lists))
        if lists:
            list_login(build, "school", username, f"{plan.name}（{plan.authority.full_name}）")
    return Site(plan, tuple(rooms), admin_id)


def _classes(build: Build, plan: SchoolPlan) -> Iterator[tuple[int, int, int]]:
    """(grade, number, how many pupils) of every class."""
    for grade, pupils in plan.grades.items():
        count = max(1, round(pupils / build.scale.class_size))
        for number, part in enumerate(split(pupils, [1] * count), start=1):
            if part:
                yield grade, number, part


def _add_room(build: Build, plan: SchoolPlan, grade: int, number: int, count: int, listed: int) -> Room:
    room_id, entered = build.new_id(), entry_year(grade, build.year)
    build.loader.add(
        Classroom,
        {
            "school_id": plan.id,
            "id": room_id,
            "stage": plan.stage(grade),
            "grade": grade,
            "entry_year": entered,
            "number": number,
            "archived_on": None,
        },
    )
    names = [build.names.draw() for _ in range(count)]
    if listed and count > listed + 3:
        names[-1] = sortable(*RARE_NAME)
        names[-2] = names[-3]  # Two pupils of one name in one class.
    pupils = []
    for place, name in enumerate(names):
        student_id, username = _add_pupil(build, plan, room_id, entered, name)
        pupils.append(Pupil(student_id, place < listed))
        if place < listed:
            list_login(build, "student", username, _scope(plan, grade, number))
    return Room(room_id, plan.stage(grade), grade, number, entered, tuple(pupils))


def _add_pupil(build: Build, plan: SchoolPlan, room_id: UUID, entered: int, name: PersonName) -> tuple[UUID, str]:
    student_id, username = build.new_id(), build.username(plan.authority.key)
    build.loader.add(
        Student,
        {
            "school_id": plan.id,
            "id": student_id,
            "person_id": build.new_id(),
            "name": name.name,
            "sort_key": name.sort_key,
            "left_on": None,
        },
    )
    build.loader.add(
        Enrolment,
        {
            "school_id": plan.id,
            "id": build.new_id(),
            "student_id": student_id,
            "classroom_id": room_id,
            "from_on": build.term_on.replace(year=entered),
            "to_on": None,
        },
    )
    add_account(build, plan.id, username, name.name, student_id)
    return student_id, username


def _add_teacher(build: Build, plan: SchoolPlan, room: Room, *, is_listed: bool) -> None:
    username = build.username(f"{plan.authority.key}-t")
    account_id = add_account(build, plan.id, username, build.names.draw().name)
    build.loader.add(
        Posting,
        {
            "school_id": plan.id,
            "id": build.new_id(),
            "account_id": account_id,
            "classroom_id": room.id,
            "from_on": build.term_on,
            "is_homeroom": True,
            "to_on": None,
        },
    )
    if is_listed:
        list_login(build, "teacher", username, _scope(plan, room.grade, room.number))


def _scope(plan: SchoolPlan, grade: int, number: int) -> str:
    return f"{plan.name} {numeral(grade)}({number})班（{plan.authority.full_name}）"
