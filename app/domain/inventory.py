"""What is held about persons: every table with its columns, whom it is about, and what becomes of it.

A test walks the schema, so that a new table or column cannot be forgotten here; the guardian's file, the audit and
docs/privacy.md all follow this list.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.retention import Keep


class About(StrEnum):
    """Whom a table is about."""

    PUPILS = "pupils"
    STAFF = "staff"
    BOTH = "both"
    NOBODY = "nobody"


class Fate(StrEnum):
    """What erasing a pupil does to a table: its rows go, they stay without what names the pupil, or nothing."""

    GOES = "goes"
    EMPTIED = "emptied"
    STAYS = "stays"


class Section(StrEnum):
    """A part of the guardian's file."""

    PUPIL = "pupil"
    ENROLMENTS = "enrolments"
    ACCOUNTS = "accounts"
    SESSIONS = "sessions"
    CARDS = "cards"
    TASKS = "tasks"
    ANSWERS = "answers"
    CAMPAIGNS = "campaigns"
    CHANGES = "changes"
    IMPORTS = "imports"


@dataclass(frozen=True, slots=True)
class Holding:
    """One table. `personal` are the columns that say something about a person, `plain` all others.

    `section` is where it stands in the guardian's file; a table without one gives the reason in `left_out`.
    """

    table: str
    about: About
    personal: str
    plain: str
    keep: Keep | None = None
    fate: Fate = Fate.STAYS
    section: Section | None = None
    left_out: str = ""

    @property
    def columns(self) -> frozenset[str]:
        """All columns of the table."""
        return frozenset(self.personal.split()) | frozenset(self.plain.split())


_STAFF_ONLY = "about staff only"
_NO_PERSON = "about nobody"

INVENTORY: tuple[Holding, ...] = (
    Holding(
        "student",
        About.PUPILS,
        "id person_id name sort_key left_on number_hash local_id erased_at",
        "school_id",
        Keep.PUPILS,
        Fate.EMPTIED,
        Section.PUPIL,
    ),
    Holding(
        "enrolment",
        About.PUPILS,
        "student_id classroom_id from_on to_on",
        "school_id id",
        Keep.PUPILS,
        Fate.GOES,
        Section.ENROLMENTS,
    ),
    Holding(
        "account",
        About.BOTH,
        "id username name created_at student_id password_hash must_change_password ended_at pin_hash",
        "school_id",
        Keep.PUPILS,
        Fate.GOES,
        Section.ACCOUNTS,
    ),
    Holding("login", About.BOTH, "username account_id", "school_id", Keep.PUPILS, Fate.GOES, Section.ACCOUNTS),
    Holding(
        "login_throttle",
        About.BOTH,
        "username failures last_failed_at",
        "",
        Keep.TRIES,
        Fate.GOES,
        Section.ACCOUNTS,
    ),
    Holding(
        "session",
        About.BOTH,
        "account_id created_at seen_at expires_at ended_at means is_mobile",
        "school_id token_hash awaits_factor",
        Keep.SESSIONS,
        Fate.GOES,
        Section.SESSIONS,
    ),
    Holding(
        "card",
        About.PUPILS,
        "account_id secret_hash issued_at issued_by ended_at",
        "school_id id",
        Keep.CARDS,
        Fate.GOES,
        Section.CARDS,
    ),
    Holding(
        "progress",
        About.PUPILS,
        "student_id started_at saved_at step sheets right asked open_questions completed_at mastered_at retained_at"
        " beliefs_asked beliefs_held watched",
        "school_id assignment_id revision",
        Keep.PLACES,
        Fate.GOES,
        Section.TASKS,
    ),
    Holding(
        "attempt",
        About.PUPILS,
        "student_id kind answers right asked issued_at submitted_at",
        "school_id id assignment_id lesson_id token revision",
        Keep.ANSWERS,
        Fate.GOES,
        Section.ANSWERS,
    ),
    Holding(
        "roster_entry",
        About.PUPILS,
        "student_id classroom_id excused_at excuse_reason",
        "campaign_id school_id",
        Keep.PUPILS,
        Fate.EMPTIED,
        Section.CAMPAIGNS,
    ),
    Holding(
        "milestone",
        About.PUPILS,
        "student_id rate achieved_at voided_at",
        "campaign_id school_id classroom_id rule_version",
        Keep.PUPILS,
        Fate.STAYS,
        Section.CAMPAIGNS,
    ),
    Holding(
        "ledger_entry",
        About.BOTH,
        "at actor_id deed student_id reason",
        "school_id id campaign_id classroom_id",
        Keep.LEDGER,
        Fate.EMPTIED,
        Section.CHANGES,
    ),
    Holding(
        "import_row",
        About.PUPILS,
        "name sort_key stage grade room room_local_id student_id number_hash local_id is_leaving",
        "school_id import_id position sheet line",
        Keep.UPLOADS,
        Fate.GOES,
        Section.IMPORTS,
    ),
    Holding(
        "import_change",
        About.PUPILS,
        "student_id deed before",
        "school_id import_id",
        Keep.CHANGES,
        Fate.GOES,
        Section.IMPORTS,
    ),
    Holding(
        "roster_import",
        About.STAFF,
        "ordered_by created_at file_name",
        "school_id id expires_at coverage target_school_id region_id dialect state rows faults notices problem facts"
        " applied_at",
        Keep.IMPORTS,
        left_out=_STAFF_ONLY,
    ),
    Holding(
        "import_school",
        About.STAFF,
        "confirmed_by applied_at applied_by undone_at",
        "school_id import_id order_id state present added returned changed moved left untouched new_rooms room_ids",
        Keep.IMPORTS,
        left_out=_STAFF_ONLY,
    ),
    Holding(
        "import_file",
        About.PUPILS,
        "content",
        "school_id import_id purpose part",
        Keep.UPLOADS,
        left_out="sealed bytes of a whole file; deleted once read, on the import's last day at the latest",
    ),
    Holding(
        "import_fault",
        About.PUPILS,
        "facts",
        "school_id import_id position code sheet line column",
        Keep.UPLOADS,
        left_out="lines of a file that could not be matched to anybody; deleted on the import's last day",
    ),
    Holding(
        "job",
        About.STAFF,
        "ordered_by created_at",
        "school_id id kind payload subject_id state done total started_at beat_at finished_at tries problem",
        Keep.JOBS,
        left_out=_STAFF_ONLY,
    ),
    Holding(
        "class_device",
        About.STAFF,
        "opened_by opened_at expires_at ended_at",
        "school_id token_hash classroom_id",
        Keep.DEVICES,
        left_out=_STAFF_ONLY,
    ),
    Holding(
        "posting",
        About.STAFF,
        "account_id classroom_id from_on is_homeroom to_on",
        "school_id id",
        Keep.STAFF,
        left_out=_STAFF_ONLY,
    ),
    Holding(
        "role_grant",
        About.STAFF,
        "account_id role from_on region_id to_on",
        "school_id id",
        Keep.STAFF,
        left_out=_STAFF_ONLY,
    ),
    Holding(
        "second_factor",
        About.STAFF,
        "account_id secret created_at confirmed_at last_step",
        "school_id",
        Keep.STAFF,
        left_out=_STAFF_ONLY,
    ),
    Holding(
        "recovery_code",
        About.STAFF,
        "account_id code_hash used_at",
        "school_id",
        Keep.STAFF,
        left_out=_STAFF_ONLY,
    ),
    Holding(
        "assignment",
        About.STAFF,
        "assigned_by created_at",
        "school_id id classroom_id lesson_id opens_at due_at campaign_id ended_at",
        left_out=_STAFF_ONLY,
    ),
    Holding(
        "classroom",
        About.NOBODY,
        "",
        "school_id id stage grade entry_year number archived_on label local_id",
        left_out=_NO_PERSON,
    ),
    Holding(
        "counter",
        About.NOBODY,
        "",
        "campaign_id school_id classroom_id stage grade number province_id city_id county_id roster excused reached"
        " completed mastered retained",
        left_out=_NO_PERSON,
    ),
    Holding(
        "belief_counter",
        About.NOBODY,
        "",
        "school_id year classroom_id lesson_id misconception stage grade province_id city_id county_id counted_at"
        " before_asked before_held after_asked after_held later_asked later_held",
        left_out=_NO_PERSON,
    ),
    Holding(
        "day_counter",
        About.NOBODY,
        "",
        "campaign_id school_id day province_id city_id county_id completed",
        left_out=_NO_PERSON,
    ),
)
