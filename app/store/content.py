"""Published content: heads, immutable revisions and themes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update

from app.store.engine import Session
from app.store.schema import Attempt, ContentCourse, ContentFact, ContentHead, ContentRevision, ContentTheme
from app.store.writes import insert_for, insert_new

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a published lesson stands: its current revision and who reviewed that, and whether the lesson is retired."""

    lesson_id: str
    digest: str
    published_at: datetime
    author: str
    reviewer: str
    reviewed_on: date | None
    retired_at: datetime | None
    successor: str | None


def heads(session: Session) -> dict[str, str]:
    """The digest of the current revision of every lesson ever published."""
    return {row[0]: row[1] for row in session.execute(select(ContentHead.lesson_id, ContentHead.digest))}


def retired_lessons(session: Session) -> frozenset[str]:
    """Lessons that are no longer offered for new assignments."""
    return frozenset(session.scalars(select(ContentHead.lesson_id).where(ContentHead.retired_at.is_not(None))))


def standings(session: Session) -> dict[str, Standing]:
    """How every lesson ever published stands, by its id."""
    columns = (
        ContentHead.lesson_id,
        ContentHead.digest,
        ContentRevision.published_at,
        ContentRevision.author,
        ContentRevision.reviewer,
        ContentRevision.reviewed_on,
        ContentHead.retired_at,
        ContentHead.successor,
    )
    rows = session.execute(select(*columns).join(ContentRevision, ContentRevision.digest == ContentHead.digest))
    return {row[0]: Standing(*row) for row in rows}


def save_review(session: Session, digest: str, author: str, reviewer: str, reviewed_on: date) -> None:
    """Keep who wrote a revision, and who else read it on which day."""
    change = update(ContentRevision).where(ContentRevision.digest == digest)
    session.execute(change.values(author=author, reviewer=reviewer, reviewed_on=reviewed_on))


def retire(session: Session, lesson_id: str, retired_at: datetime | None, successor: str | None) -> None:
    """Hide a lesson from new assignments, or with None show it again; `successor` takes its place."""
    change = update(ContentHead).where(ContentHead.lesson_id == lesson_id)
    session.execute(change.values(retired_at=retired_at, successor=successor))


def revision_bodies(session: Session, known: Sequence[str] = ()) -> list[tuple[str, str, Body]]:
    """(digest, lesson id, body) of every revision whose digest is not known already."""
    columns = select(ContentRevision.digest, ContentRevision.lesson_id, ContentRevision.body)
    rows = session.execute(columns.where(ContentRevision.digest.not_in(known)) if known else columns)
    return [(row[0], row[1], row[2]) for row in rows]


def lesson_bodies(session: Session, lesson_id: str) -> list[tuple[str, Body]]:
    """(digest, body) of every revision of one lesson, oldest first."""
    columns = select(ContentRevision.digest, ContentRevision.body).where(ContentRevision.lesson_id == lesson_id)
    rows = session.execute(columns.order_by(ContentRevision.published_at, ContentRevision.digest))
    return [(row[0], row[1]) for row in rows]


def save_revision(session: Session, lesson_id: str, digest: str, body: Body, at: datetime) -> bool:
    """Keep a revision; False where it was published before."""
    row = {"digest": digest, "lesson_id": lesson_id, "body": body, "published_at": at, "author": "", "reviewer": ""}
    return insert_new(session, ContentRevision, row) == 1


def move_head(session: Session, lesson_id: str, digest: str, at: datetime) -> None:
    """Make a revision the current one of its lesson."""
    insert_new(session, ContentHead, {"lesson_id": lesson_id, "digest": digest, "changed_at": at})
    is_other = (ContentHead.lesson_id == lesson_id, ContentHead.digest != digest)
    session.execute(update(ContentHead).where(*is_other).values(digest=digest, changed_at=at))


def themes(session: Session) -> dict[str, Body]:
    """The themes as they were published last, by id."""
    return {row[0]: row[1] for row in session.execute(select(ContentTheme.id, ContentTheme.body))}


def save_theme(session: Session, theme_id: str, body: Body) -> None:
    """Keep a theme as it is now."""
    insert = insert_for(session, ContentTheme).values(id=theme_id, body=body)
    session.execute(insert.on_conflict_do_update(index_elements=["id"], set_={"body": body}))


def facts(session: Session) -> dict[str, Body]:
    """The facts as they were published last, by id."""
    return {row[0]: row[1] for row in session.execute(select(ContentFact.id, ContentFact.body))}


def save_fact(session: Session, fact_id: str, body: Body) -> None:
    """Keep a fact as it is now. None is ever deleted: an old revision may name it."""
    insert = insert_for(session, ContentFact).values(id=fact_id, body=body)
    session.execute(insert.on_conflict_do_update(index_elements=["id"], set_={"body": body}))


def courses(session: Session) -> dict[str, Body]:
    """The courses as they were published last, by id."""
    return {row[0]: row[1] for row in session.execute(select(ContentCourse.id, ContentCourse.body))}


def save_courses(session: Session, bodies: Mapping[str, Body]) -> None:
    """Make these the courses there are. Others go: a class keeps the lessons it was given."""
    session.execute(delete(ContentCourse).where(ContentCourse.id.not_in(list(bodies))))
    for course_id, body in bodies.items():
        insert = insert_for(session, ContentCourse).values(id=course_id, body=body)
        session.execute(insert.on_conflict_do_update(index_elements=["id"], set_={"body": body}))


def has_attempts(session: Session, digest: str) -> bool:
    """Has any pupil handed in a sheet of this revision?"""
    return session.scalar(select(Attempt.id).where(Attempt.revision == digest).limit(1)) is not None
