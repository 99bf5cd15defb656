"""Pupils' files for tests, made from simple rows. A row is a mapping from a field's value (`name`, `grade`, `room`,
`number`, `local_id`, `school_code`, `status`, ...) to its text; the columns are those that any row has."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import xlsxwriter
import xlwt

Row = Mapping[str, str]

HEADINGS = {
    "school_code": "学校标识码",
    "student_id": "平台编号",
    "number": "学籍号",
    "local_id": "学号",
    "name": "姓名",
    "stage": "学段",
    "grade": "年级",
    "room": "班级",
    "status": "变动",
}


def table(rows: Sequence[Row]) -> list[list[str]]:
    """Heading and lines as texts, with the columns that at least one row has."""
    fields = [name for name in HEADINGS if any(name in row for row in rows)]
    return [[HEADINGS[name] for name in fields], *([row.get(name, "") for name in fields] for row in rows)]


def write_csv(file: Path, rows: Sequence[Row], *, encoding: str = "utf-8-sig", delimiter: str = ",") -> Path:
    """A CSV file as Excel saves it."""
    file.write_bytes(csv_bytes(table(rows), delimiter).encode(encoding))
    return file


def csv_bytes(lines: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """The text of a CSV table."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(lines)
    return text.getvalue()


def write_xlsx(file: Path, rows: Sequence[Row], *, sheet: str = "学生") -> Path:
    """A workbook of one sheet; every cell is text."""
    return write_sheets(file, {sheet: table(rows)})


def write_sheets(file: Path, sheets: Mapping[str, Sequence[Sequence[str]]]) -> Path:
    """A workbook of these sheets; every cell is text, an empty text no cell."""
    with xlsxwriter.Workbook(str(file)) as book:
        for name, lines in sheets.items():
            page = book.add_worksheet(name)
            for number, line in enumerate(lines):
                for column, text in enumerate(line):
                    if text:
                        page.write_string(number, column, text)
    return file


def write_xls(file: Path, rows: Sequence[Row], *, sheet: str = "学生") -> Path:
    """A workbook of Excel 97; every cell is text."""
    book = xlwt.Workbook()
    page = book.add_sheet(sheet)
    for number, line in enumerate(table(rows)):
        for column, text in enumerate(line):
            page.write(number, column, text)
    book.save(str(file))
    return file


COLUMNS = {
    "manifest.csv": "propertyName value",
    "orgs.csv": "sourcedId status dateLastModified name type identifier parentSourcedId",
    "users.csv": "sourcedId status dateLastModified enabledUser username userIds givenName familyName middleName "
    "identifier email sms phone agentSourcedIds grades password userMasterIdentifier resourceSourcedIds "
    "preferredGivenName preferredMiddleName preferredFamilyName primaryOrgSourcedId pronouns",
    "roles.csv": "sourcedId status dateLastModified userSourcedId roleType role beginDate endDate orgSourcedId "
    "userProfileSourcedId",
    "classes.csv": "sourcedId status dateLastModified title grades courseSourcedId classCode classType location "
    "schoolSourcedId termSourcedIds subjects subjectCodes periods",
    "enrollments.csv": "sourcedId status dateLastModified classSourcedId schoolSourcedId userSourcedId role primary "
    "beginDate endDate",
    "courses.csv": "sourcedId status dateLastModified schoolYearSourcedId title courseCode grades orgSourcedId "
    "subjects subjectCodes",
    "academicSessions.csv": "sourcedId status dateLastModified title type startDate endDate parentSourcedId schoolYear",
}
"""The columns of OneRoster 1.2 CSV, table by table of the binding."""


def oneroster_tables(rows: Sequence[Row], *, mode: str = "bulk") -> dict[str, list[dict[str, str]]]:
    """The records of a OneRoster archive, file by file. Of a row: `local_id`, `name` (or `given` and `family`),
    `number`, `school_code`, `grade` (OneRoster's code, "03"), `room`, `room_local_id`, `status`."""
    state = {"status": "active", "dateLastModified": "2026-11-01T00:00:00.000Z"} if mode == "delta" else {}
    tables: dict[str, list[dict[str, str]]] = {name: [] for name in COLUMNS}
    seen: set[str] = set()

    def put(file: str, key: str, **record: str) -> None:
        if (mark := f"{file} {key}") not in seen:
            seen.add(mark)
            tables[file].append({"sourcedId": key, **state, **record})

    put("academicSessions.csv", "y2026", title="2026", type="schoolYear", schoolYear="2027")
    for at, row in enumerate(rows):
        code, grade, room = (row.get(name, "") for name in ("school_code", "grade", "room"))
        org, user = f"org-{code}", row.get("local_id", f"u{at}")
        klass = row.get("room_local_id", f"c-{code}-{grade}-{room}")
        put("orgs.csv", org, name=f"School {code}", type="school", identifier=code)
        put("courses.csv", f"k-{code}", title="Class", orgSourcedId=org, schoolYearSourcedId="y2026")
        about = {"title": room, "grades": grade, "classType": "homeroom", "schoolSourcedId": org}
        put("classes.csv", klass, courseSourcedId=f"k-{code}", termSourcedIds="y2026", **about)
        name = row.get("name", "")
        names = {"familyName": row.get("family", name[:1]), "givenName": row.get("given", name[1:])}
        put(
            "users.csv",
            user,
            enabledUser="true",
            username=user,
            identifier=row.get("number", ""),
            grades=grade,
            **names,
        )
        put("roles.csv", f"r-{user}", userSourcedId=user, roleType="primary", role="student", orgSourcedId=org)
        put(
            "enrollments.csv",
            f"e-{user}",
            classSourcedId=klass,
            schoolSourcedId=org,
            userSourcedId=user,
            role="student",
        )
        if row.get("status"):
            tables["users.csv"][-1]["status"] = row["status"]
    return tables


def write_oneroster(file: Path, rows: Sequence[Row], *, mode: str = "bulk") -> Path:
    """A OneRoster 1.2 archive of these pupils, bulk or delta."""
    return write_tables(file, oneroster_tables(rows, mode=mode), mode=mode)


def write_tables(file: Path, tables: Mapping[str, list[dict[str, str]]], *, mode: str = "bulk") -> Path:
    """A OneRoster archive of these records. The manifest is written for those files that are there."""
    properties = [("manifest.version", "1.0"), ("oneroster.version", "1.2")]
    properties += [(f"file.{name[:-4]}", mode) for name in tables if name != "manifest.csv"]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.csv", csv_bytes([["propertyName", "value"], *properties]))
        for name, records in tables.items():
            if name != "manifest.csv":
                columns = COLUMNS[name].split()
                lines = ([record.get(column, "") for column in columns] for record in records)
                archive.writestr(name, csv_bytes([columns, *lines]))
    return file
