"""The command line: one group of commands per noun. `flask --help` lists them."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from app.cli.accounts import accounts as account_commands
from app.cli.campaigns import campaigns as campaign_commands
from app.cli.database import database as database_commands
from app.cli.demo import demo as demo_commands
from app.cli.jobs import jobs as job_commands
from app.cli.logins import logins as logins_command
from app.cli.messages import messages as message_commands
from app.cli.preview import FACTORY
from app.cli.preview import content as content_commands
from app.cli.privacy import privacy as privacy_commands
from app.cli.promotions import rosters as roster_commands
from app.cli.retention import retention as retention_commands
from app.cli.rollups import rollups as rollup_commands
from app.cli.schools import schools as school_commands
from app.cli.statistics import statistics as statistics_commands

COMMANDS = (
    account_commands,
    campaign_commands,
    content_commands,
    database_commands,
    demo_commands,
    job_commands,
    message_commands,
    logins_command,
    privacy_commands,
    retention_commands,
    rollup_commands,
    school_commands,
    statistics_commands,
    roster_commands,
)


def register(app: Flask, preview: Callable[..., Flask]) -> None:
    """Add every command to the application's command line; `preview` makes the application that authors look at."""
    app.extensions[FACTORY] = preview
    for command in COMMANDS:
        app.cli.add_command(command)
