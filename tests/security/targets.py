"""What addresses lead to, own, foreign and nonexistent alike, and forms as good as they can be for each of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from werkzeug.routing import Rule

from app.content.films import read_films
from app.domain import quizzes
from app.domain.identifiers import uuid7
from app.domain.lessons import Step as LessonStep
from app.domain.tickets import Part, Sheet, Ticket, short
from app.settings import ROOT
from tests import builders
from tests.learner import real_library, right, state_of
from tests.security import life, lists, offices
from tests.security.world import ANONYMOUS, COURSE, LESSON, NOBODY, PIN, PUPILS, World

Arguments = dict[str, Any]


def targets(world: World, kind: str) -> dict[str, Arguments]:
    """Everything an address of this kind can lead to, by the words of policy.toml. `none` and `other` never exist."""
    ids = world.ids
    if kind == "task":
        return {name: {"assignment_id": ids.get(f"task{name}", NOBODY)} for name in ("A", "B", "D", "none")}
    if kind == "result":
        return _results(world)
    if kind in _ROOMS:
        names, more = _ROOMS[kind]
        return {name: {"classroom_id": ids[name]} | more for name in names}
    if kind in ("pupil", "finisher"):
        number = 9 if kind == "pupil" else 8
        own = {name: {"classroom_id": ids[name], "student_id": ids[f"{name}{number}"]} for name in ("A", "B", "D")}
        mixed = {"classroom_id": ids["A"], "student_id": ids[f"D{number}"]}
        return own | {"mixed": mixed, "none": {"classroom_id": ids["A"], "student_id": NOBODY}}
    if kind in ("record", "leaver", "device_pupil"):
        number = 7 if kind == "leaver" else 9
        names = ("Y", "A", "B", "D") if kind == "device_pupil" else ("A", "B", "D")
        own = {name: {"student_id": ids[f"{name}{number}"]} for name in names}
        return own | {"none": {"student_id": NOBODY}}
    if kind in ("region", "school", "board", "own region", "note"):
        return _places(world, kind)
    for module in (lists, life, offices):
        if kind in module.KINDS:
            return module.targets(world, kind)
    return _OTHERS.get(kind, {"here": {}})


_FILM = next(iter(read_films([ROOT], []).films.values())).address.rpartition("/")[2]
_OTHERS: dict[str, dict[str, Arguments]] = {
    "lesson": {"published": {"lesson_id": LESSON}},
    "film": {"film": {"name": _FILM}, "none": {"name": f"{'0' * 32}.webm"}},
}
_ROOMS: dict[str, tuple[tuple[str, ...], Arguments]] = {
    "classroom": (("A", "B", "D", "none"), {}),
    "young": (("Y", "none"), {}),
    "any classroom": (("Y", "A", "B", "D", "none"), {}),
    "device": (("A", "B", "D", "none"), {"key": "00" * 8}),
}
_REGIONS = ("K1", "K2", "K3", "C1", "C2", "P", "none")


def _places(world: World, kind: str) -> dict[str, Arguments]:
    ids = world.ids
    if kind in ("own region", "note"):
        more = {"kind": "slogan", "topic": "fire"} if kind == "note" else {}
        return {name: {"region_id": ids[name]} | more for name in _REGIONS}
    if kind == "region":
        found = {name: {"slug": world.slug, "region_id": ids[name]} for name in _REGIONS}
        return found | {"other": {"slug": "nothing", "region_id": ids["K1"]}}
    if kind == "school":
        return {name: {"slug": world.slug, "school_id": ids.get(name, NOBODY)} for name in ("S1", "S2", "S3", "none")}
    return {name: {"slug": world.slug, "region_key": str(ids[name])} for name in ("K1", "K2", "P", "none")}


def _results(world: World) -> dict[str, Arguments]:
    homes = {"pupil": "taskA", "classmate": "taskA", "foreign_pupil": "taskD"}
    own = {
        role: {"assignment_id": world.ids[task], "attempt_id": world.ids[f"attempt_{role}"]}
        for role, task in homes.items()
    }
    none = {"assignment_id": world.ids["taskA"], "attempt_id": NOBODY}
    mixed = {"assignment_id": world.ids["taskD"], "attempt_id": world.ids["attempt_pupil"]}
    return own | {"none": none, "mixed": mixed}


def address(world: World, rule: Rule, arguments: Arguments) -> str:
    """The address of a view."""
    with world.app.test_request_context():
        return str(world.app.url_for(rule.endpoint, **arguments))


def fields(world: World, role: str, endpoint: str, arguments: Arguments) -> dict[str, str]:
    """What a form of this view needs to be taken, signatures included: nothing but the right is ever missing."""
    who = "pupil" if role == ANONYMOUS else role
    own = {"username": world.accounts[who].username, "password": world.passwords[who]}
    fixed = {
        "account.sign_in": own,
        "account.use_card": {"card": world.card},
        "account.use_pin": {"pin": PIN},
        "bureau.set_region_note": {"do": "save", "text": "不下河", "text_en": "", "number": ""},
        "bureau.audit_file": {"year": str(builders.TODAY.year)},
        "platform.audit_file": {"year": str(builders.TODAY.year)},
        "school.correct_pupil": {"name": "金丝雀新名", "local_id": ""},
        "teacher.assign_course": {"course_id": COURSE, "due_on": (builders.TODAY + timedelta(days=7)).isoformat()},
        "teacher.assign": {"lesson_id": LESSON, "due_on": (builders.TODAY + timedelta(days=7)).isoformat()},
    }
    if endpoint in fixed:
        return fixed[endpoint]
    if endpoint == "account.change_password":
        new = f"a-new-one-{role}"
        return {"current": own["password"], "new": new, "again": new}
    if endpoint.partition(".")[2] in life.FORMS:
        return life.fields(world, role, endpoint.partition(".")[2], arguments)
    if endpoint.partition(".")[2] in offices.FORMS:
        return offices.fields(world, who, endpoint.partition(".")[2], arguments)
    if endpoint.partition(".")[2] in lists.FORMS:
        return lists.fields(world, endpoint.partition(".")[2])
    if endpoint == "school.erase":
        return {"typed": next((name for name, one in world.usernames.items() if one == arguments["student_id"]), "")}
    if endpoint in ("school.excuse", "school.end_excuse", "school.void"):
        return {"campaign": str(world.ids["campaign"]), "reason": "in hospital"}
    return _SIGNED[endpoint](world, role, arguments) if endpoint in _SIGNED else {}


def _identity(world: World, role: str) -> tuple[UUID, UUID]:
    """The school and pupil of a role; staff borrow those of a pupil."""
    borrowed = role if role in PUPILS else "pupil"
    return world.accounts[borrowed].school_id, world.ids[borrowed]


def _step(world: World, role: str, arguments: Arguments) -> dict[str, str]:
    moment = int(world.clock().timestamp())
    digest = real_library().heads[LESSON]
    step = real_library().revisions[digest].lesson("").steps[0]
    ticket = Ticket(
        *_identity(world, role),
        assignment_id=arguments["assignment_id"],
        revision=short(digest),
        session_tag=world.session_tag(role),
        step=0,
        issued_at=moment - 600,
        saved_at=0,
    )
    return {"ticket": ticket.sign(state_of(world.app).ticket_key), "choice": step.choices[0].id}


def _beat(world: World, role: str, _arguments: Arguments) -> dict[str, str]:
    """A heartbeat from the film of some lesson."""
    ticket, _step = _at(world, role, lambda step: step.video is not None)
    return {"ticket": ticket, "watched": "5"}


def _reply(world: World, role: str, _arguments: Arguments) -> dict[str, str]:
    """The first reply of the first turn of some dialogue."""
    ticket, step = _at(world, role, lambda step: bool(step.turns))
    return {"ticket": ticket, "turn": step.turns[0].id, "reply": "0"}


def _at(world: World, role: str, is_wanted: Callable[[LessonStep], bool]) -> tuple[str, LessonStep]:
    """A ticket for such a step of some lesson. Nobody gets one for a task of others; staff come by a pupil's."""
    owner = role if role in PUPILS else "pupil"
    for digest in sorted(real_library().heads.values()):
        steps = real_library().revisions[digest].lesson("").steps
        for place, step in enumerate(steps):
            if is_wanted(step):
                ticket = Ticket(
                    *_identity(world, owner),
                    assignment_id=world.ids["taskD" if owner == "foreign_pupil" else "taskA"],
                    revision=short(digest),
                    session_tag=world.session_tag(owner),
                    step=place,
                    issued_at=int(world.clock().timestamp()) - 10,
                    saved_at=0,
                )
                return ticket.sign(state_of(world.app).ticket_key), step
    raise AssertionError("no lesson has such a step")


def _sheet(world: World, role: str, arguments: Arguments) -> dict[str, str]:
    key = state_of(world.app).ticket_key
    digest = real_library().heads[LESSON]
    _school, pupil = _identity(world, role)
    moment = int(world.clock().timestamp())
    sheet = Sheet(uuid7(), pupil, arguments["assignment_id"], short(digest), Part.PRACTICE, 0, moment)
    drawn = quizzes.draw(real_library().revisions[digest].quiz(""), sheet.seed(key))
    return {"sheet": sheet.sign(key)} | {entry.question.id: str(right(entry)) for entry in drawn}


# The forms that carry something signed: a step ticket, or a sheet.
_SIGNED: dict[str, Callable[[World, str, Arguments], dict[str, str]]] = {
    "student.take_step": _step,
    "student.pause": _step,
    "student.watched": _beat,
    "student.answer_turn": _reply,
    "student.submit": _sheet,
}
