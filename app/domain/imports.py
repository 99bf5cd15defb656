"""Words of an import: its dialects, what a file covers, where an import stands, and what it does to a pupil."""

from __future__ import annotations

from enum import StrEnum


class Dialect(StrEnum):
    """How a file is laid out: the columns of the national pupil register, or OneRoster 1.2 CSV."""

    REGISTER = "register"
    ONEROSTER = "oneroster"


class Coverage(StrEnum):
    """Which pupils a file speaks for: whoever is of these and not in the file has left.

    SCHOOL: all pupils of each school in it. GRADES: all pupils of each grade in it. LISTED: only those listed, nobody
    leaves unless a row says so (OneRoster: delta).
    """

    SCHOOL = "school"
    GRADES = "grades"
    LISTED = "listed"


class ImportState(StrEnum):
    """Where an import stands as a whole."""

    WAITING = "waiting"
    READING = "reading"
    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"
    REFUSED = "refused"
    DISCARDED = "discarded"


class SchoolState(StrEnum):
    """Where an import stands in one school. HELD: the guard wants a confirmation. OUTDATED: the school's pupils changed
    after the preview."""

    PLANNED = "planned"
    HELD = "held"
    CONFIRMED = "confirmed"
    APPLIED = "applied"
    OUTDATED = "outdated"
    UNDONE = "undone"


class Deed(StrEnum):
    """What an import does to a pupil."""

    ADDED = "added"
    RETURNED = "returned"
    CHANGED = "changed"
    MOVED = "moved"
    LEFT = "left"
    UNTOUCHED = "untouched"
