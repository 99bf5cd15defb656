"""Everything held about a pupil is in the guardian's file, and what is wrong can be put right."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.inventory import Section
from app.domain.library import Library
from app.domain.pupilfiles import PupilFile
from app.services import privacy
from app.services.sounds import sort_key
from app.store.engine import Session
from app.store.schema import Account, Attempt, LedgerEntry, Student
from tests import builders
from tests.builders import NOW
from tests.learner import real_library
from tests.services import archive
from tests.services.archive import HASH, LOCAL_ID, NAME, REASON, USERNAME, Archive
from tests.staff import statements


@pytest.fixture
def held(session: Session) -> Archive:
    return archive.build(session)


def file_of(held: Archive, library: Library | None = None, language: str = "zh_CN") -> PupilFile:
    return privacy.file_of(
        held.session, held.admin, held.pupil.id, now=NOW, library=library or Library(), language=language
    )


def test_no_part_of_the_file_is_empty(held: Archive) -> None:
    found = file_of(held)
    assert [section for section in Section if not getattr(found, section.value)] == []
    assert (found.pupil.name, found.pupil.local_id, found.pupil.has_number) == (NAME, LOCAL_ID, True)
    assert [one.deed for one in found.changes] == ["reset_password", "transfer"]
    assert found.changes[1].reason == REASON
    assert {one.deed for one in found.imports} == {"changed", "waiting"}
    assert found.campaigns[0].name == held.campaign.name
    assert {one.rate for one in found.campaigns[0].milestones} == {"completed", "reached"}
    (account,) = found.accounts
    assert (account.username, account.has_pin, account.has_password, account.failed_tries) == (USERNAME, True, True, 2)


def test_the_file_holds_no_secret_and_no_other_person(held: Archive) -> None:
    text = json.dumps(privacy.as_data(file_of(held)), ensure_ascii=False)
    secrets = [HASH.hex(), str(HASH), "argon2", "李同学", "a classmate's reason", held.admin.name, held.admin.username]
    assert [one for one in secrets if one in text] == []
    assert "\\u0007" not in text


def test_the_keys_are_those_of_the_documented_format(held: Archive) -> None:
    data = privacy.as_data(file_of(held))
    assert list(data) == list(PupilFile.__dataclass_fields__)
    assert (data["format"], data["version"]) == ("first-lesson-pupil-file", 1)
    assert data["made_at"] == "2026-11-20T02:00:00+00:00"
    assert json.loads(json.dumps(data)) == data


def test_answers_are_told_in_words_where_the_library_has_them(held: Archive) -> None:
    library = real_library()
    publication = library.current(held.task.lesson_id)
    assert publication is not None
    question = publication.quiz("zh_CN").questions[0]
    for attempt in held.session.scalars(select(Attempt).where(Attempt.student_id == held.pupil.id)):
        attempt.revision = publication.digest
        attempt.answers = [[question.id, question.choices[0].id, True], ["gone", "a", False]]
    held.session.commit()
    (sheet,) = file_of(held, library).answers
    assert sheet.lesson_title == publication.lesson("zh_CN").title
    assert (sheet.answers[0].question, sheet.answers[0].choice) == (question.text, question.choices[0].text)
    assert (sheet.answers[1].question_id, sheet.answers[1].question) == ("gone", "")


def test_taking_the_file_is_noted(held: Archive) -> None:
    file_of(held)
    line = held.session.scalars(select(LedgerEntry).where(LedgerEntry.deed == "pupil_file")).one()
    assert (line.actor_id, line.student_id, line.reason) == (held.admin.account_id, held.pupil.id, "")


def test_the_number_of_queries_does_not_grow(held: Archive) -> None:
    with statements() as sent:
        file_of(held)
    assert len(sent) <= 15


def test_a_pupil_who_left_still_has_a_file(held: Archive) -> None:
    held.pupil.left_on = NOW.date()
    held.session.commit()
    assert file_of(held).pupil.left_on == NOW.date()


def test_a_correction_reaches_account_and_order(held: Archive) -> None:
    privacy.correct(held.session, held.admin, held.pupil.id, "  欧阳 小明 ", "S 9", now=NOW)
    held.session.expire_all()
    pupil = held.session.get_one(Student, (held.room.school_id, held.pupil.id))
    assert (pupil.name, pupil.sort_key, pupil.local_id) == ("欧阳小明", sort_key("欧阳小明"), "S 9")
    assert builders.account_of(held.session, pupil).name == "欧阳小明"
    assert held.session.scalars(select(Account.name).where(Account.student_id == held.mate.id)).one() == "李同学"


def test_the_ledger_tells_neither_the_old_name_nor_the_new_one(held: Archive) -> None:
    privacy.correct(held.session, held.admin, held.pupil.id, "欧阳小明", LOCAL_ID, now=NOW)
    line = held.session.scalars(select(LedgerEntry).where(LedgerEntry.deed == "correct")).one()
    assert (line.student_id, line.reason) == (held.pupil.id, "")


def test_the_same_again_is_no_deed(held: Archive) -> None:
    privacy.correct(held.session, held.admin, held.pupil.id, NAME, LOCAL_ID, now=NOW)
    assert held.session.scalars(select(LedgerEntry).where(LedgerEntry.deed == "correct")).all() == []


@pytest.mark.parametrize("name", ["", "   ", "=1+1", "12345", "王" * 51, "王\x00明", "<b>王</b>"])
def test_what_is_no_name_is_refused_at_its_field(held: Archive, name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        privacy.correct(held.session, held.admin, held.pupil.id, name, "", now=NOW)
    assert refusal.value.facts["field"] == "name"


def test_a_local_id_belongs_to_one_pupil(held: Archive) -> None:
    with pytest.raises(Conflict, match="local_id_taken"):
        privacy.correct(held.session, held.admin, held.mate.id, "李同学", LOCAL_ID, now=NOW)
    with pytest.raises(Invalid, match="pupil_local_id_long"):
        privacy.correct(held.session, held.admin, held.mate.id, "李同学", "x" * 65, now=NOW)
    privacy.correct(held.session, held.admin, held.pupil.id, NAME, "", now=NOW)
    privacy.correct(held.session, held.admin, held.mate.id, "李同学", LOCAL_ID, now=NOW)


def test_somebody_elses_pupil_is_not_found(session: Session, held: Archive) -> None:
    stranger = builders.student(session)
    with pytest.raises(NotFound):
        privacy.correct(session, held.admin, stranger.id, "王明", "", now=NOW)
    with pytest.raises(NotFound):
        privacy.file_of(session, held.admin, stranger.id, now=NOW + timedelta(1), library=Library(), language="en")
