"""What a region may say for itself, and whose word holds where."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.domain.errors import Invalid, NotFound
from app.domain.facts import Fact, FactKind
from app.domain.regionnotes import LIMITS, Note, NoteKind, Wanted, notes_of, wanted

PROVINCE, CITY, COUNTY, OTHER = (UUID(int=number) for number in range(1, 5))
PATH = (PROVINCE, CITY, COUNTY)
FACTS = {
    "fire": Fact("fire", FactKind.EMERGENCY, "119", {"zh_CN": "火警"}, {"zh_CN": ""}),
    "mind": Fact("mind", FactKind.HOTLINE, "12356", {"zh_CN": "心理"}, {"zh_CN": ""}),
    "age": Fact("age", FactKind.AGE, "12", {"zh_CN": "年龄"}, {"zh_CN": ""}),
}


def note(region_id: UUID, text: str, kind: NoteKind = NoteKind.SLOGAN, topic: str = "water", number: str = "") -> Note:
    return Note(region_id, kind, topic, {"zh_CN": text, "zh_TW": "", "en": ""}, number)


def ask(kind: str = "slogan", topic: str = "water", text: str = "六不", en: str = "", number: str = "") -> Wanted:
    return wanted(kind, topic, text, en, number, themes={"water"}, facts=FACTS)


def test_the_nearest_word_holds() -> None:
    notes = notes_of([note(PROVINCE, "省"), note(CITY, "市"), note(OTHER, "别处"), note(CITY, "规定", NoteKind.RULE)])
    here = notes.here(PATH, "water")
    assert here.slogan is not None
    assert here.rule is not None
    assert (here.slogan.text("en"), here.rule.text("zh_TW"), here.number) == ("市", "规定", None)
    assert notes.here((PROVINCE,), "water").slogan == note(PROVINCE, "省")
    assert not notes.here(PATH, "fire")
    assert not notes.here((), "water")


def test_a_help_line_is_replaced_where_it_is_the_regions_and_nowhere_else() -> None:
    notes = notes_of(
        [
            note(CITY, "", NoteKind.HOTLINE, "mind", "0350-1"),
            note(COUNTY, "", NoteKind.HOTLINE, "mind", "0350-2"),
            note(CITY, "", NoteKind.HOTLINE, "fire", "666"),
            note(CITY, "", NoteKind.HOTLINE, "gone", "777"),
        ]
    )
    assert notes.values(PATH, FACTS) == {"fire": "119", "mind": "0350-2", "age": "12"}
    assert notes.values((PROVINCE, CITY), FACTS)["mind"] == "0350-1"
    assert notes.values((OTHER,), FACTS)["mind"] == notes.values((), FACTS)["mind"] == "12356"


def test_words_are_tidied() -> None:
    assert ask(text="  不下\n河 ", en=" Stay  out ") == Wanted(NoteKind.SLOGAN, "water", "不下 河", "Stay out", "")
    assert ask("number", text="值班", number="０３５０－123 4567").number == "0350-123 4567"
    assert ask("hotline", "mind", number="0350-1234567") == Wanted(NoteKind.HOTLINE, "mind", "", "", "0350-1234567")


@pytest.mark.parametrize(
    ("kind", "topic"),
    [
        ("slogan", "mind"),
        ("hotline", "water"),
        ("hotline", "fire"),
        ("hotline", "age"),
        ("shout", "water"),
        ("rule", ""),
    ],
)
def test_what_no_form_offers_does_not_exist(kind: str, topic: str) -> None:
    with pytest.raises(NotFound):
        ask(kind, topic, number="0350-1234567")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "note_missing"),
        (" \n ", "note_missing"),
        ("<b>不下河</b>", "note_markup"),
        ("打 {fire}", "note_markup"),
        ("看 https://x.cn", "note_markup"),
        ("**不**", "note_markup"),
        ("不\u202e下河", "note_unreadable"),
        ("不\x00下河", "note_unreadable"),
        ("不\u200b下河", "note_unreadable"),
        ("不" * 31, "note_long"),
    ],
)
def test_words_that_cannot_be_taken(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        ask(text=text)
    assert (refusal.value.code, refusal.value.facts["field"]) == (code, "text")


def test_english_has_room_for_more_letters_but_not_for_all() -> None:
    assert ask(en="x" * LIMITS["slogan"] * 4).text_en
    with pytest.raises(Invalid) as refusal:
        ask(en="x" * (LIMITS["slogan"] * 4 + 1))
    assert refusal.value.facts == {"field": "text_en", "limit": 120}


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", "note_number_missing"),
        ("call", "note_number_shape"),
        ("12", "note_number_shape"),
        ("1" * 31, "note_number_shape"),
        ("119", "note_number_emergency"),
        ("1-1 9", "note_number_emergency"),
        ("１１９", "note_number_emergency"),
    ],
)
@pytest.mark.parametrize(("kind", "topic"), [("number", "water"), ("hotline", "mind")])
def test_numbers_that_cannot_be_taken(number: str, code: str, kind: str, topic: str) -> None:
    with pytest.raises(Invalid) as refusal:
        ask(kind, topic, number=number)
    assert (refusal.value.code, refusal.value.facts["field"]) == (code, "number")
