"""Facts in braces: what is filled, what is left, and what a number to call looks like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.facts import Fact, FactKind, filled, is_number, national, placeholders


def fact(name: str, value: str, kind: FactKind = FactKind.HOTLINE) -> Fact:
    return Fact(name, kind, value, {"zh_CN": name, "en": name.upper()}, {"zh_CN": ""})


FACTS = {one.id: one for one in (fact("fire", "119", FactKind.EMERGENCY), fact("mind", "12356"))}


def test_a_text_gets_its_values_and_an_unknown_name_stays() -> None:
    text = "打 {fire}，难受打 {mind}；{nobody} {FIRE} {fi re} {"
    assert filled(text, national(FACTS)) == "打 119，难受打 12356；{nobody} {FIRE} {fi re} {"
    assert placeholders(text) == ("fire", "mind", "nobody")


@given(some.text(alphabet="{}abfire-9 。", max_size=30))
def test_a_text_without_known_names_is_not_touched(text: str) -> None:
    assert filled(text, {}) == text


def test_only_help_lines_are_regional() -> None:
    regional = {kind for kind in FactKind if fact("x", "1", kind).is_regional}
    assert regional == {FactKind.HOTLINE}
    assert FACTS["fire"].is_number_to_call
    assert not fact("age", "12", FactKind.AGE).is_number_to_call


def test_a_name_falls_back_to_the_source_language() -> None:
    assert (FACTS["mind"].name("en"), FACTS["mind"].name("zh_TW")) == ("MIND", "mind")


@pytest.mark.parametrize(
    "text", ["110", "12355", "0350-1234567", "+86 350 123 4567", "0350 1234567转801", "400-123-4567"]
)
def test_numbers_one_can_call(text: str) -> None:
    assert is_number(text)


@pytest.mark.parametrize(
    "text", ["", "12", "call me", "0350-12a4567", "1" * 16, "-110", "110-", "0350/1234567", "１１０", "110\n", "<b>110"]
)
def test_what_is_no_number(text: str) -> None:
    assert not is_number(text)
