"""A school's own list: shown first, applied as shown, and the same again for a second time."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.domain.errors import Conflict, Invalid
from app.domain.imports import Deed, ImportState, SchoolState
from app.domain.jobs import JobState
from app.services.imports import previews, receiving
from app.store.schema import Account, ImportFile, ImportRow, Login, Student
from tests.services.imports.office import GRADES, LISTED, Office, hashed, number

THREE = ((1, "王小明", "三年级", "1班"), (2, "欧阳娜娜", "三年级", "2班"), (3, "阿卜杜拉·买买提", "四年级", "1班"))


def test_nothing_is_written_before_apply(office: Office) -> None:
    before = office.sizes("job", "roster_import", "import_row", "import_school", "import_file")
    import_id = office.read(office.lines(*THREE))
    assert office.sizes("job", "roster_import", "import_row", "import_school", "import_file") == before
    assert office.figures(import_id) == {"added": 3, "new_rooms": 3}
    assert office.preview(import_id).status.state is ImportState.CHECKED
    with office.database.read() as session:
        assert session.scalars(select(ImportFile.part)).all() == []


def test_new_pupils_get_a_class_a_sorted_name_and_a_user_name_but_no_password(office: Office) -> None:
    office.bring(office.lines(*THREE))
    pupils = office.pupils()
    assert {name: pupil.room for name, pupil in pupils.items()} == {
        "王小明": (3, 1),
        "欧阳娜娜": (3, 2),
        "阿卜杜拉·买买提": (4, 1),
    }
    with office.database.read() as session:
        keys = {row[0]: row[1] for row in session.execute(select(Student.name, Student.sort_key))}
        hashes = set(session.scalars(select(Student.number_hash)))
        accounts = session.execute(
            select(Account.username, Account.password_hash).where(Account.student_id.is_not(None))
        )
        names = {row[0]: row[1] for row in accounts}
        logins = set(session.scalars(select(Login.username)))
    assert keys["欧阳娜娜"].startswith("ouyang")
    assert hashes == {hashed(1), hashed(2), hashed(3)}
    assert set(names.values()) == {None}
    assert names.keys() <= logins
    assert office.deeds() == [("import", "added=3 new_rooms=3")]


def test_a_second_time_changes_nothing(office: Office) -> None:
    lines = office.lines(*THREE)
    office.bring(lines)
    before = office.sizes("job", "roster_import", "import_school")
    import_id = office.bring(lines)
    assert office.sizes("job", "roster_import", "import_school") == before
    assert office.figures(import_id) == {}
    assert office.preview(import_id).counts.untouched == 3
    assert office.preview(import_id).states == {SchoolState.APPLIED: 1}


def test_what_the_next_list_changes(office: Office) -> None:
    office.bring(office.lines(*((n, f"学生{n}", "三年级", "1班") for n in range(1, 60))))
    again = [(n, f"学生{n}", "三年级", "1班") for n in range(1, 59)]
    again[0] = (1, "学生甲", "三年级", "1班")
    again[1] = (2, "学生2", "三年级", "2班")
    import_id = office.read(office.lines(*again, (99, "新来", "三年级", "2班")))
    assert office.figures(import_id) == {"added": 1, "changed": 1, "moved": 1, "left": 1, "new_rooms": 1}
    office.apply(import_id)
    pupils = office.pupils()
    assert (pupils["学生2"].room, pupils["新来"].room, pupils["学生3"].room) == ((3, 2), (3, 2), (3, 1))
    assert not pupils["学生59"].is_here
    assert not pupils["学生59"].can_sign_in
    assert "学生1" not in pupils
    assert pupils["学生甲"].is_here
    office.bring(office.lines((59, "学生59", "三年级", "1班")), coverage=LISTED)
    back = office.pupils()["学生59"]
    assert (back.is_here, back.can_sign_in, back.username) == (True, True, pupils["学生59"].username)


def test_grades_only_speaks_for_the_grades_in_it(office: Office) -> None:
    office.bring(office.lines(*THREE))
    import_id = office.read(office.lines((1, "王小明", "三年级", "1班")), coverage=GRADES)
    assert office.figures(import_id) == {"left": 1}


def test_two_of_one_name_in_one_class_are_two(office: Office) -> None:
    lines = office.lines((1, "李伟", "三年级", "1班"), (2, "李伟", "三年级", "1班"))
    office.bring(lines)
    assert office.figures(office.read(lines)) == {}
    with office.database.read() as session:
        assert len(session.scalars(select(Student.id).where(Student.name == "李伟")).all()) == 2


def test_a_faulty_line_is_told_and_its_pupil_stays(office: Office) -> None:
    office.bring(office.lines(*THREE))
    lines = office.lines(*THREE)
    lines[0] = (office.school.code, "王小明", "三十年级", "1班", number(1))
    import_id = office.read(lines)
    assert office.figures(import_id) == {}
    assert [line for _code, line in office.faults(import_id)] == [2]
    assert office.preview(import_id).has_remarks
    office.apply(import_id)
    assert office.pupils()["王小明"].is_here


def test_a_foreign_code_is_refused_line_by_line(office: Office) -> None:
    lines = [*office.lines(*THREE), ("9999999999", "别校", "三年级", "1班", number(9))]
    import_id = office.read(lines)
    assert office.faults(import_id) == [("school_unknown", 5)]
    assert office.figures(import_id)["added"] == 3


def test_a_list_without_codes_means_the_own_school(office: Office) -> None:
    lines = [("王小明", "三年级", "1班", number(1))]
    import_id = office.read(lines, headings=("姓名", "年级", "班级", "学籍号"))
    assert office.figures(import_id) == {"added": 1, "new_rooms": 1}


def test_an_unreadable_file_is_refused_as_a_whole(office: Office) -> None:
    import_id = office.read([], content=b"%PDF-1.7 nothing to read here")
    status = office.preview(import_id).status
    assert (status.state, status.problem) == (ImportState.REFUSED, "other_format")
    assert office.sizes()["import_file"] == 0


def test_one_file_of_an_organisation_at_a_time(office: Office) -> None:
    office.receive(office.lines(*THREE))
    with pytest.raises(Conflict, match="import_running"):
        office.receive(office.lines(*THREE))
    office.work()
    office.receive(office.lines(*THREE))


@pytest.mark.parametrize(("size", "code"), [(0, "import_empty"), (65 * 1024 * 1024, "import_large")])
def test_a_file_of_no_use_is_refused_at_once(office: Office, size: int, code: str) -> None:
    upload = receiving.Upload("a.csv", [bytes(1024 * 1024)] * (size // 1024 // 1024), school_id=office.school.id)
    tools = office.tools
    with office.database.write() as session, pytest.raises(Invalid, match=code):
        receiving.receive(session, office.admin, upload, now=office.clock(), seal=tools.seal, new_id=tools.new_id)
    assert office.sizes()["roster_import"] == 0


def test_throwing_away_leaves_nothing_of_the_file(office: Office) -> None:
    lines = office.lines(*THREE)
    lines.append((office.school.code, "", "三年级", "1班", number(8)))
    import_id = office.read(lines)
    with office.session() as session:
        receiving.discard(session, office.admin, import_id, now=office.clock())
        receiving.discard(session, office.admin, import_id, now=office.clock())
    sizes = office.sizes()
    assert [sizes[name] for name in ("import_row", "import_fault", "import_file", "import_school")] == [0] * 4
    with pytest.raises(Conflict, match="import_not_checked"):
        office.order(import_id)


def test_names_and_lines_of_an_import_are_gone_once_applied(office: Office) -> None:
    office.bring(office.lines(*THREE))
    with office.database.read() as session:
        assert session.scalars(select(ImportRow.position)).all() == []


def test_the_school_sees_samples_with_names_and_the_county_without(office: Office) -> None:
    office.bring(office.lines(*THREE))
    import_id = office.read(office.lines((1, "王小红", "三年级", "2班"), *THREE[1:]), office.officer)
    with office.database.read() as session:
        found = previews.school_preview(session, office.officer, import_id, office.school.id, now=office.clock())
        sample = found.samples[Deed.MOVED][0]
        assert (sample.name, sample.line, found.is_masked) == ("王**", 2, True)
    import_id = office.read(office.lines((1, "王小红", "三年级", "2班"), *THREE[1:]))
    with office.database.read() as session:
        found = previews.school_preview(session, office.admin, import_id, office.school.id, now=office.clock())
        sample = found.samples[Deed.MOVED][0]
    assert (sample.name, sample.changes, found.is_masked) == ("王小红", ("name",), False)
    assert sample.was is not None
    assert sample.becomes is not None
    assert (sample.was.room, sample.becomes.room) == ("1班", "2班")


def test_no_number_is_kept_anywhere(office: Office, tmp_path: Path) -> None:
    lines = office.lines(*THREE)
    lines.append((office.school.code, "坏行", "", "", number(7)))
    office.bring(lines)
    values = [number(serial)[1:-1] for serial in (1, 2, 3, 7)]
    if office.database.engine.dialect.name == "sqlite":
        content = b"".join(file.read_bytes() for file in tmp_path.glob("test.sqlite3*")).decode(errors="replace")
    else:
        with office.database.read() as session:
            names = session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
            whole = [text(f"SELECT t::text FROM {name} t") for name in names]  # noqa: S608 - names of our own tables
            content = "\n".join(str(row[0]) for one in whole for row in session.execute(one))
    assert "王小明" in content
    assert [value for value in values if value in content] == []


def test_progress_is_told_and_a_missing_worker_is_noticed(office: Office) -> None:
    import_id = office.receive(office.lines(*THREE))
    with office.database.read() as session:
        waiting = previews.status(session, office.admin, import_id, now=office.clock())
        assert waiting.progress is not None
        assert (waiting.is_busy, waiting.progress.state, waiting.progress.is_stalled) == (True, JobState.WAITING, False)
    office.clock.advance(seconds=20)
    with office.database.read() as session:
        stalled = previews.status(session, office.admin, import_id, now=office.clock()).progress
    assert stalled is not None
    assert stalled.is_stalled
    office.work()
    with office.database.read() as session:
        done = previews.status(session, office.admin, import_id, now=office.clock())
        assert done.progress is not None
        assert (done.is_busy, done.progress.state, done.progress.is_stalled) == (False, JobState.DONE, False)
        assert [one.id for one in previews.recent(session, office.admin, now=office.clock())] == [import_id]
