"""Schools of an installation: taken over from a list by the operator, before anybody's pupils can be imported."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.domain.schoollists import SchoolFault, SchoolLine, read_schools
from app.services import operators
from app.store import organisations as store
from app.store import regions
from app.store.engine import Session


@dataclass(slots=True)
class Taken:
    """What a list of schools does: how many are new, renamed, as they were, and what stops it."""

    added: int = 0
    renamed: int = 0
    untouched: int = 0
    faults: list[SchoolFault] = field(default_factory=list)


def take_schools(session: Session, text: str, *, now: datetime, new_id: Callable[[], UUID]) -> Taken:
    """Add the schools of a list and rename those that are there: a deed of the operator, all of it or nothing.

    With faults nothing is written. A school that is there keeps its authority and its system: its figures stand under
    them, so a list that says otherwise is a fault.
    """
    found = list(read_schools(text))
    outcome = Taken(faults=[one for one in found if isinstance(one, SchoolFault)])
    lines = [one for one in found if isinstance(one, SchoolLine)]
    known = store.schools_by_code(session, [one.code for one in lines])
    paths = _paths(session, {one.authority for one in lines})
    new: list[store.NewSchool] = []
    names: dict[UUID, str] = {}
    for line in lines:
        path = paths.get(line.authority)
        there = known.get(line.code)
        if path is None:
            outcome.faults.append(SchoolFault(line.line, "authority_unknown", line.authority[:40]))
        elif there is None:
            new.append(store.NewSchool(new_id(), line.code, line.name, line.system, path))
        elif there.authority_id != path[-1].id or there.grade_system != line.system:
            outcome.faults.append(SchoolFault(line.line, "school_differs", line.code))
        elif there.name != line.name:
            names[there.id] = line.name
        else:
            outcome.untouched += 1
    outcome.added, outcome.renamed = len(new), len(names)
    if not outcome.faults and (new or names):
        store.add_schools(session, new)
        store.rename_schools(session, names)
        reason = f"added={len(new)} renamed={len(names)}"
        operators.note(session, None, "schools_take", now=now, reason=reason, new_id=new_id)
    return outcome


def _paths(session: Session, keys: Iterable[str]) -> dict[str, tuple[store.Region, ...]]:
    """The path from the province down to each region that is known by this code or id."""
    found = {}
    for key in keys:
        path = regions.path_to(session, key)
        if path:
            found[key] = path
    return found
