"""Empty files to fill in: the columns of the national register as a workbook or CSV, and a OneRoster 1.2 package.

Headings and what may be chosen are Chinese, as in the register itself; the explanations are the caller's, in the
language of whoever downloads.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from app.domain.grades import Stage
from app.domain.rosters.gradewords import grade_text, stage_text
from app.domain.rosters.lines import Field
from app.domain.rosters.years import first_grade, last_grade
from app.exchange.tables import Column, Sheet, csv_chunks, write_csv, write_xlsx

STATUSES = ("在读", "休学", "转出", "毕业", "退学")
HEADINGS: Mapping[Field, str] = {
    Field.SCHOOL_CODE: "学校标识码",
    Field.STUDENT_ID: "平台编号",
    Field.NUMBER: "学籍号",
    Field.LOCAL_ID: "校内学号",
    Field.NAME: "姓名",
    Field.STAGE: "学段",
    Field.GRADE: "年级",
    Field.ROOM: "班级",
    Field.ROOM_LOCAL_ID: "班级标识",
    Field.STATUS: "状态",
}
_COLUMNS = (
    Field.SCHOOL_CODE,
    Field.NAME,
    Field.STAGE,
    Field.GRADE,
    Field.ROOM,
    Field.NUMBER,
    Field.LOCAL_ID,
    Field.STATUS,
)
_WIDTHS = {Field.SCHOOL_CODE: 14, Field.NUMBER: 24, Field.LOCAL_ID: 16, Field.NAME: 16}
_FILES = ("manifest", "orgs", "users", "roles", "classes", "enrollments")
_ONEROSTER: Mapping[str, Sequence[str]] = {
    "orgs": ("sourcedId", "status", "dateLastModified", "name", "type", "identifier", "parentSourcedId"),
    "users": (
        "sourcedId", "status", "dateLastModified", "enabledUser", "username", "userIds", "givenName", "familyName",
        "middleName", "identifier", "email", "sms", "phone", "agentSourcedIds", "grades", "password",
        "userMasterIdentifier", "resourceSourcedIds", "preferredGivenName", "preferredMiddleName",
        "preferredFamilyName", "primaryOrgSourcedId", "pronouns",
    ),
    "roles": (
        "sourcedId", "status", "dateLastModified", "userSourcedId", "roleType", "role", "beginDate", "endDate",
        "orgSourcedId", "userProfileSourcedId",
    ),
    "classes": (
        "sourcedId", "status", "dateLastModified", "title", "grades", "courseSourcedId", "classCode", "classType",
        "location", "schoolSourcedId", "termSourcedIds", "subjects", "subjectCodes", "periods",
    ),
    "enrollments": (
        "sourcedId", "status", "dateLastModified", "classSourcedId", "schoolSourcedId", "userSourcedId", "role",
        "primary", "beginDate", "endDate",
    ),
}  # fmt: skip
_OTHER_FILES = (
    "academicSessions", "categories", "classResources", "courses", "courseResources", "demographics",
    "lineItemLearningObjectiveIds", "lineItems", "lineItemScoreScales", "resources", "resultLearningObjectiveIds",
    "results", "resultScoreScales", "scoreScales", "userProfiles", "userResources",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TemplateWords:
    """The caller's words: names of the two sheets, and an explanation of each column and of the whole."""

    sheet: str
    help_sheet: str
    about: Sequence[str]
    columns: Mapping[Field, str]


def write_register(target: BinaryIO, words: TemplateWords) -> None:
    """An empty workbook with the register's columns, all of them text, lists to choose from, and an explanation."""
    columns = [Column(HEADINGS[name], _WIDTHS.get(name, 12), _choices(name)) for name in _COLUMNS]
    explained: list[Sequence[object]] = [(words.columns.get(name, ""), HEADINGS[name]) for name in _COLUMNS]
    sheets = [
        Sheet(words.sheet, columns, ()),
        Sheet(words.help_sheet, [Column("", 90), Column("", 14)], [*((line,) for line in words.about), (), *explained]),
    ]
    write_xlsx(target, sheets)


def write_register_csv(target: BinaryIO) -> None:
    """The register's heading row alone."""
    write_csv(target, [HEADINGS[name] for name in _COLUMNS], ())


def write_oneroster(target: BinaryIO, about: str) -> None:
    """A package of OneRoster 1.2 whose tables have headings only, with an explanation beside them."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name in _FILES:
            header, rows = (("propertyName", "value"), _manifest()) if name == "manifest" else (_ONEROSTER[name], ())
            package.writestr(f"{name}.csv", b"".join(csv_chunks(header, rows)))
        package.writestr("README.txt", about.replace("\n", "\r\n").encode("utf-8-sig"))


def _manifest() -> Sequence[Sequence[object]]:
    files = [(f"file.{name}", "bulk" if name in _ONEROSTER else "absent") for name in (*_ONEROSTER, *_OTHER_FILES)]
    return [
        ("manifest.version", "1.0"),
        ("oneroster.version", "1.2"),
        *sorted(files),
        ("source.systemName", "First Lesson"),
        ("source.systemCode", "first-lesson"),
    ]


def _choices(name: Field) -> tuple[str, ...]:
    if name is Field.STAGE:
        return tuple(map(stage_text, Stage))
    if name is Field.GRADE:
        grades = ((stage, grade) for stage in Stage for grade in range(first_grade(stage), last_grade(stage) + 1))
        return tuple(grade_text(stage, grade) for stage, grade in grades)
    return STATUSES if name is Field.STATUS else ()
