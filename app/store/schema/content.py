"""Published content: immutable revisions, and which one is current. Reference tables."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.store.schema.base import REFERENCE, Base, ContentId, Day, Digest, Moment, Name


class ContentRevision(Base):
    """One published state of a lesson and its quiz, in all languages. Its body is never changed, and no row is deleted.

    Who wrote it, and who else read it before pupils did, may be known later; '' and None while it is a draft.
    """

    __tablename__ = "content_revision"
    __table_args__ = {"info": REFERENCE}

    digest: Mapped[Digest] = mapped_column(primary_key=True)
    lesson_id: Mapped[ContentId] = mapped_column(index=True)
    body: Mapped[dict[str, Any]]
    published_at: Mapped[Moment]
    author: Mapped[Name] = mapped_column(default="")
    reviewer: Mapped[Name] = mapped_column(default="")
    reviewed_on: Mapped[Day | None] = mapped_column(default=None)


class ContentHead(Base):
    """The revision a lesson has now. `retired_at` hides the lesson from new assignments; `successor` is the lesson that
    takes its place."""

    __tablename__ = "content_head"
    __table_args__ = {"info": REFERENCE}

    lesson_id: Mapped[ContentId] = mapped_column(primary_key=True)
    digest: Mapped[Digest] = mapped_column(ForeignKey("content_revision.digest"))
    changed_at: Mapped[Moment]
    retired_at: Mapped[Moment | None] = mapped_column(default=None)
    successor: Mapped[ContentId | None] = mapped_column(default=None)


class ContentTheme(Base):
    """The themes as they were published last."""

    __tablename__ = "content_theme"
    __table_args__ = {"info": REFERENCE}

    id: Mapped[ContentId] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]


class ContentCourse(Base):
    """The courses as they were published last. Nothing points at them: a lesson given in one is given as a lesson."""

    __tablename__ = "content_course"
    __table_args__ = {"info": REFERENCE}

    id: Mapped[ContentId] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]


class ContentFact(Base):
    """The facts that texts name, as they were published last."""

    __tablename__ = "content_fact"
    __table_args__ = {"info": REFERENCE}

    id: Mapped[ContentId] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]
