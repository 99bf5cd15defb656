"""Which revision of the schema the code wants, which one a database has, and the way from the one to the other."""

from __future__ import annotations

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import exists, inspect, select, text

from app.settings import ROOT
from app.store.engine import Database, Session
from app.store.schema import School

VERSION_TABLE = "alembic_version"


@cache
def wanted_revision() -> str | None:
    """The newest migration in the code. Read from the files once in the life of a process."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def applied_revision(session: Session) -> str | None:
    """The revision this database has, or None where no migration has run yet."""
    connection = session.connection()
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one_or_none()  # noqa: S608


def is_empty(session: Session) -> bool:
    """True where no organisation exists yet, so nobody can have an account: a fresh installation."""
    return not session.scalar(select(exists().where(School.id.is_not(None))))


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema forward, all pending migrations in one transaction."""
    command.upgrade(_config(database), revision)


def downgrade(database: Database, revision: str) -> None:
    """Take the schema back to a revision; `base` leaves nothing."""
    command.downgrade(_config(database), revision)


def _config(database: Database | None = None) -> Config:
    return Config(toml_file=ROOT / "pyproject.toml", attributes={"database": database})
