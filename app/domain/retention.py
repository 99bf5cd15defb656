"""How long what is kept: periods as data. The table in docs/privacy.md and the nightly job both read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.campaigns import CHINA

# The job runs in the small hours where the pupils are; a worker that was away then makes up for it by day.
NIGHT = range(2, 5)
LEAST_APART, MOST_APART = timedelta(hours=20), timedelta(hours=30)
SCHOOL_YEAR = 365


class Keep(StrEnum):
    """A rule of retention, in the order in which the job follows them: rows first, then whole people, then the ledger.

    LEFTOVERS are rows that came in while their pupil was being erased.
    """

    TRIES = "tries"
    SESSIONS = "sessions"
    CARDS = "cards"
    DEVICES = "devices"
    UPLOADS = "uploads"
    CHANGES = "changes"
    IMPORTS = "imports"
    JOBS = "jobs"
    ANSWERS = "answers"
    PLACES = "places"
    LEFTOVERS = "leftovers"
    PUPILS = "pupils"
    STAFF = "staff"
    LEDGER = "ledger"


@dataclass(frozen=True, slots=True)
class Period:
    """Rows of `tables` go `days` after `since`, something that has happened. `law` says where to look for why."""

    keep: Keep
    tables: tuple[str, ...]
    since: str
    days: int
    law: str

    def before(self, now: datetime) -> datetime:
        """The moment before which it must have happened for the row to go now."""
        return now - timedelta(days=self.days)


_SHORTEST = "PIPL 19"
PERIODS: dict[Keep, Period] = {
    period.keep: period
    for period in (
        Period(Keep.TRIES, ("login_throttle",), "last failed try", 1, _SHORTEST),
        Period(Keep.SESSIONS, ("session",), "end of the session", 30, _SHORTEST),
        Period(Keep.CARDS, ("card",), "end of the card", 90, _SHORTEST),
        Period(Keep.DEVICES, ("class_device",), "end of the device's opening", 90, _SHORTEST),
        Period(
            Keep.UPLOADS, ("import_file", "import_row", "import_fault"), "end of the import's own period", 0, _SHORTEST
        ),
        Period(Keep.CHANGES, ("import_change",), "applying the import", 30, _SHORTEST),
        Period(Keep.IMPORTS, ("roster_import", "import_school"), "upload", 1095, "PIPL 55-56; minors online 36"),
        Period(Keep.JOBS, ("job",), "end of the job", 90, _SHORTEST),
        Period(Keep.ANSWERS, ("attempt",), "end of the task, and the day of the answer", SCHOOL_YEAR, "PIPL 19, 28"),
        Period(Keep.PLACES, ("progress",), "end of the task, and the last step", SCHOOL_YEAR, "PIPL 19, 28"),
        Period(Keep.LEFTOVERS, ("progress", "attempt", "enrolment"), "erasure of the pupil", 0, "PIPL 47"),
        Period(
            Keep.PUPILS,
            ("student", "enrolment", "account", "login"),
            "day of leaving the school",
            365,
            "PIPL 47; children online 20",
        ),
        Period(
            Keep.STAFF,
            ("account", "login", "posting", "role_grant", "second_factor", "recovery_code"),
            "end of the account",
            365,
            "PIPL 47",
        ),
        Period(Keep.LEDGER, ("ledger_entry",), "the deed", 1095, "PIPL 55-56; minors online 36"),
    )
}


def is_due(last: datetime | None, now: datetime) -> bool:
    """True where the job should run now, given when it ran last: once a night, and at once where it never has."""
    if last is None or now - last >= MOST_APART:
        return True
    return now - last >= LEAST_APART and now.astimezone(CHINA).hour in NIGHT


def summary(counts: dict[Keep, int]) -> str:
    """The counts of a run in one line of the ledger: `sessions=12 pupils=3`; nothing where nothing went."""
    return " ".join(f"{keep.value}={counts[keep]}" for keep in Keep if counts.get(keep))[:200]


def read_summary(text: str) -> dict[Keep, int]:
    """The counts from such a line; what is not understood is left out."""
    names = {keep.value: keep for keep in Keep}
    parts = (part.partition("=") for part in text.split())
    return {names[name]: int(number) for name, _sign, number in parts if name in names and number.isdecimal()}
