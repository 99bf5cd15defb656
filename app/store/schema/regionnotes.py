"""What a region says for itself beside the lessons. A reference table: it is about places."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.regionnotes import MAX_NUMBER, MAX_TEXT, NoteKind
from app.store.schema.base import REFERENCE, Base, ContentId, Id, IdKey, Moment, choice_of


class RegionNote(Base):
    """A slogan, a local rule, a local number or a help line of its own. A change ends the row and begins another.

    `topic` is a theme; for a help line it is the fact whose value is replaced. Who set it and who ended it are accounts
    with their organisation, by id only: no name is kept here, and none is left once the account is gone.
    """

    __tablename__ = "region_note"
    __table_args__ = (
        Index(
            "uq_region_note_current",
            "region_id",
            "kind",
            "topic",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        {"info": REFERENCE},
    )

    id: Mapped[IdKey]
    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"))
    kind: Mapped[NoteKind] = mapped_column(choice_of(NoteKind))
    topic: Mapped[ContentId]
    text: Mapped[str] = mapped_column(String(MAX_TEXT))
    text_tw: Mapped[str] = mapped_column(String(MAX_TEXT))
    text_en: Mapped[str] = mapped_column(String(MAX_TEXT))
    number: Mapped[str] = mapped_column(String(MAX_NUMBER))
    set_at: Mapped[Moment]
    set_by: Mapped[Id]
    set_in: Mapped[Id]
    ended_at: Mapped[Moment | None] = mapped_column(default=None)
    ended_by: Mapped[Id | None] = mapped_column(default=None)
    ended_in: Mapped[Id | None] = mapped_column(default=None)
