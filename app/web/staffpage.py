"""Pages of whoever looks after members of staff, shared by schools, bureaus and the platform."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.access import Actor, Permission, Role
from app.domain.campaigns import day_of
from app.domain.errors import Conflict, Invalid, NotFound, Refusal
from app.domain.staff import Phase
from app.domain.usernames import in_groups
from app.services import newstaff, staff
from app.services.newstaff import NewMember
from app.services.staff import ClassroomRow, PostingRow
from app.services.stafflists import Slip
from app.web.access import actor, requires
from app.web.database import db
from app.web.entries import Entry, page_asked_for, refused, typed, typed_day, typed_id
from app.web.i18n import _
from app.web.naming import classroom_name
from app.web.state import now, state

ROLES = {"school": Role.SCHOOL_ADMIN, "bureau": Role.BUREAU, "platform": Role.PLATFORM}
MEMBER = "/staff/<uuid:place_id>/<uuid:account_id>/"
OWN = "own"


def add_views(blueprint: Blueprint) -> None:
    """Give an audience its pages about staff."""
    views: list[tuple[str, str, Callable[..., ResponseReturnValue]]] = [
        *([] if blueprint.name == "school" else [("/staff/", "GET", staff_list)]),
        ("/staff/new", "GET", new_staff),
        ("/staff/new", "POST", add_staff),
        (MEMBER, "GET", staff_member),
        (MEMBER + "roles", "POST", give_grant),
        (MEMBER + "end/<uuid:holding_id>", "POST", end_holding),
        (MEMBER + "password", "POST", staff_password),
        (MEMBER + "factor", "POST", staff_factor),
    ]
    for rule, method, view in views:
        blueprint.add_url_rule(rule, view.__name__, view, methods=[method])


def manager() -> Actor:
    """The actor, where the page's audience is theirs. NotFound for somebody of another office."""
    who = actor()
    if ROLES[request.blueprint or ""] not in who.roles():
        raise NotFound
    return who


def role_name(role: Role) -> str:
    """A role in words."""
    words = {
        Role.TEACHER: _("Teacher"),
        Role.SCHOOL_ADMIN: _("School administrator"),
        Role.BUREAU: _("Bureau officer"),
        Role.PLATFORM: _("Platform staff"),
    }
    return words[role]


def room_name(room: ClassroomRow | PostingRow, system: str) -> str:
    """A class in words."""
    return classroom_name(room.stage, room.grade, room.number, system, room.label)


WORDS = {"role_name": role_name, "room_name": room_name, "in_groups": in_groups, "Phase": Phase}


def page(template: str, *, status: int = 200, **facts: object) -> Response:
    """A page about staff."""
    html = render_template(template, today=day_of(now()), **WORDS, **facts)
    return make_response(html, status)


def last_day() -> date | None:
    """The last day that a form names, None where it is left open. Raises Invalid("day_missing")."""
    return typed_day("last_on") if typed("last_on").strip() else None


@requires(Permission.STAFF_MANAGE)
def staff_list() -> Response:
    """Administrators and officers in the reach of a bureau or of the platform."""
    query = request.args.get("q", "")
    found = staff.in_reach(
        db(), manager(), query=query, page=page_asked_for(), with_ended="ended" in request.args, now=now()
    )
    if found.page > found.last_page:
        raise NotFound
    return page("staff/listing.html", found=found, query=query, with_ended="ended" in request.args)


@requires(Permission.STAFF_MANAGE)
def new_staff() -> Response:
    """The form for somebody new; a bureau and the platform first look for the place."""
    return _new_page(Entry(), request.args.get("place", ""))


@requires(Permission.STAFF_MANAGE)
def add_staff() -> ResponseReturnValue:
    """Make an account, and show its one-time password once."""
    who = manager()
    holds, place = typed("holds"), typed("place")
    try:
        new = NewMember(
            name=typed("name"),
            from_on=typed_day("from_on"),
            last_on=last_day(),
            classroom_id=typed_id("holds") if request.blueprint == "school" and holds != "admin" else None,
            is_homeroom="is_homeroom" in request.form,
            place_id=typed_id("place") if place not in ("", OWN) else None,
        )
        prepared = newstaff.prepare(1, passwords=state().passwords, dice=state().dice)[0]
        issued = newstaff.add(db(), who, new, prepared, now=now(), dice=state().dice, new_id=state().new_id)
    except (Invalid, Conflict) as refusal:
        return _new_page(refused("new", refusal), place, 422)
    return slips_page([Slip(issued, ())])


@requires(Permission.STAFF_MANAGE)
def staff_member(place_id: UUID, account_id: UUID) -> Response:
    """One member of staff."""
    return _member_page(place_id, account_id, Entry())


@requires(Permission.STAFF_MANAGE)
def give_grant(place_id: UUID, account_id: UUID) -> ResponseReturnValue:
    """Give somebody the role of the place."""
    try:
        staff.give_grant(
            db(),
            manager(),
            place_id,
            account_id,
            from_on=typed_day("from_on"),
            last_on=last_day(),
            now=now(),
            new_id=state().new_id,
        )
    except (Invalid, Conflict) as refusal:
        return refused_member(place_id, account_id, "grant", refusal)
    return back_to_member(place_id, account_id, "grant")


@requires(Permission.STAFF_MANAGE)
def end_holding(place_id: UUID, account_id: UUID, holding_id: UUID) -> ResponseReturnValue:
    """Let a class or a role end, with a last day or at once."""
    try:
        last_on = None if "at_once" in request.form else typed_day("last_on")
        staff.end(db(), manager(), place_id, account_id, holding_id, last_on=last_on, now=now())
    except (Invalid, Conflict) as refusal:
        return refused_member(place_id, account_id, f"end-{holding_id}", refusal)
    who = actor()
    if (place_id, account_id) == (who.school_id, who.account_id):
        return redirect(url_for("account.start"), 303)
    return back_to_member(place_id, account_id, "end")


@requires(Permission.STAFF_MANAGE)
def staff_password(place_id: UUID, account_id: UUID) -> Response:
    """A new one-time password, shown once."""
    issued = staff.reset_password(
        db(), manager(), place_id, account_id, now=now(), passwords=state().passwords, dice=state().dice
    )
    return slips_page([Slip(issued, ())], back=url_for(".staff_member", place_id=place_id, account_id=account_id))


@requires(Permission.STAFF_MANAGE)
def staff_factor(place_id: UUID, account_id: UUID) -> ResponseReturnValue:
    """End a lost second factor."""
    staff.reset_factor(db(), manager(), place_id, account_id, now=now())
    return back_to_member(place_id, account_id, "factor")


def slips_page(slips: list[Slip], back: str = "", *, system: str = "63") -> Response:
    """One-time passwords as they are shown once, to print and cut."""
    return page("staff/slips.html", slips=slips, system=system, back=back or url_for(f".{list_view()}"))


def list_view() -> str:
    """The view of the list that the page belongs to."""
    return "staff" if request.blueprint == "school" else "staff_list"


def back_to_member(place_id: UUID, account_id: UUID, done: str) -> ResponseReturnValue:
    """On to the person's page, which says what was done."""
    return redirect(url_for(".staff_member", place_id=place_id, account_id=account_id, done=done), 303)


def refused_member(place_id: UUID, account_id: UUID, form: str, refusal: Refusal) -> Response:
    """The person's page with what was typed and why it could not be taken."""
    status = 409 if isinstance(refusal, Conflict) else 422
    return _member_page(place_id, account_id, refused(form, refusal), status)


def _member_page(place_id: UUID, account_id: UUID, entry: Entry, status: int = 200) -> Response:
    found = staff.member(db(), manager(), place_id, account_id, now=now())
    rooms = staff.rooms(db(), actor()) if request.blueprint == "school" else ()
    return page(
        "staff/member.html",
        status=status,
        person=found,
        place_id=place_id,
        rooms=rooms,
        entry=entry,
        list_view=list_view(),
        place_role=found.place_role,
    )


def _new_page(entry: Entry, place: str, status: int = 200) -> Response:
    who = manager()
    if request.blueprint == "school":
        return page("staff/new_in_school.html", status=status, entry=entry, found=staff.of_school(db(), who, now=now()))
    if not place:
        query = request.args.get("q", "")
        return page("staff/find_place.html", query=query, places=staff.places(db(), who, query))
    try:
        place_id = None if place == OWN else UUID(place)
    except ValueError:
        raise NotFound from None
    chosen = newstaff.place(db(), who, place_id)
    return page("staff/new.html", status=status, entry=entry, place=place, chosen=chosen)
