"""The command line: one group of commands per noun. `flask --help` lists them."""

from __future__ import annotations

from flask import Flask

from app.cli.database import database_group

GROUPS = (database_group,)


def register(app: Flask) -> None:
    """Add every group to the application's command line."""
    for group in GROUPS:
        app.cli.add_command(group)
