"""The command line: one group of commands per noun. `flask --help` lists them."""

from __future__ import annotations

from flask import Flask

from app.cli.accounts import accounts as account_commands
from app.cli.campaigns import campaigns as campaign_commands
from app.cli.content import content as content_commands
from app.cli.database import database as database_commands
from app.cli.demo import demo as demo_commands
from app.cli.logins import logins as logins_command
from app.cli.rollups import rollups as rollup_commands

COMMANDS = (
    account_commands,
    campaign_commands,
    content_commands,
    database_commands,
    demo_commands,
    logins_command,
    rollup_commands,
)


def register(app: Flask) -> None:
    """Add every command to the application's command line."""
    for command in COMMANDS:
        app.cli.add_command(command)
