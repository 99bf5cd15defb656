"""Pages of a school's staff: everybody, a whole list of class teachers at once, and the classes somebody has."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request
from flask.typing import ResponseReturnValue

from app.domain.access import Permission
from app.domain.campaigns import day_of
from app.domain.errors import Conflict, Invalid
from app.services import newstaff, stafflists
from app.services import staff as service
from app.services.stafflists import Plan
from app.web import staffpage
from app.web.access import requires
from app.web.database import db, let_go
from app.web.entries import Entry, refused, typed, typed_day, typed_id
from app.web.school.blueprint import blueprint
from app.web.sentences import SENTENCES, sentence
from app.web.sentences.rosters import problem
from app.web.state import now, state

CHOICE = "who-"

staffpage.add_views(blueprint)


@blueprint.get("/staff/")
@requires(Permission.STAFF_MANAGE)
def staff() -> Response:
    """Everybody, the classes without a class teacher, and those whose posting has ended."""
    found = service.of_school(db(), staffpage.manager(), now=now())
    return staffpage.page("staff/school_list.html", found=found)


@blueprint.get("/staff/many")
@requires(Permission.STAFF_MANAGE)
def many_staff() -> Response:
    """The field to paste a list into."""
    staffpage.manager()
    return staffpage.page("staff/many.html", entry=Entry())


@blueprint.post("/staff/many")
@requires(Permission.STAFF_MANAGE)
def preview_staff() -> ResponseReturnValue:
    """What a pasted list would do."""
    staffpage.manager()
    try:
        plan = _plan()
    except Invalid as refusal:
        return staffpage.page("staff/many.html", status=422, entry=refused("many", refusal))
    return _preview_page(plan, 200 if plan.is_good else 422)


@blueprint.post("/staff/many/apply")
@requires(Permission.STAFF_MANAGE)
def apply_staff() -> ResponseReturnValue:
    """Do it, and show the one-time passwords once. Nothing is done where a line has become wrong meanwhile."""
    who = staffpage.manager()
    try:
        plan = _plan()
        if plan.is_good:
            let_go()  # hashing many passwords takes a second or two, and nobody else could write meanwhile
            prepared = newstaff.prepare(plan.new, passwords=state().passwords, dice=state().dice)
            plan = _plan()
            slips = stafflists.apply(db(), who, plan, prepared, now=now(), dice=state().dice, new_id=state().new_id)
            return staffpage.slips_page(list(slips), system=plan.grade_system)
    except (Invalid, Conflict) as refusal:
        return staffpage.page("staff/many.html", status=422, entry=refused("many", refusal))
    return _preview_page(plan, 422)


@blueprint.post(staffpage.MEMBER + "postings")
@requires(Permission.STAFF_MANAGE)
def give_posting(place_id: UUID, account_id: UUID) -> ResponseReturnValue:
    """Give somebody a class."""
    who = staffpage.manager()
    service.member(db(), who, place_id, account_id, now=now())
    try:
        service.give_posting(
            db(),
            who,
            account_id,
            typed_id("classroom"),
            from_on=typed_day("from_on"),
            last_on=staffpage.last_day(),
            is_homeroom="is_homeroom" in request.form,
            now=now(),
            new_id=state().new_id,
        )
    except (Invalid, Conflict) as refusal:
        return staffpage.refused_member(place_id, account_id, "posting", refusal)
    return staffpage.back_to_member(place_id, account_id, "posting")


def _plan() -> Plan:
    choices = {
        int(name.removeprefix(CHOICE)): value
        for name, value in request.form.items()
        if name.startswith(CHOICE) and name.removeprefix(CHOICE).isdecimal() and len(name) < 12
    }
    from_on = typed_day("from_on") if typed("from_on") else day_of(now())
    return stafflists.plan(db(), staffpage.manager(), typed("lines"), choices, from_on=from_on, now=now())


def _preview_page(plan: Plan, status: int) -> Response:
    faults = {draft.line.number: [_said(one) for one in draft.faults] for draft in plan.drafts}
    return staffpage.page(
        "staff/preview.html", status=status, plan=plan, faults=faults, typed=typed("lines"), choice=CHOICE
    )


def _said(fault: Invalid) -> str:
    """What is wrong with a line: in our own words, or in those about the same cells of a pupils' file."""
    if fault.code in SENTENCES:
        return sentence(fault.code, fault.facts)
    return str(problem(fault.code, fault.facts))
