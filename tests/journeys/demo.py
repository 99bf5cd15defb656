"""The seeded demo, built once: every journey starts from a copy of the same file."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

from app.services import content
from app.services.demo.build import DemoLogin
from app.services.demo.scale import SMALL
from app.services.demo.seeding import seed
from app.settings import ROOT
from tests import builders, databases

SEED = 2026


@dataclass(frozen=True)
class Demo:
    """The file to copy, and who can log in."""

    file: Path
    logins: tuple[DemoLogin, ...]

    def login(self, role: str, number: int = 0) -> DemoLogin:
        """The `number`-th listed log-in of a role."""
        return [one for one in self.logins if one.role == role][number]


def build(file: Path) -> Demo:
    """The small demo as it is at builders.NOW, in a new SQLite file."""
    url = databases.sqlite_url(file)
    databases.migrate(url)
    with databases.opened(url) as database:
        with database.write() as session, session.begin():
            content.publish(session, (ROOT,), now=builders.NOW)
        with database.write() as session, session.begin():
            library = content.load_library(session)
            dice = Random(SEED)  # noqa: S311 - the same demo every time
            logins = seed(session, SMALL, library=library, now=builders.NOW, dice=dice, say=lambda _line: None)
        with closing(database.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Demo(file, logins)
