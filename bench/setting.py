"""What the benchmark runs on: a durable PostgreSQL with the demo of the wanted size, and pupils who are signed in."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select

from app.services import sessions
from app.store.engine import Database
from app.store.schema import Account, Attempt, Campaign, Milestone, RosterEntry

FLASK = str(Path(sys.executable).parent / "flask")


@dataclass(frozen=True, slots=True)
class Setting:
    """The seeded database and how to reach it."""

    url: str
    instance: Path

    def environment(self, **more: str) -> dict[str, str]:
        """The environment the product reads."""
        return {"DATABASE_URL": self.url, "INSTANCE_DIR": str(self.instance)} | more

    def flask(self, *arguments: str) -> str:
        """Run a command of the product; its output. Raises CalledProcessError where it says no."""
        result = subprocess.run(  # noqa: S603
            [FLASK, *arguments], env=os.environ | self.environment(), check=True, capture_output=True, text=True
        )
        return result.stdout

    def logins(self) -> list[dict[str, str]]:
        """The demo's log-ins."""
        found: list[dict[str, str]] = json.loads((self.instance / "demo-logins.json").read_text())
        return found


@dataclass(frozen=True, slots=True)
class Learner:
    """A pupil on the roster of the running campaign."""

    school_id: UUID
    account_id: UUID
    username: str


def learners(database: Database, number: int) -> tuple[UUID, list[Learner]]:
    """The running campaign and `number` pupils of its roster who have reached nothing, from all over the region."""
    with database.read() as session:
        campaign_id = session.scalars(select(Campaign.id).order_by(Campaign.opens_at.desc())).first()
        if campaign_id is None:
            raise RuntimeError("the demo has no campaign")
        rows = session.execute(
            select(Account.school_id, Account.id, Account.username)
            .join(
                RosterEntry,
                (RosterEntry.school_id == Account.school_id) & (RosterEntry.student_id == Account.student_id),
            )
            .where(RosterEntry.campaign_id == campaign_id, RosterEntry.excused_at.is_(None))
            .where(
                ~select(Milestone.rate)
                .where(
                    Milestone.campaign_id == campaign_id,
                    Milestone.school_id == RosterEntry.school_id,
                    Milestone.student_id == RosterEntry.student_id,
                )
                .exists()
            )
            .order_by(func.random())
            .limit(number)
        )
        return campaign_id, [Learner(*row) for row in rows]


def sign_in_all(database: Database, pupils: Sequence[Learner], now: datetime) -> list[str]:
    """A session for each pupil, opened by the product's own service; returns the Cookie headers."""
    cookies = []
    with database.write() as session, session.begin():
        for pupil in pupils:
            cookie = sessions.open_session(
                session, pupil.school_id, pupil.account_id, now=now, new_secret=lambda: secrets.token_urlsafe(32)
            )
            cookies.append(f"first-lesson={cookie}")
    return cookies


def attempts(database: Database) -> int:
    """Rows of submitted sheets."""
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Attempt)) or 0
