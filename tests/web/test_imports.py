"""A school's administrator brings a list of pupils: upload, preview, guard, apply, undo; and who else may not."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.store.engine import Session
from app.store.schema import LedgerEntry, RosterImport, Student
from app.web.importfiles import LARGEST_BODY
from tests import builders
from tests.clock import Clock
from tests.staff import browser, statements, token
from tests.web import importdesk
from tests.web.importdesk import Desk, send, sums, table

NEW = ["900", "李新来", "三年级", "1班"]
START = "/school/imports/"


@pytest.fixture
def desk(app: Flask, session: Session, clock: Clock) -> Desk:
    return importdesk.build(app, session, clock)


def pupils(session: Session, desk: Desk) -> int:
    mine = select(func.count()).select_from(Student).where(Student.school_id == desk.school_id)
    found = session.execute(mine.where(Student.left_on.is_(None))).scalar_one()
    session.commit()
    return found


def text_of(page: str) -> str:
    """The words of a page on one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_start_says_what_it_is_and_offers_templates(desk: Desk) -> None:
    page = desk.client.get(START).text
    assert page.count("<h1") == 1
    assert "nothing is written before you press" in page
    assert page.count("/school/imports/templates/") == 3
    assert "None yet." in page
    assert "/school/imports/undo" not in page


@pytest.mark.parametrize(("kind", "start"), [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("zip", b"PK")])
def test_templates_are_files_with_plain_names(desk: Desk, kind: str, start: bytes) -> None:
    answer = desk.client.get(f"{START}templates/{kind}")
    assert answer.status_code == 200
    assert answer.data.startswith(start)
    assert re.fullmatch(r'attachment; filename="[a-z-]+\.\w+"', answer.headers["Content-Disposition"])
    assert desk.client.get(f"{START}templates/exe").status_code == 404


def test_the_template_filled_in_is_a_list(desk: Desk) -> None:
    book = load_workbook(io.BytesIO(desk.client.get(f"{START}templates/xlsx").data))
    sheet = book.worksheets[0]
    head = [cell.value for cell in sheet[1]]
    values = dict(zip(importdesk.HEAD, NEW, strict=True))
    for column, heading in enumerate(head, start=1):
        sheet.cell(2, column, values.get(str(heading), ""))
    filled = io.BytesIO()
    book.save(filled)
    answer = send(desk.client, START, filled.getvalue(), "listed", "template.xlsx")
    assert desk.work() == 1
    assert sums(desk.client.get(answer.location).text)["added"] == 1


def test_a_list_is_looked_at_before_anything_is_written(desk: Desk, session: Session) -> None:
    answer = send(desk.client, START, table([*desk.lines(39), NEW]))
    waiting = desk.client.get(answer.location).text
    assert "<progress" in waiting
    assert '<noscript><meta http-equiv="refresh"' in waiting
    assert desk.work() == 1
    page = desk.client.get(answer.location).text
    assert page.count("<h1") == 1
    assert "Nothing has been written yet." in page
    assert sums(page) == {"added": 1, "changed": 0, "moved": 0, "left": 1, "untouched": 39}
    for words in ("李新来", desk.names[39], "Grade 3 Class 1", 'data value="40"'):
        assert words in page
    assert pupils(session, desk) == 40
    desk.apply(answer.location)
    done = desk.client.get(answer.location).text
    assert "The list is applied" in done
    assert sums(done)["added"] == 1
    assert pupils(session, desk) == 40
    assert "/school/imports/undo" in done
    brought = text_of(desk.client.get(START).text)
    assert re.search(r"pupils\.csv Applied .{5,30} 周校长 1 0 0 0 1 0 ", brought)


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    lines = [*desk.lines(), NEW]
    desk.apply(desk.upload(lines))
    path = desk.upload(lines)
    page = desk.client.get(path).text
    assert sums(page) == {"added": 0, "changed": 0, "moved": 0, "left": 0, "untouched": 41}
    assert "there is nothing to apply" in page
    assert "/apply" not in page


def test_faults_name_line_and_column_reason_and_remedy(desk: Desk) -> None:
    lines = desk.lines()
    lines[21][3] = "1月2日"
    lines[5][1] = ""
    path = desk.upload(lines)
    page = desk.client.get(path).text
    assert "2 lines have mistakes and are left out." in page
    for address in (path, path + "faults"):
        said = text_of(desk.client.get(address).text)
        assert "line 23 班级 The spreadsheet turned “班级” into a date." in said
        assert "Set the whole column to text, then enter the class again" in said
        assert "line 7 姓名 The name is missing." in said
    desk.client.set_cookie("language", "zh_CN")
    said = text_of(desk.client.get(path + "faults").text)
    assert "23" in said
    assert "班级" in said
    assert desk.client.get(path + "faults?page=x").status_code == 404


def test_the_copy_with_remarks_repeats_the_file(desk: Desk) -> None:
    lines = desk.lines()
    lines[21][3] = "1月2日"
    path = desk.upload(lines)
    answer = desk.client.get(path + "remarks.xlsx")
    assert answer.status_code == 200
    assert re.fullmatch(r'attachment; filename="remarks-\d+\.xlsx"', answer.headers["Content-Disposition"])
    rows = [[str(cell or "") for cell in row] for row in load_workbook(io.BytesIO(answer.data)).worksheets[0].values]
    remarked = [row for row in rows[1:] if row[0]]
    assert len(remarked) == 1
    assert "Set the whole column to text" in remarked[0][0]
    assert lines[21][1] in remarked[0]


def test_the_guard_wants_the_number_typed(desk: Desk, session: Session) -> None:
    path = desk.upload(desk.lines(0, 1, 2))
    page = desk.client.get(path).text
    assert 'class="guard"' in page
    assert "周校长" in page
    assert 'data-numerator="3" data-denominator="40"' in page
    assert desk.post(path + "apply").status_code == 409
    for typed in ("4", "", "三", "9" * 5000):
        refused = desk.post(path + "confirm", typed=typed)
        assert refused.status_code == 422, typed
        assert "That is not the number." in refused.text
    assert 'value="4"' in desk.post(path + "confirm", typed="4").text
    assert pupils(session, desk) == 40
    assert desk.post(path + "confirm", typed=" 3 ").status_code == 303
    assert 'class="guard"' not in desk.client.get(path).text
    desk.apply(path)
    assert pupils(session, desk) == 37
    noted = session.execute(
        select(LedgerEntry.actor_id, LedgerEntry.reason).where(LedgerEntry.deed == "import_confirm")
    ).all()
    session.commit()
    assert noted == [(desk.admin_id, "3")]
    assert desk.post(path + "confirm", typed="3").status_code == 409


def test_a_discarded_list_is_gone(desk: Desk, session: Session) -> None:
    path = desk.upload([*desk.lines(), NEW])
    answer = desk.post(path + "discard")
    assert answer.status_code == 303
    assert "Nothing was written." in desk.client.get(answer.location).text
    assert "This list was discarded" in desk.client.get(path).text
    assert desk.post(path + "apply").status_code == 409
    assert pupils(session, desk) == 40


def test_the_last_list_is_taken_back(desk: Desk, session: Session) -> None:
    assert "There is no list that could be taken back" in desk.client.get(START + "undo").text
    assert desk.post(START + "undo").status_code == 409
    desk.apply(desk.upload([*desk.lines(0), NEW]))
    assert START + "undo" in desk.client.get(START).text
    said = text_of(desk.client.get(START + "undo").text)
    assert "1 pupils who left come back to their class" in said
    answer = desk.post(START + "undo")
    assert answer.status_code == 303
    assert "The last list is taken back." in desk.client.get(answer.location).text
    assert pupils(session, desk) == 40
    assert desk.post(START + "undo").status_code == 409


def test_a_file_that_cannot_be_read_says_why_and_what_to_do(desk: Desk) -> None:
    answer = send(desk.client, START, b"%PDF-1.7\n" + b"x" * 100, name="list.pdf")
    assert desk.work() == 1
    said = text_of(desk.client.get(answer.location).text)
    assert "This is a PDF document, not a table" in said
    assert "save it as an Excel workbook" in said
    assert "Nothing of it was written." in said


def test_a_form_without_a_good_file_is_shown_again(desk: Desk, session: Session) -> None:
    fields = {"csrf_token": token(desk.client.get(START).text), "coverage": "listed"}
    missing = desk.client.post(START, data=fields)
    assert missing.status_code == 422
    assert "Choose the file" in missing.text
    assert re.search(r'value="listed"\s+checked', missing.text)
    empty = send(desk.client, START, b"")
    assert empty.status_code == 422
    assert "The file is empty." in empty.text
    two = desk.client.post(START, data=fields | {"file": [(io.BytesIO(b"a"), "a.csv"), (io.BytesIO(b"b"), "b.csv")]})
    assert two.status_code == 422
    kept = session.scalars(select(RosterImport.id)).all()
    session.commit()
    assert kept == []


def test_a_second_file_waits_for_the_first(desk: Desk) -> None:
    assert send(desk.client, START, table(desk.lines())).status_code == 303
    answer = send(desk.client, START, table(desk.lines()))
    assert answer.status_code == 409
    assert "Another list of yours" in answer.text


def test_a_job_that_nobody_takes_up_says_what_to_do(desk: Desk) -> None:
    path = send(desk.client, START, table(desk.lines())).location
    assert "flask jobs work" not in desk.client.get(path).text
    desk.clock.advance(seconds=30)
    for address in (path, path + "progress"):
        assert "flask jobs work" in desk.client.get(address).text
    assert desk.work() == 1
    assert "data-finished" in desk.client.get(path + "progress").text


def test_too_large_a_file_is_told_the_limit_and_the_way_out(desk: Desk, session: Session) -> None:
    big = {"csrf_token": token(desk.client.get(START).text), "file": (io.BytesIO(b"a,b\r\n" * 80_000), "a.csv")}
    assert desk.client.post(START, data=dict(big)).status_code == 303
    length = {"CONTENT_LENGTH": str(LARGEST_BODY + 1)}
    declared = desk.client.post(
        START, data=b"--x", content_type="multipart/form-data; boundary=x", environ_overrides=length
    )
    assert declared.status_code == 413
    assert "larger than 64 MB" in declared.text
    teacher = builders.teacher(session, desk.rooms[0])
    session.commit()
    stranger = browser(desk.app, teacher)
    fields = {"csrf_token": token(stranger.get("/teacher/").text), "file": (io.BytesIO(b"x" * 300_000), "a.csv")}
    assert stranger.post(START, data=fields).status_code == 413


def test_the_own_list_is_downloaded_by_a_form_and_comes_back_unchanged(desk: Desk, session: Session) -> None:
    for kind in ("csv", "xlsx"):
        answer = desk.post("/school/roster", format=kind)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"] == f'attachment; filename="pupils-20261120.{kind}"'
        back = send(desk.client, START, answer.data, name=f"pupils.{kind}")
        assert desk.work() == 1
        assert sums(desk.client.get(back.location).text) == {
            "added": 0, "changed": 0, "moved": 0, "left": 0, "untouched": 40,
        }  # fmt: skip
    deeds = session.scalars(select(LedgerEntry.deed).where(LedgerEntry.actor_id == desk.admin_id)).all()
    assert deeds.count("export_roster") == 2
    assert desk.client.get("/school/roster").status_code == 405


def test_lists_belong_to_their_school(desk: Desk, app: Flask, session: Session) -> None:
    path = desk.upload([*desk.lines(), NEW])
    foreign = builders.staff(session)
    session.commit()
    client = browser(app, foreign)
    for part in ("", "progress", "faults", "remarks.xlsx"):
        assert client.get(path + part).status_code == 404, part
    pass_on = {"csrf_token": token(client.get("/account/password").text), "typed": "0"}
    for part in ("apply", "discard", "confirm"):
        assert client.post(path + part, data=pass_on).status_code == 404, part
    for audience in ("bureau", "platform"):
        assert desk.client.get(path.replace("school", audience)).status_code == 404
        assert desk.client.get(f"/{audience}/imports/").status_code == 404
    assert desk.client.get(path).status_code == 200


def test_pages_cost_the_same_for_any_number_of_pupils(desk: Desk) -> None:
    path = desk.upload([*desk.lines(), NEW])
    with statements() as of_start:
        desk.client.get(START)
    with statements() as few:
        desk.client.get(path)
    desk.post(path + "discard")
    wrong = [[str(number), "", "三年级", "1班"] for number in range(100, 160)]
    many_lines = [[str(number), f"李{chr(0x5000 + number)}", "三年级", "1班"] for number in range(200, 300)]
    path = desk.upload([*desk.lines(), *many_lines])
    with statements() as many:
        desk.client.get(path)
    assert len(many) == len(few) <= 16
    assert len(of_start) <= 7
    desk.post(path + "discard")
    path = desk.upload([*desk.lines(), *wrong])
    with statements() as of_faults:
        page = desk.client.get(path + "faults").text
    assert len(of_faults) <= 9
    assert page.count("The name is missing.") == 50
    assert desk.client.get(path + "faults?page=2").text.count("The name is missing.") == 10
