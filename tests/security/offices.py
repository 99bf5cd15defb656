"""Members of staff who never log in: what the deeds of whoever looks after them are tried on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pyotp
from sqlalchemy import delete

from app.domain.access import Role
from app.domain.identifiers import uuid7
from app.store.engine import Session
from app.store.schema import Account, Classroom, Grant, Posting, RecoveryCode, SecondFactor
from tests import builders
from tests.learner import state_of

if TYPE_CHECKING:
    from tests.security.world import World

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NAMES = ("S1teacher", "S2teacher", "S1admin", "S2admin", "K1officer", "C1officer", "operator")
_COLLEAGUES = {
    "S1admin": ("admin", Role.SCHOOL_ADMIN, None),
    "S2admin": ("foreign_admin", Role.SCHOOL_ADMIN, None),
    "K1officer": ("county", Role.BUREAU, "K1"),
    "C1officer": ("city", Role.BUREAU, "C1"),
    "operator": ("platform", Role.PLATFORM, None),
}
ACCOUNT_FORMS = ("confirm_factor", "renew_codes", "turn_factor_off")
STAFF_FORMS = ("preview_staff", "apply_staff", "add_staff", "give_posting", "give_grant", "end_holding", "staff_factor")
FORMS = frozenset(ACCOUNT_FORMS + STAFF_FORMS)
KINDS = ("staffer", "former", "holding", "set_up")
ENDED = builders.TODAY - timedelta(days=1)


def add(session: Session, world: World) -> None:
    """Somebody of every kind at work, and (their names begin with `former_`) somebody whose posting has ended."""
    for prefix, to_on in (("", None), ("former_", ENDED)):
        for name, room in (("S1teacher", "A"), ("S2teacher", "D")):
            place = session.get_one(Classroom, (_school(world, room), world.ids[room]))
            holder = builders.account(session, place.school_id)
            held = builders.posting(session, holder, place, to_on=to_on)
            _keep(world, prefix + name, holder, held)
        for name, (colleague, role, region) in _COLLEAGUES.items():
            holder = builders.account(session, world.accounts[colleague].school_id)
            key: dict[str, Any] = {"school_id": holder.school_id, "id": uuid7(), "account_id": holder.id}
            region_id = world.ids[region] if region else None
            held = Grant(**key, role=role, region_id=region_id, from_on=builders.TERM_BEGAN, to_on=to_on)
            session.add(held)
            session.flush()
            _keep(world, prefix + name, holder, held)


def _school(world: World, room: str) -> UUID:
    return world.accounts["admin" if room == "A" else "foreign_admin"].school_id


def _keep(world: World, name: str, holder: Account, held: Posting | Grant) -> None:
    world.ids |= {f"place_{name}": holder.school_id, f"staff_{name}": holder.id, f"held_{name}": held.id}


def targets(world: World, kind: str) -> dict[str, dict[str, UUID]]:
    """The people of `staffer` and `former` with their places, `holding` with what they hold; foreign and none too.

    `set_up` leads nowhere: everybody of staff has begun to set up a second factor.
    """
    if kind == "set_up":
        for account in world.accounts.values():
            if account.student_id is None:
                keep_factor(world, account.school_id, account.id, is_confirmed=False)
        return {"here": {}}
    prefix = "former_" if kind == "former" else ""
    if kind == "former":
        _forget(world)

    def found(place: str, person: str) -> dict[str, UUID]:
        arguments = {"place_id": world.ids[f"place_{place}"], "account_id": world.ids[f"staff_{person}"]}
        return arguments | ({"holding_id": world.ids[f"held_{person}"]} if kind == "holding" else {})

    people = {name: found(prefix + name, prefix + name) for name in NAMES}
    mixed = found(f"{prefix}S1admin", f"{prefix}S2admin")
    nobody = found(f"{prefix}S1admin", f"{prefix}S1admin") | {"account_id": world.ids["none"]}
    return people | {"mixed": mixed, "nobody": nobody}


def _forget(world: World) -> None:
    """Take back what was given to those whose posting had ended, since nothing is given twice."""
    people = [world.ids[f"staff_former_{name}"] for name in NAMES]
    kept = [world.ids[f"held_former_{name}"] for name in NAMES]
    with world.writing() as session:
        for kind in (Grant, Posting):
            session.execute(delete(kind).where(kind.account_id.in_(people), kind.id.not_in(kept)))


def fields(world: World, role: str, view: str, arguments: dict[str, Any]) -> dict[str, str]:
    """What a form about staff needs."""
    if view in ACCOUNT_FORMS:
        own = world.accounts[role]
        return {"code": keep_factor(world, own.school_id, own.id, is_confirmed=view != "confirm_factor")}
    name = f"新人{uuid7().hex[-8:]}"
    day = (builders.TODAY + timedelta(days=1)).isoformat()
    if view in ("preview_staff", "apply_staff"):
        return {"lines": f"{name}\t五年级\t1班", "from_on": builders.TODAY.isoformat()}
    if view == "add_staff":
        days = {"from_on": builders.TODAY.isoformat(), "last_on": ""}
        return days | {"name": name, "place": "own", "holds": "admin"}
    if view == "end_holding":
        return {"last_on": (builders.TODAY + timedelta(days=3650)).isoformat()}
    if view == "staff_factor":
        keep_factor(world, arguments["place_id"], arguments["account_id"], is_confirmed=True)
    if view == "give_posting":
        is_first = arguments["place_id"] == world.ids["place_S1teacher"]
        return {"classroom": str(world.ids["B" if is_first else "D"]), "from_on": day, "last_on": day}
    return {"from_on": day, "last_on": day} if view == "give_grant" else {}


def keep_factor(world: World, school_id: UUID, account_id: UUID, *, is_confirmed: bool) -> str:
    """Let an account have a second factor with KEY, if it is one; returns the code of the world's clock."""
    drop_factor(world, school_id, account_id)
    with world.writing() as session:
        if session.get(Account, (school_id, account_id)) is not None:
            session.add(
                SecondFactor(
                    school_id=school_id,
                    account_id=account_id,
                    secret=state_of(world.app).seal.close(KEY.encode()),
                    created_at=builders.NOW,
                    confirmed_at=builders.NOW if is_confirmed else None,
                )
            )
    return str(pyotp.TOTP(KEY).at(world.clock.moment))


def drop_factor(world: World, school_id: UUID, account_id: UUID) -> None:
    """Let an account have none."""
    with world.writing() as session:
        for kind in (RecoveryCode, SecondFactor):
            session.execute(delete(kind).where(kind.school_id == school_id, kind.account_id == account_id))
