"""Background work, kept in the same database as what it works on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.jobs import JobKind, JobState
from app.store.schema.base import BY_SCHOOL, Base, Id, IdKey, Moment, choice_of


class Job(Base):
    """A piece of work ordered by somebody of an organisation. `subject_id` is what it is about, an import for instance.

    `done` of `total` tells the progress. `payload` never holds a name or a student number.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("done >= 0 AND (total IS NULL OR total >= 0)", name="progress"),
        Index("ix_job_state", "state", "created_at"),
        Index("ix_job_subject", "school_id", "subject_id"),
        {"info": BY_SCHOOL},
    )

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    id: Mapped[IdKey]
    kind: Mapped[JobKind] = mapped_column(choice_of(JobKind))
    ordered_by: Mapped[Id]
    created_at: Mapped[Moment]
    payload: Mapped[dict[str, Any]]
    subject_id: Mapped[Id | None] = mapped_column(default=None)
    state: Mapped[JobState] = mapped_column(choice_of(JobState), default=JobState.WAITING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None] = mapped_column(default=None)
    started_at: Mapped[Moment | None] = mapped_column(default=None)
    beat_at: Mapped[Moment | None] = mapped_column(default=None)
    finished_at: Mapped[Moment | None] = mapped_column(default=None)
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(String(64), default="")
