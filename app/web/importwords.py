"""How an import of pupils is said: states, what a file covers, what it does, and what is wrong in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.imports import Coverage, Deed, Dialect, ImportState, SchoolState
from app.domain.rosters.lines import Fault, Field
from app.exchange.remarks import RemarksWords
from app.exchange.templates import TemplateWords
from app.services.imports.history import COUNTED
from app.services.imports.previews import Counts, Sample, Seat
from app.web.i18n import _, ngettext
from app.web.naming import classroom_name
from app.web.sentences.rosters import Advice, advice


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure of the preview: how many pupils, and what that means for them."""

    deed: Deed
    label: str
    number: int
    note: str


@dataclass(frozen=True, slots=True)
class Mistake:
    """A place in the file and what is to be done there."""

    place: str
    column: str
    advice: Advice


def import_state(state: ImportState) -> str:
    """Where an import stands, in words."""
    words = {
        ImportState.WAITING: _("Waiting"),
        ImportState.READING: _("Being read"),
        ImportState.CHECKED: _("To be decided"),
        ImportState.APPLYING: _("Being applied"),
        ImportState.APPLIED: _("Applied"),
        ImportState.REFUSED: _("Not readable"),
        ImportState.DISCARDED: _("Discarded"),
    }
    return words[state]


def school_state(state: SchoolState) -> str:
    """Where an import stands in one school, in words."""
    words = {
        SchoolState.PLANNED: _("Ready"),
        SchoolState.HELD: _("Stopped: confirm first"),
        SchoolState.CONFIRMED: _("Confirmed"),
        SchoolState.APPLIED: _("Applied"),
        SchoolState.OUTDATED: _("Outdated: upload again"),
        SchoolState.UNDONE: _("Taken back"),
    }
    return words[state]


# Which look of a tag fits a state; the words carry the meaning.
STATE_TAGS = {
    ImportState.APPLIED: "tag--good",
    ImportState.CHECKED: "tag--started",
    ImportState.REFUSED: "tag--risky",
    SchoolState.APPLIED: "tag--good",
    SchoolState.CONFIRMED: "tag--good",
    SchoolState.HELD: "tag--risky",
    SchoolState.OUTDATED: "tag--risky",
}


def coverage_name(coverage: Coverage) -> str:
    """What a file speaks for, in words."""
    words = {
        Coverage.SCHOOL: _("All pupils of the school"),
        Coverage.GRADES: _("All pupils of the grades in it"),
        Coverage.LISTED: _("Only pupils to add or change"),
    }
    return words[coverage]


def coverage_meaning(coverage: Coverage) -> str:
    """What becomes of pupils who are not in the file."""
    words = {
        Coverage.SCHOOL: _("Who is not in the file has left the school."),
        Coverage.GRADES: _("Who is of one of these grades and not in the file has left the school."),
        Coverage.LISTED: _("Everybody else stays as they are."),
    }
    return words[coverage]


def dialect_name(dialect: Dialect) -> str:
    """How a file is laid out, in words."""
    return {Dialect.REGISTER: _("National register"), Dialect.ONEROSTER: "OneRoster"}[dialect]


def deed_name(deed: Deed) -> str:
    """What happens to a pupil, in words."""
    words = {
        Deed.ADDED: _("Added"),
        Deed.RETURNED: _("Returned"),
        Deed.CHANGED: _("Changed"),
        Deed.MOVED: _("Moved"),
        Deed.LEFT: _("Left"),
        Deed.UNTOUCHED: _("Untouched"),
    }
    return words[deed]


def sums(counts: Counts) -> list[Sum]:
    """The five figures of a preview, in the order they are read."""
    notes = {
        Deed.ADDED: _("new, get an account"),
        Deed.CHANGED: _("name or number corrected"),
        Deed.MOVED: _("go to another class"),
        Deed.LEFT: _("can no longer log in"),
        Deed.UNTOUCHED: _("stay as they are"),
    }
    numbers = {
        Deed.ADDED: counts.added,
        Deed.CHANGED: counts.changed,
        Deed.MOVED: counts.moved,
        Deed.LEFT: counts.left,
        Deed.UNTOUCHED: counts.untouched,
    }
    return [Sum(deed, deed_name(deed), numbers[deed], note) for deed, note in notes.items()]


def more(counts: Counts) -> list[str]:
    """What else a file does, in sentences."""
    said = []
    if counts.returned:
        said.append(
            ngettext(
                "%(num)s pupil who had left returns with the own record.",
                "%(num)s pupils who had left return with their own records.",
                counts.returned,
            )
        )
    if counts.new_rooms:
        said.append(ngettext("%(num)s new class is made.", "%(num)s new classes are made.", counts.new_rooms))
    return said


def after(counts: Counts) -> int:
    """How many pupils there are once a file is applied."""
    return counts.present + counts.added + counts.returned - counts.left


def seat(place: Seat | None, system: str = "63") -> str:
    """A class as people say it: 三年级2班, 大班 小太阳班."""
    if place is None:
        return ""
    number = place.room.removesuffix("班")
    if number.isdecimal():
        return classroom_name(place.stage, place.grade, int(number), system)
    return classroom_name(place.stage, place.grade, 0, system, place.room)


def what_changes(sample: Sample) -> str:
    """Which of a pupil's particulars change."""
    words = {"name": _("name"), "number_hash": _("student number"), "local_id": _("school number")}
    return _(", ").join(words.get(one, one) for one in sample.changes)


def template_words() -> TemplateWords:
    """What the template says about itself and its columns."""
    return TemplateWords(
        sheet=_("Pupils"),
        help_sheet=_("How to fill this in"),
        about=[
            _("One line for each pupil, on the sheet “Pupils”. Leave the headings as they are."),
            _("Name, grade and class must be filled in, and one of the two numbers: names alone cannot be told apart."),
            _("The export of the national register can be uploaded as it is, without this template."),
        ],
        columns={
            Field.SCHOOL_CODE: _("Code of the school in the national register; may stay empty in a list of one school"),
            Field.NAME: _("The pupil's name, as in the register"),
            Field.STAGE: _("Only needed where the grade can mean several stages"),
            Field.GRADE: _("For instance 三年级, 初一 or 3"),
            Field.ROOM: _("For instance 2班 or 2, or the name of the class"),
            Field.NUMBER: _("Student number of the national register; only a fingerprint of it is kept"),
            Field.LOCAL_ID: _("The school's own number, where there is no student number"),
            Field.STATUS: _("May stay empty; 转出, 毕业 or 退学 for pupils who have left"),
        },
    )


def oneroster_words() -> str:
    """What the OneRoster package says about itself."""
    return "\n".join(
        (
            _("OneRoster 1.2 CSV, bulk. Fill the tables, then pack all files into one zip without a folder."),
            _("Needed: orgs.csv, users.csv, roles.csv, classes.csv, enrollments.csv, manifest.csv."),
            _("Only pupils are read; teachers and passwords in the files are ignored."),
        )
    )


def remarks_words() -> RemarksWords:
    """The words of the copy with remarks."""
    return RemarksWords(
        sheet=_("Remarks"),
        remarks=_("What is wrong"),
        place_sheet=_("Sheet"),
        place_line=_("Line"),
        masked=_("(not repeated here)"),
    )


def remark(fault: Fault) -> str:
    """What stands beside a faulty line in the copy."""
    return str(advice(fault))


def mistake(fault: Fault) -> Mistake:
    """A fault with its place and its sentences."""
    line = _("line %(line)s", line=fault.line) if fault.line is not None else ""
    place = " · ".join(part for part in (fault.sheet, line) if part)
    return Mistake(place, fault.column, advice(fault))


WORDS: Mapping[str, object] = {
    "import_state": import_state,
    "school_state": school_state,
    "state_tags": STATE_TAGS,
    "coverage_name": coverage_name,
    "coverage_meaning": coverage_meaning,
    "dialect_name": dialect_name,
    "deed_name": deed_name,
    "deeds": [Deed(name) for name in COUNTED],
    "sums": sums,
    "more": more,
    "after": after,
    "seat": seat,
    "what_changes": what_changes,
    "mistake": mistake,
}
