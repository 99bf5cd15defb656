"""Real databases for the tests: a migrated SQLite file and a migrated PostgreSQL database, copied for every test."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL, make_url

from app.store import migrations
from app.store.engine import Database

_numbers = count(1)


def programs() -> Path | None:
    """The folder with PostgreSQL's server programs, or None where there is none."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return folders[-1] if folders else None


def run(arguments: list[str]) -> None:
    """Run one of the server programs. PostgreSQL refuses root, so root becomes the user postgres for it."""
    user: dict[str, object] = {}
    if os.geteuid() == 0:
        postgres = pwd.getpwnam("postgres")
        user = {"user": postgres.pw_uid, "group": postgres.pw_gid, "extra_groups": []}
    result = subprocess.run(arguments, capture_output=True, text=True, cwd="/", check=False, **user)  # type: ignore[call-overload]
    if result.returncode != 0:
        raise RuntimeError(f"{arguments[0]} failed: {result.stdout}{result.stderr}")


@contextmanager
def server(*, durable: bool = False) -> Iterator[URL]:
    """A PostgreSQL server of our own, reachable only through a socket in its temporary folder, gone afterwards.

    `durable` keeps PostgreSQL's own promises (fsync and all); tests do without them, a benchmark must not.
    """
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    binaries = programs()
    if binaries is None:
        raise RuntimeError("PostgreSQL's programs are missing: run `make test`, which says what to install")
    folder = Path(tempfile.mkdtemp(prefix="first-lesson-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    options = f"-c listen_addresses='' -k {folder}"
    if not durable:
        options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    try:
        run([str(binaries / "initdb"), "-D", str(data), "-Atrust", "-U", "tester", "-E", "UTF8", "--locale=C", "-N"])
        control = [str(binaries / "pg_ctl"), "-D", str(data), "-w"]
        run([*control, "-l", str(folder / "log"), "-o", options, "start"])
        try:
            yield URL.create("postgresql+psycopg", username="tester", database="postgres", query={"host": str(folder)})
        finally:
            run([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def command(server_url: URL, statement: str) -> None:
    """Run a statement that cannot stand inside a transaction, such as CREATE DATABASE."""
    url = server_url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


@contextmanager
def empty_postgresql(server_url: URL, template: str = "template0") -> Iterator[str]:
    """A new database on the server, as a URL; dropped afterwards."""
    name = f"first_lesson_{os.getpid()}_{next(_numbers)}"
    command(server_url, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield server_url.set(database=name).render_as_string(hide_password=False)
    finally:
        command(server_url, f"DROP DATABASE {name} WITH (FORCE)")


def sqlite_url(file: Path) -> str:
    """The URL of a SQLite file."""
    return f"sqlite:///{file}"


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """A database object that is disposed of. What tests write need not survive a power cut."""
    database = Database(url, durable=False)
    try:
        yield database
    finally:
        database.dispose()


def migrate(url: str) -> None:
    """Bring a new database to the newest revision."""
    with opened(url) as database:
        migrations.upgrade(database)
        if database.engine.dialect.name == "sqlite":
            with closing(database.engine.raw_connection()) as connection:  # a checkpoint cannot stand in a transaction
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
