"""Classes and pupils that the deeds of a school's administrator are tried on, so that those of other tests stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import update

from app.domain.grades import Stage
from app.domain.identifiers import uuid7
from app.store.engine import Session
from app.store.schema import Classroom, Enrolment, School, Student
from tests import builders

if TYPE_CHECKING:
    from tests.security.world import World

SCHOOLS = {"S1": "A", "S2": "D"}
_ROOMS = ("into", "merged", "empty", "called")
_PUPILS = ("moves", "leaves", "returns")
KINDS = frozenset({*_ROOMS, *_PUPILS, "archived", "changes"})
FORMS = frozenset(
    {
        "make_room",
        "rename_room",
        "merge_room",
        "add_pupil",
        "admit",
        "transfer_pupil",
        "release_pupil",
        "return_pupil",
        "promote",
        "promote_region",
    }
)


def add(session: Session, world: World) -> None:
    """Two classes with pupils, an empty and an archived one in either school, and somebody free to be taken in."""
    far = builders.classroom(session, grade=3)
    for name, letter in SCHOOLS.items():
        room = session.get_one(Classroom, (world.accounts[_admin(name)].school_id, world.ids[letter]))
        school = session.get_one(School, room.school_id)
        made = {
            kind: builders.classroom(session, school, grade=3, number=number)
            for number, kind in enumerate(_ROOMS, start=1)
        }
        made["archived"] = builders.classroom(session, school, grade=4, number=9, archived_on=builders.TODAY)
        world.ids |= {f"{name}{kind}": one.id for kind, one in made.items()}
        builders.student(session, made["merged"])
        for kind in _PUPILS:
            world.ids[f"{name}{kind}"] = builders.student(session, made["into"]).id
        _let_go(session, session.get_one(Student, (school.id, world.ids[f"{name}returns"])))
        free = builders.student(session, far)
        _let_go(session, free)
        world.free[_admin(name)] = builders.account_of(session, free).username


def targets(world: World, kind: str) -> dict[str, dict[str, Any]]:
    """The class or the pupil of either school."""
    if kind == "changes":
        return {"here": {"campaign": str(world.ids["campaign"])}, "none": {"campaign": str(uuid7())}}
    key = "student_id" if kind in _PUPILS else "classroom_id"
    return {name: {key: world.ids[f"{name}{kind}"]} for name in SCHOOLS} | {"none": {key: world.ids["none"]}}


def fields(world: World, role: str, form: str, arguments: dict[str, Any]) -> dict[str, str]:
    """What a form needs to be taken by the administrator of the school the address leads to."""
    target = next(iter(arguments.values()), None)
    home = next((name for name in SCHOOLS if target in _all(world, name)), "S2" if role == "foreign_admin" else "S1")
    into, today = str(world.ids[f"{home}into"]), builders.TODAY.isoformat()
    forms = {
        "make_room": {"grade": f"{Stage.PRIMARY}:6", "name": "42"},
        "rename_room": {"name": "向日葵"},
        "merge_room": {"into": into, "on": today, "confirmed": "1"},
        "add_pupil": {"classroom": into, "name": "新来的"},
        "admit": {"username": world.free.get(role, ""), "to": into, "on": today},
        "transfer_pupil": {"to": str(world.ids[f"{home}called"]), "on": today},
        "release_pupil": {"reason": "moved away", "on": today},
        "return_pupil": {"to": into, "on": today},
        "promote": {"confirmed": "0"},
        "promote_region": {"confirmed": "0"},
    }
    return forms[form]


def _all(world: World, name: str) -> set[UUID]:
    return {world.ids[f"{name}{kind}"] for kind in (*_ROOMS, *_PUPILS)}


def _admin(name: str) -> str:
    return "admin" if name == "S1" else "foreign_admin"


def _let_go(session: Session, pupil: Student) -> None:
    pupil.left_on = builders.TODAY
    builders.account_of(session, pupil).ended_at = builders.NOW
    mine = (Enrolment.school_id == pupil.school_id, Enrolment.student_id == pupil.id)
    session.execute(update(Enrolment).where(*mine).values(to_on=builders.TODAY))
    session.flush()
