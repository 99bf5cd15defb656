"""Student numbers are checked and hashed; tokens and short ids survive a spreadsheet."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Invalid
from app.domain.rosters.numbers import (
    check_digit,
    looks_like_number,
    number_hash,
    number_token,
    read_number,
    read_student_code,
    read_token,
    student_code,
)

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
# The example of GB 11643-1999, which is nobody's number.
NUMBER = "G11010519491231002X"


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        NUMBER.lower(),
        f"'{NUMBER}",
        f" {NUMBER} ",
        "Ｇ１１０１０５１９４９１２３１００２Ｘ",
        "G110105 19491231 002X",
        f"\u200b{NUMBER}\ufeff",
    ],
)
def test_a_number_is_the_same_however_it_is_typed(text: str) -> None:
    assert read_number(text) == NUMBER
    assert number_hash(KEY, read_number(text)) == number_hash(KEY, NUMBER)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("G110105194912310021", "number_check_digit"),
        ("J110105194912310021", "number_check_digit"),
        ("110105194912310020", "number_malformed"),
        ("G11010519491231002", "number_malformed"),
        ("20210001", "number_malformed"),
        ("1.10105E+17", "number_lost_digits"),
    ],
)
def test_a_wrong_number_is_refused_without_repeating_it(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_number(text)
    assert refused.value.code == code
    assert not refused.value.facts
    assert text not in str(refused.value)


def test_a_temporary_number_has_no_check_digit() -> None:
    assert read_number("L140902201203040001") == "L140902201203040001"


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(digits: str, place: int, step: int) -> None:
    slipped = digits[:place] + str((int(digits[place]) + step) % 10) + digits[place + 1 :]
    assert check_digit(slipped) != check_digit(digits)


def test_the_form_of_a_number_is_known_without_its_letter() -> None:
    assert looks_like_number(NUMBER)
    assert looks_like_number(NUMBER[1:].lower())
    assert not looks_like_number("202100012021000120")
    assert not looks_like_number("20210001")


@given(st.binary(min_size=32, max_size=32))
def test_a_token_stands_for_the_hash_here_and_nowhere_else(hashed: bytes) -> None:
    token = number_token(KEY, hashed)
    assert read_token(KEY, f" '{token.lower()}") == hashed
    assert read_token(OTHER_KEY, token) is None
    assert token[:1].isalpha()


@given(st.binary(min_size=32, max_size=32), st.integers(4, 62), st.sampled_from("ABCDEFGH234567"))
def test_a_damaged_token_is_not_another_pupil(hashed: bytes, place: int, letter: str) -> None:
    token = number_token(KEY, hashed)
    damaged = token[: place % len(token)] + letter + token[place % len(token) + 1 :]
    assert read_token(KEY, damaged) in (None, hashed if damaged == token else None)
    assert read_token(KEY, token[:-1]) is None


@given(st.uuids())
def test_our_short_id_reads_back(student_id: UUID) -> None:
    code = student_code(student_id)
    assert len(code) == 30
    assert read_student_code(code.lower()) == student_id
    assert read_student_code(code[:-1]) is None
    assert read_student_code(code[2:]) is None
