"""OneRoster 1.2 CSV (1EdTech, CSV binding 1.2.1): a zip of tables that name each other, joined to pupils' lines.

Read are manifest, orgs, users, roles, classes and enrollments. What must be kept in memory are short texts: the class
of each pupil, the school of each role.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from sys import intern

from app.domain.imports import Coverage
from app.domain.rosters.lines import Field
from app.exchange.rosters.limits import Limits, Unreadable
from app.exchange.rosters.packages import Package
from app.exchange.rosters.register import Flaw, cleaned, flaw_of
from app.exchange.rosters.texts import Physical, Record, encoding_of, records
from app.exchange.rosters.wire import Wire

MANIFEST, ORGS, USERS, ROLES, CLASSES, ENROLLMENTS = (
    f"{name}.csv" for name in ("manifest", "orgs", "users", "roles", "classes", "enrollments")
)
_READ = (ORGS, USERS, ROLES, CLASSES, ENROLLMENTS)
_NEEDED = {
    MANIFEST: ("propertyName", "value"),
    ORGS: ("sourcedId", "identifier"),
    USERS: ("sourcedId", "givenName", "familyName"),
    ROLES: ("userSourcedId", "role", "orgSourcedId"),
    CLASSES: ("sourcedId", "title"),
    ENROLLMENTS: ("classSourcedId", "userSourcedId", "role"),
}
_FIELDS = {
    Field.SCHOOL_CODE: "orgs.csv: identifier",
    Field.NUMBER: "users.csv: identifier",
    Field.LOCAL_ID: "users.csv: sourcedId",
    Field.NAME: "users.csv: familyName, givenName",
    Field.GRADE: "classes.csv: grades",
    Field.ROOM: "classes.csv: title",
    Field.ROOM_LOCAL_ID: "classes.csv: sourcedId",
    Field.STATUS: "users.csv: status",
}
GONE = "tobedeleted"
_HOMEROOM = "homeroom"
_MOST_FILES = 30
_WELCOME = (
    "status",
    "roleType",
    "classCode",
    "grades",
    "classType",
    "schoolSourcedId",
    "identifier",
    "primaryOrgSourcedId",
)
_HAN = re.compile(r"[\u3007\u00b7\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")

Row = dict[str, str]


@dataclass(slots=True)
class Klass:
    """A class: its name, its grades as OneRoster codes, its school's sourcedId, and whether it is the form class."""

    title: str
    grades: str
    org: str
    is_homeroom: bool


@dataclass(slots=True)
class Joined:
    """What users are joined with. Users are keys of `role_org`, `klass` and `staff`."""

    codes: dict[str, str] = field(default_factory=dict)
    role_org: dict[str, str] = field(default_factory=dict)
    staff: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    classes: dict[str, Klass] = field(default_factory=dict)
    klass: dict[str, str] = field(default_factory=dict)


def read(package: Package, wire: Wire, limits: Limits) -> None:
    """Send a line for each pupil. Raises Unreadable if the archive is none of OneRoster 1.2."""
    _Reader(package, wire, limits).read()


class _Reader:
    def __init__(self, package: Package, wire: Wire, limits: Limits) -> None:
        manifests = [name for name in package.names if posixpath.basename(name).casefold() == MANIFEST]
        manifests = [name for name in manifests if name.count("/") <= 1 and not name.startswith("__")]
        if len(manifests) != 1:
            raise Unreadable("wrong_zip")
        self._folder = posixpath.dirname(manifests[0])
        self._package = package
        self._wire = wire
        self._limits = limits
        self._modes: dict[str, str] = {}
        self._is_delta = False

    def read(self) -> None:
        self._read_manifest()
        self._wire.meta("oneroster", Coverage.LISTED if self._is_delta else Coverage.SCHOOL)
        self._tell_unread()
        joined = Joined()
        self._read_orgs(joined)
        self._read_roles(joined)
        self._read_classes(joined)
        self._read_enrollments(joined)
        self._send_users(joined)

    def _read_manifest(self) -> None:
        """Which of our files the archive has, whole or as changes."""
        properties = {row["propertyName"]: row["value"] for _, row in self._rows_of(MANIFEST)}
        version = properties.get("oneroster.version", "")
        if version != "1.2" and not version.startswith("1.2."):
            raise Unreadable("oneroster_version", found=version[:20])
        for file in _READ:
            mode = properties.get(f"file.{file.removesuffix('.csv')}", "absent").casefold()
            if mode not in ("bulk", "delta", "absent"):
                raise Unreadable("oneroster_mode", file=file, found=mode[:20])
            if mode != "absent":
                self._modes[file] = mode
        missing = [file for file in _READ if file in self._modes and not self._package.has(self._path(file))]
        self._is_delta = "delta" in self._modes.values()
        missing += [file for file in ((USERS,) if self._is_delta else (USERS, ROLES, ORGS)) if file not in self._modes]
        if missing:
            raise Unreadable("oneroster_file_missing", file=missing[0])

    def _tell_unread(self) -> None:
        """Say once which files stay unread: what is not needed is not read."""
        ours = {self._path(file).casefold() for file in (MANIFEST, *self._modes)}
        others = sorted(posixpath.basename(name)[:40] for name in self._package.names if name.casefold() not in ours)
        if others:
            self._wire.notice("oneroster_files_not_read", files=others[:_MOST_FILES])

    def _read_orgs(self, joined: Joined) -> None:
        seen: dict[str, int] = {}
        for line, row in self._rows_of(ORGS):
            if self._is_new(row["sourcedId"], seen, ORGS, line):
                joined.codes[intern(row["sourcedId"])] = row["identifier"]

    def _read_roles(self, joined: Joined) -> None:
        """The school of each pupil; the primary role wins."""
        for _, row in self._rows_of(ROLES):
            user = row["userSourcedId"]
            if row["role"].casefold() != "student":
                joined.staff.add(user)
            elif row.get("status") == GONE:
                joined.gone.add(user)
            elif user not in joined.role_org or row.get("roleType") == "primary":
                joined.role_org[user] = intern(row["orgSourcedId"])

    def _read_classes(self, joined: Joined) -> None:
        seen: dict[str, int] = {}
        for line, row in self._rows_of(CLASSES):
            if row.get("status") == GONE:
                continue
            if self._is_new(row["sourcedId"], seen, CLASSES, line):
                title = row["title"] or row.get("classCode", "")
                is_homeroom = row.get("classType", "").casefold() == _HOMEROOM
                org = intern(row.get("schoolSourcedId", ""))
                joined.classes[intern(row["sourcedId"])] = Klass(title, row.get("grades", ""), org, is_homeroom)

    def _read_enrollments(self, joined: Joined) -> None:
        """The class of each pupil: the form class, else the first one."""
        for line, row in self._rows_of(ENROLLMENTS):
            user, key = row["userSourcedId"], row["classSourcedId"]
            if row["role"].casefold() != "student" or row.get("status") == GONE:
                continue
            klass = joined.classes.get(key)
            if klass is None and not self._is_delta:
                self._wire.fault("oneroster_class_missing", ENROLLMENTS, line, "classSourcedId", file=CLASSES)
            elif user not in joined.klass or (klass and klass.is_homeroom and not _has_homeroom(joined, user)):
                joined.klass[user] = intern(key)

    def _send_users(self, joined: Joined) -> None:
        """A line for each user who is a pupil; then what named users that are not there."""
        self._wire.sheet(USERS, [(name.value, heading) for name, heading in _FIELDS.items()])
        seen: dict[str, int] = {}
        staff = 0
        for line, row in self._rows_of(USERS):
            user = row["sourcedId"]
            if not self._is_new(user, seen, USERS, line):
                continue
            is_pupil = user in joined.role_org or user in joined.gone
            if not is_pupil and user in joined.staff:
                staff += 1
            elif not is_pupil and row.get("status") != GONE:
                self._wire.fault("oneroster_role_missing", USERS, line, "sourcedId", file=ROLES)
            else:
                self._send_user(joined, user, line, row)
        if staff:
            self._wire.notice("staff_not_read", USERS, count=staff)
        if not (joined.role_org.keys() | joined.klass.keys()) <= seen.keys():
            self._tell_missing_users(seen)

    def _send_user(self, joined: Joined, user: str, line: int, row: Row) -> None:
        klass = joined.classes.get(joined.klass.get(user, ""))
        org = joined.role_org.get(user) or row.get("primaryOrgSourcedId") or (klass.org if klass else "")
        if org and org not in joined.codes and not self._is_delta:
            self._wire.fault("oneroster_org_missing", USERS, line, "orgSourcedId", file=ORGS)
            return
        has_left = row.get("status") == GONE or (user in joined.gone and user not in joined.role_org)
        values = {
            Field.SCHOOL_CODE: joined.codes.get(org, ""),
            Field.NUMBER: row.get("identifier", ""),
            Field.LOCAL_ID: user,
            Field.NAME: full_name(row["familyName"], row["givenName"]),
            Field.GRADE: _one_grade(klass.grades if klass else "") or row.get("grades", ""),
            Field.ROOM: klass.title if klass else "",
            Field.ROOM_LOCAL_ID: joined.klass.get(user, ""),
            Field.STATUS: GONE if has_left else "",
        }
        for name, heading in _FIELDS.items():
            if flaw := flaw_of(values[name], self._limits.max_cell):
                self._wire.fault(flaw.code, USERS, line, heading, **flaw.facts)
                return
        self._wire.line(line, [values[name] for name in _FIELDS])

    def _tell_missing_users(self, seen: dict[str, int]) -> None:
        for file in (ROLES, ENROLLMENTS):
            for line, row in self._rows_of(file, is_first=False):
                is_pupil = row["role"].casefold() == "student" and row.get("status") != GONE
                if is_pupil and row["userSourcedId"] not in seen:
                    self._wire.fault("oneroster_user_missing", file, line, "userSourcedId", file=USERS)

    def _is_new(self, key: str, seen: dict[str, int], file: str, line: int) -> bool:
        """Whether a record has an id that no record before it in this file had; sends the fault if not."""
        if not key:
            self._wire.fault("oneroster_id_missing", file, line, "sourcedId")
        elif key in seen:
            self._wire.fault("oneroster_twice", file, line, "sourcedId", file=file, first=seen[key])
        else:
            seen[key] = line
            return True
        return False

    def _path(self, file: str) -> str:
        return posixpath.join(self._folder, file)

    def _rows_of(self, file: str, *, is_first: bool = True) -> Iterator[tuple[int, Row]]:
        """The records of a file by column, with their lines; none if the archive has no such file. Faults of the
        lines are sent the first time only."""
        if file != MANIFEST and file not in self._modes:
            return
        path = self._path(file)
        encoding, _ = encoding_of(lambda: self._package.open(path), file)
        with io.TextIOWrapper(self._package.open(path), encoding, newline="") as text:
            found = records(Physical(text, self._limits), ",")
            header = self._header(file, found)
            wanted = [(at, name) for at, name in enumerate(header) if name in _NEEDED[file] or name in _WELCOME]
            for count, (line, values) in enumerate(found, 1):
                if count > self._limits.max_rows:
                    raise Unreadable("too_many_rows", limit=self._limits.max_rows)
                if isinstance(values, list) and len(values) > len(header) and any(values[len(header) :]):
                    values = Flaw("too_many_cells", {"found": len(values), "expected": len(header)})
                if isinstance(values, list):
                    values += [""] * (len(header) - len(values))
                    row = {name: cleaned(values[at]) for at, name in wanted}
                    if any(row.values()):
                        yield line, row
                elif is_first:
                    self._wire.fault(values.code, file, line, "", **values.facts)

    def _header(self, file: str, found: Iterator[Record]) -> list[str]:
        """The column names of a file. Raises Unreadable(oneroster_column_missing)."""
        _, first = next(found, (1, []))
        header = [cleaned(value) for value in first] if isinstance(first, list) else []
        by_folded = {name.casefold(): name for name in (*_NEEDED[file], *_WELCOME)}
        header = [by_folded.get(name.casefold(), name) for name in header]
        for name in _NEEDED[file]:
            if name not in header:
                raise Unreadable("oneroster_column_missing", file=file, column=name)
        return header


def _has_homeroom(joined: Joined, user: str) -> bool:
    klass = joined.classes.get(joined.klass[user])
    return klass is not None and klass.is_homeroom


def full_name(family: str, given: str) -> str:
    """A name in its own order: 王 and 小明 are 王小明, Smith and John are John Smith."""
    if _HAN.fullmatch(family + given):
        return family + given
    return f"{given} {family}".strip()


def _one_grade(grades: str) -> str:
    """The grade of a class, unless it teaches several."""
    return "" if "," in grades else grades
