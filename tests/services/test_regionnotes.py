"""What a region says for itself: who may, what is kept, whose word holds, and what the record shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.domain.access import Actor, Role
from app.domain.errors import Invalid, NotFound
from app.domain.facts import Fact, FactKind
from app.domain.identifiers import uuid7
from app.domain.library import Library, Theme
from app.domain.regionnotes import NoteKind
from app.services import regionnotes as service
from app.settings import ROOT
from app.store.engine import Session
from app.store.schema import LedgerEntry, Region, RegionNote
from tests import builders, staff
from tests.builders import NOW

LIBRARY = Library(
    themes={"drowning": Theme("drowning", {"zh_CN": "防溺水"}, "", 1)},
    facts={
        "fire": Fact("fire", FactKind.EMERGENCY, "119", {"zh_CN": "火警"}, {"zh_CN": ""}),
        "mind": Fact("mind", FactKind.HOTLINE, "12356", {"zh_CN": "心理热线"}, {"zh_CN": ""}),
    },
)


@pytest.fixture
def county(session: Session) -> Region:
    return builders.county(session)


def officer(session: Session, region: Region) -> Actor:
    """Somebody who holds the office of a region."""
    return staff.actor(session, builders.staff(session, role=Role.BUREAU, over=region))


def say(
    session: Session, who: Actor, region_id: UUID, kind: str = "slogan", topic: str = "drowning", **words: Any
) -> None:
    """Set a note."""
    texts = {"text": "不下河", "text_en": "", "number": ""} | words
    now = texts.pop("now", NOW)
    service.set_note(
        session, who, region_id, kind, topic, **texts, library=LIBRARY, roots=(ROOT,), now=now, new_id=uuid7
    )


def take_back(session: Session, who: Actor, region_id: UUID, kind: str = "slogan", topic: str = "drowning") -> None:
    service.end_note(session, who, region_id, kind, topic, now=NOW + timedelta(hours=1), new_id=uuid7)


def deeds(session: Session) -> list[str]:
    return list(session.scalars(select(LedgerEntry.deed).order_by(LedgerEntry.at)))


def test_a_note_is_kept_in_both_scripts_and_written_down(session: Session, county: Region) -> None:
    who = officer(session, county)
    say(session, who, county.id, text="看视频，骑电动自行车")
    (note,) = session.scalars(select(RegionNote))
    assert (note.text, note.text_tw) == ("看视频，骑电动自行车", "看影片，騎電動自行車")
    assert (note.set_by, note.set_in, note.set_at) == (who.account_id, who.school_id, NOW)
    (line,) = session.scalars(select(LedgerEntry))
    assert (line.deed, line.reason) == ("note_set", f"{county.id} slogan drowning")
    found = service.current(session).here((county.id,), "drowning").slogan
    assert found is not None
    assert (found.text("zh_TW"), found.text("en")) == ("看影片，騎電動自行車", "看视频，骑电动自行车")


def test_the_same_words_again_change_nothing_and_others_end_what_held(session: Session, county: Region) -> None:
    who = officer(session, county)
    before = service.stamp(session)
    say(session, who, county.id)
    held = service.stamp(session)
    say(session, who, county.id, text=" 不下河 ")
    assert (before == held, service.stamp(session) == held, deeds(session)) == (False, True, ["note_set"])
    say(session, who, county.id, text="不去水边", now=NOW + timedelta(minutes=1))
    take_back(session, who, county.id)
    take_back(session, who, county.id)
    assert deeds(session) == ["note_set", "note_set", "note_end"]
    assert service.current(session).by_region == {}
    past = service.desk(session, who, county.id, library=LIBRARY).history
    assert [(one.text, one.set_by, one.ended_by) for one in past] == [
        ("不去水边", who.name, who.name),
        ("不下河", who.name, who.name),
    ]
    assert service.stamp(session) not in (before, held)


def test_the_nearest_authority_is_heard(session: Session, county: Region) -> None:
    city = session.get_one(Region, county.parent_id)
    say(session, officer(session, city), city.id, text="市里的口号")
    say(session, officer(session, city), city.id, "hotline", "mind", number="0350-1111111", text="")
    school = builders.school(session, county)
    path = service.authorities(session, school.id)
    assert path == (city.parent_id, city.id, county.id)
    who = officer(session, county)
    desk = service.desk(session, who, county.id, library=LIBRARY)
    assert [(key, one.is_own, one.by) for key, one in desk.held.items()] == [
        ((NoteKind.SLOGAN, "drowning"), False, city.name),
        ((NoteKind.HOTLINE, "mind"), False, city.name),
    ]
    assert service.current(session).values(path, LIBRARY.facts)["mind"] == "0350-1111111"
    say(session, who, county.id, text="县里的口号")
    notes = service.current(session)
    slogan = notes.here(path, "drowning").slogan
    assert slogan is not None
    assert slogan.text("zh_CN") == "县里的口号"
    other = builders.school(session, builders.county(session, parent=city))
    slogan = notes.here(service.authorities(session, other.id), "drowning").slogan
    assert slogan is not None
    assert slogan.text("zh_CN") == "市里的口号"
    foreign = service.authorities(session, builders.school(session).id)
    assert not notes.here(foreign, "drowning")


def test_nobody_speaks_for_another_region(session: Session, county: Region) -> None:
    city = session.get_one(Region, county.parent_id)
    others = [
        officer(session, builders.county(session)),
        officer(session, city),
        officer(session, session.get_one(Region, city.parent_id)),
        staff.actor(session, builders.staff(session, role=Role.PLATFORM)),
        staff.actor(session, builders.staff(session, role=Role.SCHOOL_ADMIN)),
        staff.actor(session, builders.teacher(session)),
    ]
    for who in others:
        for deed in (
            lambda who=who: say(session, who, county.id),
            lambda who=who: take_back(session, who, county.id),
            lambda who=who: service.desk(session, who, county.id, library=LIBRARY),
            lambda who=who: service.preview(
                who, county.id, "slogan", "drowning", text="x", text_en="", number="", library=LIBRARY
            ),
        ):
            with pytest.raises(NotFound):
                deed()
    assert deeds(session) == []
    assert [one.id for one in service.own_regions(session, officer(session, county))] == [county.id]


@pytest.mark.parametrize(
    ("kind", "topic"), [("hotline", "fire"), ("hotline", "drowning"), ("slogan", "mind"), ("x", "x")]
)
def test_what_no_form_offers_is_not_there(session: Session, county: Region, kind: str, topic: str) -> None:
    with pytest.raises(NotFound):
        say(session, officer(session, county), county.id, kind, topic, number="0350-1234567")


def test_a_preview_keeps_nothing_and_refuses_the_same(session: Session, county: Region) -> None:
    who = officer(session, county)
    words = {"text_en": "", "number": "", "library": LIBRARY}
    _asked, note = service.preview(who, county.id, "slogan", "drowning", text=" 不下河", **words)
    assert note.text("en") == "不下河"
    assert service.current(session).by_region == {}
    with pytest.raises(Invalid) as refusal:
        service.preview(who, county.id, "slogan", "drowning", text="<script>", **words)
    assert refusal.value.code == "note_markup"


def test_an_account_that_is_gone_leaves_no_name(session: Session, county: Region) -> None:
    say(session, officer(session, county), county.id)
    note = session.scalars(select(RegionNote)).one()
    note.set_by = uuid7()
    session.flush()
    (past,) = service.desk(session, officer(session, county), county.id, library=LIBRARY).history
    assert (past.set_by, past.ended_by) == ("", "")
