"""`flask accounts`: accounts of staff, and new one-time passwords for anybody."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from uuid import UUID

import click

from app.cli.database import open_session
from app.domain.access import Role
from app.domain.errors import Refusal
from app.services import accounts as service
from app.services import factors
from app.services.accounts import IssuedPassword, StaffSpec
from app.services.passwords import Passwords
from app.store import organisations, regions
from app.store.engine import Session

REFUSALS = {
    "not_found": "There is no such user name, school or region.",
    "username_missing": "The user name is empty.",
    "username_taken": "Somebody has the user name '{username}' already.",
    "name_missing": "The name is empty.",
    "name_long": "The name is longer than {limit} characters.",
}


@click.group()
def accounts() -> None:
    """Accounts of staff, and new passwords."""


@accounts.command()
@click.argument("username")
@click.option("--name", required=True, help="The person's name, shown to colleagues.")
@click.option("--school", "school_code", help="Administrator of the school with this code.")
@click.option("--region", "region_key", help="Officer of the bureau of this region: six-digit code, or its id.")
@click.option("--platform", is_flag=True, help="Runs the platform.")
def create(username: str, name: str, school_code: str | None, region_key: str | None, platform: bool) -> None:
    """Make an account with one grant and print its one-time password, once."""
    if sum((school_code is not None, region_key is not None, platform)) != 1:
        raise click.UsageError("Give exactly one of --school, --region and --platform.")
    try:
        with open_session(write=True) as session:
            issued = service.create_staff(
                session,
                _spec(session, username, name, school_code, region_key),
                now=datetime.now(UTC),
                passwords=Passwords(),
                dice=secrets.randbelow,
            )
    except Refusal as refusal:
        raise click.ClickException(REFUSALS[refusal.code].format(**refusal.facts)) from refusal
    _show(issued)


@accounts.command()
@click.argument("username")
def reset(username: str) -> None:
    """Print a new one-time password for USERNAME; every session of the account ends."""
    try:
        with open_session(write=True) as session:
            issued = service.reset_by_operator(
                session, username, now=datetime.now(UTC), passwords=Passwords(), dice=secrets.randbelow
            )
    except Refusal as refusal:
        raise click.ClickException(REFUSALS[refusal.code].format(**refusal.facts)) from refusal
    _show(issued)


@accounts.command("reset-factor")
@click.argument("username")
def reset_factor(username: str) -> None:
    """End the lost second factor of USERNAME; every session of the account ends."""
    try:
        with open_session(write=True) as session:
            factors.reset_by_operator(session, username, now=datetime.now(UTC))
    except Refusal as refusal:
        raise click.ClickException("There is no such user name, or it has no second factor.") from refusal
    click.echo("The second factor is gone. The password alone opens the account now.")


def find_region(session: Session, key: str) -> UUID | None:
    """The id of the region with this six-digit code, or (a zone has none) with this id."""
    try:
        region = regions.by_code(session, key) if len(key) == 6 else regions.region(session, UUID(key))
    except ValueError:
        return None
    return region.id if region else None


def _spec(session: Session, username: str, name: str, school_code: str | None, region_key: str | None) -> StaffSpec:
    if school_code is not None:
        school = organisations.school_by_code(session, school_code)
        return StaffSpec(username, name, Role.SCHOOL_ADMIN, school_id=school.id if school else None)
    if region_key is not None:
        return StaffSpec(username, name, Role.BUREAU, region_id=find_region(session, region_key))
    return StaffSpec(username, name, Role.PLATFORM)


def _show(issued: IssuedPassword) -> None:
    click.echo(f"username: {issued.username}")
    click.echo(f"password: {issued.password}")
    click.echo("It is shown only now, and must be changed at the first log-in.")
