"""The list of erased pupils in the instance folder: keeping it up to date, and following it after a restore."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from app.exchange import erasures as lists
from app.exchange.erasures import ErasureListBroken
from app.services import erasures as service
from app.settings import read_settings
from app.store.engine import Database


def own_list() -> Path:
    """The list in the instance folder. Keep a copy beside the backups; inside one it would be worth nothing."""
    return read_settings().instance / lists.FILE


def keep_list(opened: Database, file: Path | None = None) -> int:
    """Bring a list up to date, by default the own one; returns how many erasures are new in it."""
    try:
        with opened.read() as session:
            return lists.append(file or own_list(), service.every(session))
    except ErasureListBroken as error:
        raise click.ClickException(str(error)) from error


def follow_list(opened: Database, file: Path | None = None) -> tuple[int, int]:
    """Erase again whoever is on a list, and end every session: (pupils, sessions). Without a list only the latter."""
    target = file or own_list()
    try:
        lines = list(lists.read(target)) if target.exists() else []
    except ErasureListBroken as error:
        raise click.ClickException(str(error)) from error
    return service.reapply(opened.write.begin, lines, now=datetime.now(UTC))
