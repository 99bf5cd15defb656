"""What every table shares: column kinds, naming of constraints, and the declaration of where its rows live."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import JSON, Date, DateTime, Dialect, Enum, MetaData, String, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, mapped_column
from sqlalchemy.types import TypeDecorator

REFERENCE = {"placement": "reference"}
BY_SCHOOL = {"placement": "by_school"}
BY_USERNAME = {"placement": "by_username"}
APPEND_ONLY = {"placement": "by_school", "append_only": True}


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC on every database; a naive one is a programming error."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a moment needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def choice_of(kind: type[StrEnum]) -> Enum:
    """A column holding one value of a StrEnum, checked by the database on every dialect."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        name=kind.__name__.lower(),
        length=24,
        values_callable=lambda values: [value.value for value in values],
    )


Json = JSON().with_variant(JSONB(), "postgresql")

Id = Annotated[UUID, mapped_column(Uuid)]
IdKey = Annotated[UUID, mapped_column(Uuid, primary_key=True)]
Moment = Annotated[datetime, mapped_column(UTCDateTime)]
Day = Annotated[date, mapped_column(Date)]
ContentId = Annotated[str, mapped_column(String(64))]
Digest = Annotated[str, mapped_column(String(64))]
Name = Annotated[str, mapped_column(String(100))]


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, repr=False):
    """Typed dataclass models; no repr, so that a pupil's name never slips into a log."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dict[str, Any]: Json, list[Any]: Json}
