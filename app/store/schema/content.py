"""Published content: immutable revisions, and which one is current. Reference tables."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.store.schema.base import REFERENCE, Base, ContentId, Digest, Moment


class ContentRevision(Base):
    """One published state of a lesson and its quiz, in all languages. Never changed, never deleted."""

    __tablename__ = "content_revision"
    __table_args__ = {"info": REFERENCE}

    digest: Mapped[Digest] = mapped_column(primary_key=True)
    lesson_id: Mapped[ContentId] = mapped_column(index=True)
    body: Mapped[dict[str, Any]]
    published_at: Mapped[Moment]


class ContentHead(Base):
    """The revision a lesson has now. `retired_at` hides the lesson from new assignments."""

    __tablename__ = "content_head"
    __table_args__ = {"info": REFERENCE}

    lesson_id: Mapped[ContentId] = mapped_column(primary_key=True)
    digest: Mapped[Digest] = mapped_column(ForeignKey("content_revision.digest"))
    changed_at: Mapped[Moment]
    retired_at: Mapped[Moment | None] = mapped_column(default=None)


class ContentTheme(Base):
    """The themes as they were published last."""

    __tablename__ = "content_theme"
    __table_args__ = {"info": REFERENCE}

    id: Mapped[ContentId] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]
