"""The yearly audit as a ZIP of tables, with a hash of each, and sheets to fill in where the software knows nothing."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.domain.audits import Audit
from app.domain.campaigns import CHINA
from app.domain.inventory import INVENTORY
from app.domain.retention import PERIODS, Keep
from app.exchange.auditwords import (
    ABOUT,
    COLUMNS,
    FATES,
    GUARDS,
    LEVELS,
    PURPOSES,
    QUESTIONS,
    README,
    ROLES,
    RULES,
    STAGES,
)
from app.exchange.deeds import DEEDS, N_
from app.exchange.tables import csv_chunks

Say = Callable[[str], str]
KEPT_BACK = N_("kept back")


@dataclass(frozen=True, slots=True)
class Part:
    """One table of the ZIP. `header` and words are in English and said in the reader's language."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[object]]


def zip_of(audit: Audit, say: Say) -> bytes:
    """The audit as the bytes of a ZIP. `say` turns an English sentence into the reader's language."""
    files = {
        part.name: b"".join(csv_chunks([say(one) for one in part.header], part.rows)) for part in _parts(audit, say)
    }
    files["README.txt"] = _readme(audit, say)
    manifest = [[name, hashlib.sha256(content).hexdigest(), len(content)] for name, content in sorted(files.items())]
    head = [say(N_("File")), "SHA-256", say(N_("Bytes"))]
    files["manifest.csv"] = b"".join(csv_chunks(head, manifest))
    target = io.BytesIO()
    moment = audit.made_at.astimezone(CHINA).timetuple()[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(f"minors-audit-{audit.year}/{name}", moment), content)
    return target.getvalue()


def _parts(audit: Audit, say: Say) -> list[Part]:
    return [
        Part("1-inventory.csv", INVENTORY_HEAD, _inventory(say)),
        Part("2-periods.csv", PERIODS_HEAD, _periods(say)),
        Part(
            "3-minors.csv",
            [N_("Stage"), N_("Number of pupils"), N_("of them under 14, by grade")],
            [[say(STAGES[one.stage]), _shown(one.pupils, say), _shown(one.under_14, say)] for one in audit.minors],
        ),
        Part(
            "4-access.csv",
            [N_("Role"), N_("Level"), N_("Accounts"), N_("with a second factor")],
            [
                [
                    say(ROLES.get(one.role, one.role)),
                    say(LEVELS.get(one.level, one.level)),
                    one.accounts,
                    one.with_factor,
                ]
                for one in audit.holders
            ],
        ),
        Part(
            "5-deeds.csv",
            [N_("Month"), N_("Deed"), N_("Code"), N_("Lines in the ledger")],
            [
                [f"{audit.year}-{one.month:02}", say(DEEDS.get(one.deed, one.deed)), one.deed, one.number]
                for one in audit.deeds
            ],
        ),
        Part("6-deletions.csv", [N_("Moment"), *(RULES[keep] for keep in Keep)], _runs(audit, say)),
        Part(
            "7-settings.csv",
            [N_("Setting"), N_("Value")],
            [[say(GUARDS.get(one.name, one.name)), one.value] for one in audit.guards],
        ),
        Part(
            "8-to-fill-in.csv",
            [N_("What the software cannot know"), N_("Answer"), N_("Person responsible"), N_("Date")],
            [[say(one), "", "", ""] for one in QUESTIONS],
        ),
    ]


INVENTORY_HEAD = (
    N_("Table"),
    N_("Column"),
    N_("What it is"),
    N_("About whom"),
    N_("Why it is kept"),
    N_("Days kept"),
    N_("When a pupil is erased"),
    N_("In the guardian's file"),
)
PERIODS_HEAD = (N_("Rule"), N_("Tables"), N_("Days"), N_("Since"), N_("Where to look in the law"))


def _inventory(say: Say) -> list[list[object]]:
    return [
        [
            holding.table,
            column,
            say(COLUMNS[column]),
            say(ABOUT[holding.about]),
            say(PURPOSES[holding.table]),
            PERIODS[holding.keep].days if holding.keep else "",
            say(FATES[holding.fate]),
            say(N_("yes")) if holding.section else say(N_("no")),
        ]
        for holding in INVENTORY
        for column in holding.personal.split()
    ]


def _periods(say: Say) -> list[list[object]]:
    return [
        [say(RULES[keep]), " ".join(period.tables), period.days, say(SINCE[keep]), period.law]
        for keep, period in PERIODS.items()
    ]


def _runs(audit: Audit, say: Say) -> list[list[object]]:
    """A region's bureau sees when the job ran; how much it deleted is known of the platform as a whole only."""
    return [
        [
            one.at.astimezone(CHINA).isoformat(timespec="seconds"),
            *("" if one.counts is None else one.counts.get(keep, 0) for keep in Keep),
        ]
        for one in audit.runs
    ]


def _shown(number: int | None, say: Say) -> object:
    return say(KEPT_BACK) if number is None else number


def _readme(audit: Audit, say: Say) -> bytes:
    facts = {
        "year": audit.year,
        "made_at": audit.made_at.astimezone(CHINA).isoformat(timespec="minutes"),
        "scope": "、".join(audit.scope) or say(N_("the whole platform")),
        "schools": audit.schools,
        "ended": audit.ended_accounts,
    }
    return ("\ufeff" + "\r\n\r\n".join(say(one) % facts for one in README) + "\r\n").encode()


SINCE: dict[Keep, str] = {
    Keep.TRIES: N_("the last wrong try"),
    Keep.SESSIONS: N_("the end of the session"),
    Keep.CARDS: N_("the end of the card"),
    Keep.DEVICES: N_("the end of the device's opening"),
    Keep.UPLOADS: N_("the last day of the import"),
    Keep.CHANGES: N_("applying the import"),
    Keep.IMPORTS: N_("the upload"),
    Keep.JOBS: N_("the end of the job"),
    Keep.ANSWERS: N_("the end of the task, and the day of the answer"),
    Keep.PLACES: N_("the end of the task, and the last step"),
    Keep.LEFTOVERS: N_("the erasure of the pupil"),
    Keep.PUPILS: N_("the day of leaving the school"),
    Keep.STAFF: N_("the end of the account"),
    Keep.LEDGER: N_("the deed"),
}
