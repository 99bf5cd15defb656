"""OneRoster archives: bulk, delta, and with what records lose on the way."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from tests import rosterfiles
from tests.exchange.cases import NAMES, Case
from tests.exchange.packing import packed, unpacked

ROWS = [
    {"school_code": "2133000001", "local_id": "p1", "number": "G1", "name": "李雷", "grade": "03", "room": "三(1)班"},
    {"school_code": "2133000001", "local_id": "p2", "number": "", "name": "韩梅梅", "grade": "03", "room": "三(1)班"},
]
Tables = dict[str, list[dict[str, str]]]
UNREAD = "oneroster_files_not_read"


def made(change: Callable[[Tables], object] = lambda tables: None, mode: str = "bulk") -> bytes:
    """An archive of two pupils, changed before it is written."""
    tables = rosterfiles.oneroster_tables(ROWS, mode=mode)
    change(tables)
    with tempfile.TemporaryDirectory() as folder:
        return rosterfiles.write_tables(Path(folder) / "a.zip", tables, mode=mode).read_bytes()


def case(
    name: str, change: Callable[[Tables], object] = lambda tables: None, mode: str = "bulk", **wanted: object
) -> Case:
    """A case of this archive; the files that are never read are always told of."""
    notices = [UNREAD] if "refused" not in wanted else []
    return Case(name, lambda: made(change, mode), **{"notices": notices, **wanted})  # type: ignore[arg-type]


def refile(name: str, change: Callable[[bytes], bytes | None]) -> Callable[[], bytes]:
    """The archive with one file changed, or without it."""

    def build() -> bytes:
        files = unpacked(made())
        data = change(files.pop(name))
        return packed(files if data is None else {**files, name: data})

    return build


def record(file: str, at: int = 0, **values: str) -> Callable[[Tables], None]:
    """Set values of a record."""
    return lambda tables: tables[file][at].update(values)


def more(file: str, at: int = 0, **values: str) -> Callable[[Tables], None]:
    """Add a copy of a record, changed."""
    return lambda tables: tables[file].append({**tables[file][at], **values})


def drop(file: str) -> Callable[[Tables], None]:
    """Empty a file, but for its heading."""
    return lambda tables: tables[file].clear()


def teacher(tables: Tables) -> None:
    """Add a teacher to the second pupil's class."""
    more("users.csv", sourcedId="t1")(tables)
    more("roles.csv", sourcedId="r3", userSourcedId="t1", role="teacher")(tables)
    more("enrollments.csv", sourcedId="e3", userSourcedId="t1", role="teacher")(tables)


def lessons(tables: Tables) -> None:
    """The first pupil is in a class of mathematics before the form class."""
    more("classes.csv", sourcedId="maths", title="数学", classType="scheduled")(tables)
    tables["enrollments.csv"].insert(0, {**tables["enrollments.csv"][0], "sourcedId": "e0", "classSourcedId": "maths"})


def foreigner(tables: Tables) -> None:
    """The first pupil is called John Smith."""
    tables["users.csv"][0] |= {"givenName": "John", "familyName": "Smith"}


def in_folder() -> bytes:
    """The archive as some programs pack it: everything in one folder."""
    return packed({f"export/{name}": data for name, data in unpacked(made()).items()})


JOINED = [
    case(
        "oneroster",
        names=NAMES,
        lines=[2, 3],
        cells={
            (2, "school_code"): ("2133000001", "text"),
            (2, "number"): ("G1", "text"),
            (2, "local_id"): ("p1", "text"),
            (2, "grade"): ("03", "text"),
            (2, "room"): ("三(1)班", "text"),
            (2, "status"): ("", "text"),
        },
    ),
    case(
        "oneroster delta",
        record("users.csv", 1, status="tobedeleted"),
        "delta",
        names=NAMES,
        cells={(3, "status"): ("tobedeleted", "text"), (2, "status"): ("", "text")},
    ),
    case(
        "oneroster delta of users alone",
        lambda tables: [tables.pop(name) for name in ("classes.csv", "enrollments.csv", "orgs.csv")],
        "delta",
        names=NAMES,
        cells={(2, "school_code"): ("", "text"), (2, "room"): ("", "text")},
    ),
    case(
        "oneroster with a role taken away",
        record("roles.csv", 1, status="tobedeleted"),
        "delta",
        names=NAMES,
        cells={(3, "status"): ("tobedeleted", "text")},
    ),
    Case("oneroster in a folder", in_folder, names=NAMES, notices=[UNREAD]),
    case("oneroster with a teacher", teacher, names=NAMES, notices=[UNREAD, "staff_not_read"]),
    case("oneroster with lessons", lessons, names=NAMES, cells={(2, "room"): ("三(1)班", "text")}),
    case("oneroster with a foreign name", foreigner, names=["John Smith", "韩梅梅"]),
    case(
        "oneroster with a class of several grades",
        record("classes.csv", grades="03,04"),
        names=NAMES,
        cells={(2, "grade"): ("03", "text")},
    ),
    case(
        "oneroster without classes",
        lambda tables: [tables.pop(name) for name in ("classes.csv", "enrollments.csv")],
        names=NAMES,
    ),
]

LOST = [
    case(
        "oneroster without the school",
        drop("orgs.csv"),
        faults=[("oneroster_org_missing", at, "orgSourcedId") for at in (2, 3)],
    ),
    case(
        "oneroster without the class",
        drop("classes.csv"),
        names=NAMES,
        faults=[("oneroster_class_missing", at, "classSourcedId") for at in (2, 3)],
    ),
    case(
        "oneroster without a pupil",
        lambda tables: tables["users.csv"].pop(),
        names=["李雷"],
        faults=[("oneroster_user_missing", 3, "userSourcedId")] * 2,
    ),
    case(
        "oneroster without a role",
        lambda tables: tables["roles.csv"].pop(),
        names=["李雷"],
        faults=[("oneroster_role_missing", 3, "sourcedId")],
    ),
    case("oneroster with a pupil twice", more("users.csv"), names=NAMES, faults=[("oneroster_twice", 4, "sourcedId")]),
    case("oneroster with a school twice", more("orgs.csv"), names=NAMES, faults=[("oneroster_twice", 3, "sourcedId")]),
    case(
        "oneroster with a class twice", more("classes.csv"), names=NAMES, faults=[("oneroster_twice", 3, "sourcedId")]
    ),
    case(
        "oneroster with a pupil without id",
        record("users.csv", sourcedId=""),
        names=["韩梅梅"],
        faults=[("oneroster_id_missing", 2, "sourcedId"), *[("oneroster_user_missing", 2, "userSourcedId")] * 2],
    ),
    case(
        "oneroster with a long name",
        record("users.csv", givenName="王" * 3000),
        names=["韩梅梅"],
        faults=[("cell_too_long", 2, "users.csv: familyName, givenName")],
    ),
    Case(
        "oneroster with an open quotation mark",
        refile("users.csv", lambda data: data + b'p3,,,true,"p3'),
        names=NAMES,
        faults=[("quote", 4, "")],
        notices=[UNREAD],
    ),
    Case(
        "oneroster with a comma too many",
        refile("orgs.csv", lambda data: data + b"o2,,,a,b,school,1,,x\r\n"),
        names=NAMES,
        faults=[("too_many_cells", 3, "")],
        notices=[UNREAD],
    ),
]

REFUSED = [
    Case(
        "oneroster 1.1",
        refile("manifest.csv", lambda data: data.replace(b"version,1.2", b"version,1.1")),
        refused="oneroster_version",
        facts={"found": "1.1"},
    ),
    Case(
        "oneroster without users",
        refile("users.csv", lambda data: None),
        refused="oneroster_file_missing",
        facts={"file": "users.csv"},
    ),
    Case(
        "oneroster that leaves out roles",
        refile("manifest.csv", lambda data: data.replace(b"roles,bulk", b"roles,absent")),
        refused="oneroster_file_missing",
        facts={"file": "roles.csv"},
    ),
    Case(
        "oneroster of an unknown mode",
        refile("manifest.csv", lambda data: data.replace(b"users,bulk", b"users,some")),
        refused="oneroster_mode",
        facts={"file": "users.csv", "found": "some"},
    ),
    Case(
        "oneroster without a column",
        refile("users.csv", lambda data: data.replace(b"familyName", b"surname", 1)),
        refused="oneroster_column_missing",
        facts={"file": "users.csv", "column": "familyName"},
    ),
    Case(
        "oneroster without headings",
        refile("roles.csv", lambda data: b""),
        refused="oneroster_column_missing",
        facts={"file": "roles.csv", "column": "userSourcedId"},
    ),
    Case(
        "oneroster with broken characters",
        refile("users.csv", lambda data: data + b"p3,\xff\xff\r\n"),
        refused="encoding",
        facts={"line": 4, "sheet": "users.csv"},
    ),
    Case(
        "oneroster twice in an archive",
        lambda: packed({"a/manifest.csv": "x", "b/manifest.csv": "x"}),
        refused="wrong_zip",
    ),
]

CASES = [*JOINED, *LOST, *REFUSED]
