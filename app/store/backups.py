"""Backups of a whole database, taken while it is in use: SQLite's online backup, PostgreSQL's own dump."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL, make_url


class BackupError(Exception):
    """The backup or the restoration did not happen; the message says why."""


def back_up(database_url: str, file: Path) -> None:
    """Write a consistent copy to `file`, readable by its owner only. Never writes over an existing file."""
    if file.exists():
        raise BackupError(f"{file} exists already; a backup never replaces another one")
    partial = file.with_name(file.name + ".partial")
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        url = make_url(database_url)
        if url.get_backend_name() == "sqlite":
            _copy_sqlite(_sqlite_file(url), partial)
        else:
            _run("pg_dump", url, "--format=custom", "--no-owner", f"--file={partial}")
        partial.rename(file)
    finally:
        partial.unlink(missing_ok=True)


def restore(database_url: str, file: Path) -> None:
    """Replace everything in the database by what `file` holds, or leave it as it was."""
    if not file.is_file():
        raise BackupError(f"{file} is not a file")
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        _check_sqlite(file)
        _copy_sqlite(file, _sqlite_file(url))
    else:
        flags = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
        _run("pg_restore", url, *flags, str(file))


def _sqlite_file(url: URL) -> Path:
    if not url.database or url.database == ":memory:":
        raise BackupError("a database in memory cannot be backed up")
    return Path(url.database)


def _check_sqlite(file: Path) -> None:
    try:
        with closing(sqlite3.connect(file)) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{file} is not a SQLite backup: {error}") from error
    if verdict != "ok":
        raise BackupError(f"{file} is damaged: {verdict}")


def _copy_sqlite(source: Path, target: Path) -> None:
    try:
        with closing(sqlite3.connect(source, timeout=15)) as old, closing(sqlite3.connect(target, timeout=15)) as new:
            old.backup(new)
    except sqlite3.Error as error:
        raise BackupError(str(error)) from error


def _run(program: str, url: URL, *arguments: str) -> None:
    """Run one of PostgreSQL's tools. The password travels in the environment, where other users cannot see it."""
    where = {"PGHOST": url.query.get("host", url.host), "PGPORT": url.port, "PGUSER": url.username}
    where |= {"PGPASSWORD": url.password, "PGDATABASE": url.database}
    environment = os.environ | {name: str(value) for name, value in where.items() if value is not None}
    target = [f"--dbname={url.database}"] if program == "pg_restore" else []
    result = subprocess.run(  # noqa: S603 - our own arguments, no shell
        [_find(program), *target, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        raise BackupError(f"{program} failed: {result.stderr.strip()}")


def _find(program: str) -> str:
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: int(path.parts[4]))
    found = shutil.which(program) or (str(debian[-1]) if debian else None)
    if found is None:
        raise BackupError(f"{program} was not found; install PostgreSQL's client programs")
    return found
