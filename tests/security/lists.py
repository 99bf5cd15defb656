"""Pupils' lists of the world: for each organisation one to look at, and new ones for whatever changes a list."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from app.domain.identifiers import uuid7
from app.domain.imports import Coverage, ImportState, SchoolState
from app.exchange import remarks
from app.store.engine import Session
from app.store.schema import Classroom, ImportFault, ImportFile, ImportSchool, RosterImport
from tests import builders
from tests.learner import state_of
from tests.security.world import NOBODY, World

# Word of policy.toml: who brought the list, over which region, and one school in it.
OWNERS = {
    "S1": ("admin", None, "S1"),
    "S2": ("foreign_admin", None, "S2"),
    "K1": ("county", "K1", "S1"),
    "K2": ("other_county", "K2", "S2"),
    "C1": ("city", "C1", "F"),
    "PL": ("platform", None, "S3"),
}
HELD = 3
_seconds = count(1)
_STATES = {
    "list_to_decide": SchoolState.PLANNED,
    "list_to_confirm": SchoolState.HELD,
    "list_school_to_confirm": SchoolState.HELD,
    "list_school_to_undo": SchoolState.APPLIED,
}
KINDS = frozenset({"template", "undo", "upload", "list", "list_school", *_STATES})
FORMS = frozenset({"upload", "confirm_import", "roster_file"})


def targets(world: World, kind: str) -> dict[str, dict[str, Any]]:
    """What an address about lists can lead to. `list` and `list_school` never change a row."""
    if kind == "template":
        return {name: {"kind": name} for name in ("xlsx", "csv", "zip", "none")}
    if kind == "undo":
        _all(world, SchoolState.APPLIED)
        return {"here": {}}
    if kind == "upload":
        _settle(world)
        return {"here": {}}
    ids = _all(world, _STATES[kind]) if kind in _STATES else _standing(world)
    found: dict[str, dict[str, Any]] = {name: {"import_id": import_id} for name, import_id in ids.items()}
    found["none"] = {"import_id": NOBODY}
    if "school" in kind:
        for name, arguments in found.items():
            arguments["school_id"] = _school_of(world, OWNERS[name][2] if name in OWNERS else "S1")
        found["mixed"] = {"import_id": ids["K1"], "school_id": world.ids["S2"]}
    return found


def fields(world: World, view: str) -> dict[str, Any]:
    """A good form for a view about lists. The file is named by its path, so that it can be sent again."""
    if view == "upload":
        file = state_of(world.app).settings.instance / "pupils.csv"
        file.write_text("姓名,年级,班级,校内学号\n张三,三年级,2班,17\n", encoding="utf-8")
        return {"file": (str(file), "pupils.csv"), "coverage": "listed"}
    if view == "confirm_import":
        return {"typed": str(HELD)}
    return {"format": "csv"}


def _school_of(world: World, word: str) -> UUID:
    """A school by its word, or by that of a class in it."""
    if word != "F":
        return world.ids[word]
    with world.writing() as session:
        return session.scalars(select(Classroom.school_id).where(Classroom.id == world.ids[word])).one()


def _standing(world: World) -> dict[str, UUID]:
    """One list of each owner, made once."""
    if "list_S1" not in world.ids:
        world.ids |= {f"list_{name}": found for name, found in _all(world, SchoolState.PLANNED).items()}
    return {name: world.ids[f"list_{name}"] for name in OWNERS}


def _all(world: World, state: SchoolState) -> dict[str, UUID]:
    """A new list of each owner."""
    _settle(world)
    schools = {name: _school_of(world, owner[2]) for name, owner in OWNERS.items()}
    with world.writing() as session:
        return {name: _bring(session, world, *OWNERS[name][:2], schools[name], state) for name in OWNERS}


def _settle(world: World) -> None:
    """Whatever a worker would have to do is done: an organisation has one list under way at a time."""
    busy = (ImportState.WAITING, ImportState.READING, ImportState.APPLYING)
    with world.writing() as session:
        session.execute(update(RosterImport).where(RosterImport.state.in_(busy)).values(state=ImportState.APPLIED))


def _bring(session: Session, world: World, role: str, region: str | None, school_id: UUID, state: SchoolState) -> UUID:
    who, import_id = world.accounts[role], uuid7()
    is_applied = state is SchoolState.APPLIED
    applied_at = builders.NOW - timedelta(days=1) + timedelta(seconds=next(_seconds)) if is_applied else None
    key: dict[str, Any] = {"school_id": who.school_id, "import_id": import_id}
    session.add(
        RosterImport(
            school_id=who.school_id,
            id=import_id,
            ordered_by=who.id,
            created_at=builders.NOW,
            expires_at=builders.NOW + timedelta(days=7),
            file_name="pupils.csv",
            coverage=Coverage.SCHOOL,
            target_school_id=None if region or role == "platform" else school_id,
            region_id=world.ids[region] if region else None,
            state=ImportState.APPLIED if is_applied else ImportState.CHECKED,
            rows=1,
            faults=1,
        )
    )
    session.flush()
    counts: dict[str, int] = {"added": 0, "returned": 0, "changed": 0, "moved": 0, "untouched": 21, "new_rooms": 0}
    session.add(
        ImportSchool(
            school_id=school_id,
            import_id=import_id,
            order_id=who.school_id,
            state=state,
            present=24,
            left=HELD,
            applied_at=applied_at,
            applied_by=who.id if is_applied else None,
            **counts,
        )
    )
    session.add(ImportFault(**key, position=0, code="name_missing", sheet="", line=2, column="姓名"))
    sealed = state_of(world.app).seal.close(b"".join(remarks.keep([], b"")))
    session.add(ImportFile(**key, purpose="remarks", part=0, content=sealed))
    session.flush()
    return import_id
