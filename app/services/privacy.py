"""What is held about one pupil: all of it as a file for the guardian, and putting it right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.access import Actor, Permission, Place, require
from app.domain.beliefs import Key
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.facts import filled, national
from app.domain.identifiers import uuid7
from app.domain.library import Library, Publication
from app.domain.pupilfiles import FORMAT, VERSION, AnswerRecord, AttemptRecord, PupilFile, PupilRecord, TaskRecord
from app.domain.rosters.names import clean_name
from app.services.sounds import sort_key
from app.store import ledger, schools
from app.store import privacy as store
from app.store.engine import Session
from app.store.schema import Attempt, Progress

MAX_LOCAL_ID = 64


@dataclass(frozen=True, slots=True)
class Privacy:
    """The privacy page of a pupil: how much is held, not what."""

    pupil: PupilRecord
    username: str

    def __repr__(self) -> str:
        return "Privacy(...)"


def overview(session: Session, actor: Actor, student_id: UUID) -> Privacy:
    """The pupil of the own school, here or gone, whose data it is about. Two queries."""
    key, pupil = _found(session, actor, student_id)
    accounts = store.accounts(session, key)
    return Privacy(pupil, accounts[-1].username if accounts else "")


def file_of(
    session: Session,
    actor: Actor,
    student_id: UUID,
    *,
    now: datetime,
    library: Library,
    language: str,
    new_id: Callable[[], UUID] = uuid7,
) -> PupilFile:
    """Everything the own school holds about a pupil, with questions in words. Fourteen queries, however much it is.

    Taking the file is a deed: the ledger notes it.
    """
    key, pupil = _found(session, actor, student_id)
    accounts = store.accounts(session, key)
    account_ids = [one.account_id for one in accounts]
    school = schools.name_and_system(session, actor.school_id) or ("", "63")
    found = PupilFile(
        format=FORMAT,
        version=VERSION,
        made_at=now,
        school=school[0],
        grade_system=school[1],
        pupil=pupil,
        enrolments=store.enrolments(session, key),
        accounts=accounts,
        sessions=store.sessions(session, actor.school_id, account_ids),
        cards=store.cards(session, actor.school_id, account_ids),
        tasks=tuple(_task(lesson_id, row, library, language) for lesson_id, row in store.tasks(session, key)),
        answers=tuple(_attempt(row, library, language) for row in store.attempts(session, key)),
        campaigns=store.campaigns(session, key),
        changes=store.changes(session, key, [one.username for one in accounts]),
        imports=store.imports(session, key),
    )
    _note(session, actor, "pupil_file", student_id, now, new_id)
    return found


def as_data(found: PupilFile) -> dict[str, Any]:
    """The file as plain words, numbers and lists; docs/privacy.md explains the keys."""
    return {name: _plain(value) for name, value in asdict(found).items()}


def correct(
    session: Session,
    actor: Actor,
    student_id: UUID,
    name: str,
    local_id: str,
    *,
    now: datetime,
    new_id: Callable[[], UUID] = uuid7,
) -> None:
    """Put a pupil's name and local id right; the account shows the new name too. The same again changes nothing.

    The ledger says that something was put right, neither what it was nor what it is. Raises Invalid with the code of
    what is wrong with the name, Invalid("pupil_local_id_long"), Conflict("local_id_taken") where another pupil has it.
    """
    _key, pupil = _found(session, actor, student_id)
    wanted, local = _name(name), " ".join(local_id.split())
    if len(local) > MAX_LOCAL_ID:
        raise Invalid("pupil_local_id_long", field="local_id", limit=MAX_LOCAL_ID)
    if (wanted, local) == (pupil.name, pupil.local_id or ""):
        return
    if local and store.has_local_id(session, actor.school_id, local, but=student_id):
        raise Conflict("local_id_taken", field="local_id")
    store.correct(session, store.Key(actor.school_id, student_id), wanted, sort_key(wanted), local or None)
    _note(session, actor, "correct", student_id, now, new_id)


def _found(session: Session, actor: Actor, student_id: UUID) -> tuple[store.Key, PupilRecord]:
    require(actor, Permission.PUPIL_MANAGE, Place(school_id=actor.school_id))
    key = store.Key(actor.school_id, student_id)
    pupil = store.pupil(session, key)
    if pupil is None:
        raise NotFound
    return key, pupil


def _name(text: str) -> str:
    try:
        return clean_name(text)
    except Invalid as refusal:
        raise Invalid(refusal.code, **(refusal.facts | {"field": "name"})) from refusal


def _task(lesson_id: str, row: Progress, library: Library, language: str) -> TaskRecord:
    revision = library.revision(row.revision)
    publication = revision or library.current(lesson_id)
    return TaskRecord(
        assignment_id=row.assignment_id,
        lesson_id=lesson_id,
        lesson_title=publication.lesson(language).title if publication else "",
        started_at=row.started_at,
        saved_at=row.saved_at,
        step=row.step,
        sheets=row.sheets,
        right=row.right,
        asked=row.asked,
        open_questions=tuple(row.open_questions),
        completed_at=row.completed_at,
        mastered_at=row.mastered_at,
        retained_at=row.retained_at,
        beliefs_asked=tuple(Key(revision).named(row.beliefs_asked)) if revision else (),
        beliefs_held=tuple(Key(revision).named(row.beliefs_held)) if revision else (),
        watched=row.watched,
    )


def _attempt(row: Attempt, library: Library, language: str) -> AttemptRecord:
    publication, values = library.revision(row.revision), national(library.facts)
    named = publication or library.current(row.lesson_id)
    return AttemptRecord(
        attempt_id=row.id,
        assignment_id=row.assignment_id,
        lesson_id=row.lesson_id,
        lesson_title=named.lesson(language).title if named else "",
        kind=row.kind.value,
        issued_at=row.issued_at,
        submitted_at=row.submitted_at,
        right=row.right,
        asked=row.asked,
        answers=tuple(_answer(one, publication, language, values) for one in row.answers),
    )


def _answer(
    answer: list[Any], publication: Publication | None, language: str, values: Mapping[str, str]
) -> AnswerRecord:
    question_id, choice_id, right = answer
    question = publication.quiz(language).question(question_id) if publication else None
    choice = next((one for one in question.choices if one.id == choice_id), None) if question else None
    return AnswerRecord(
        question_id,
        choice_id,
        bool(right),
        filled(question.text, values) if question else "",
        filled(choice.text, values) if choice else "",
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _note(
    session: Session, actor: Actor, deed: str, student_id: UUID, now: datetime, new_id: Callable[[], UUID]
) -> None:
    ledger.append(
        session,
        entry_id=new_id(),
        school_id=actor.school_id,
        actor_id=actor.account_id,
        deed=deed,
        at=now,
        student_id=student_id,
    )
