"""Rows that carrying out a plan writes, and the step of one pupil as it is carried out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.campaigns import Campaign
from app.domain.rosters.planning import Step
from app.store.rollaccounts import PupilAccount
from app.store.rolls import Elsewhere


@dataclass(frozen=True, slots=True, repr=False)
class Means:
    """What a change needs: whose deed it is, when, and the campaigns that run now."""

    actor_id: UUID
    now: datetime
    new_id: Callable[[], UUID]
    dice: Callable[[int], int]
    campaigns: Mapping[UUID, Campaign] = field(default_factory=dict)


@dataclass(slots=True)
class Changed:
    """One pupil's step as it was carried out."""

    step: Step
    student_id: UUID
    room_id: UUID | None
    follower: Elsewhere | None
    before: dict[str, Any] = field(default_factory=dict)


def ledger_lines(
    school_id: UUID, deed: str, student_id: UUID, room_id: UUID | None, running: Iterable[UUID], means: Means
) -> list[dict[str, Any]]:
    """A line of the ledger for each of the running campaigns, beside whose figures it stands."""
    return [
        {
            "school_id": school_id,
            "id": means.new_id(),
            "at": means.now,
            "actor_id": means.actor_id,
            "deed": deed,
            "campaign_id": campaign_id,
            "student_id": student_id,
            "classroom_id": room_id,
            "reason": "",
        }
        for campaign_id in running
    ]


def student_row(school_id: UUID, one: Changed, sort_key: str, means: Means) -> dict[str, Any]:
    """A new pupil, who may be a person that another school knows."""
    wanted = one.step.wanted
    assert wanted is not None  # noqa: S101 - narrows a type, checks nothing about input
    return {
        "school_id": school_id,
        "id": one.student_id,
        "person_id": one.follower.person_id if one.follower else means.new_id(),
        "name": wanted.name,
        "sort_key": sort_key,
        "left_on": None,
        "number_hash": wanted.number_hash,
        "local_id": wanted.local_id,
        "erased_at": None,
    }


def taken_row(one: Changed, follower: Elsewhere, former: PupilAccount, means: Means) -> dict[str, Any]:
    """The log-in a pupil brings from another school."""
    return {
        "from_school_id": follower.school_id,
        "from_account_id": former.id,
        "id": means.new_id(),
        "username": former.username,
        "name": one.step.wanted.name if one.step.wanted else "",
        "student_id": one.student_id,
        "password_hash": former.password_hash,
        "must_change_password": former.must_change_password,
    }


def words_of(name: str, sort_key: str, number_hash: bytes | None, local_id: str | None) -> dict[str, Any]:
    """Name, number and local id in a form that JSON holds."""
    number = number_hash.hex() if number_hash else None
    return {"name": name, "sort_key": sort_key, "number_hash": number, "local_id": local_id}


def noted_row(school_id: UUID, import_id: UUID, one: Changed) -> dict[str, Any]:
    """What was done to a pupil, with what was before."""
    key = {"school_id": school_id, "import_id": import_id, "student_id": one.student_id}
    return key | {"deed": one.step.deed, "before": one.before}
