"""Published content: heads, immutable revisions and themes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from app.store.engine import Session
from app.store.schema import Attempt, ContentHead, ContentRevision, ContentTheme
from app.store.writes import insert_for, insert_new

Body = dict[str, Any]


def heads(session: Session) -> dict[str, str]:
    """The digest of the current revision of every lesson ever published."""
    return {row[0]: row[1] for row in session.execute(select(ContentHead.lesson_id, ContentHead.digest))}


def retired_lessons(session: Session) -> frozenset[str]:
    """Lessons that are no longer offered for new assignments."""
    return frozenset(session.scalars(select(ContentHead.lesson_id).where(ContentHead.retired_at.is_not(None))))


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
    row = {"digest": digest, "lesson_id": lesson_id, "body": body, "published_at": at}
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


def has_attempts(session: Session, digest: str) -> bool:
    """Has any pupil handed in a sheet of this revision?"""
    return session.scalar(select(Attempt.id).where(Attempt.revision == digest).limit(1)) is not None
