"""The text in a card's QR code, and how it is read back."""

from __future__ import annotations

import hashlib
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cards import address, read, secret_hash, text_of, usually_with_password

SCHOOL = UUID("019a0000-0000-7000-8000-00000000abcd")
SECRETS = st.integers(0, (1 << 128) - 1)
TEXT = text_of(SCHOOL, 0xDEADBEEF)


@given(st.uuids(), SECRETS)
def test_what_is_printed_is_read_back(school: UUID, secret: int) -> None:
    text = text_of(school, secret)
    assert len(text) == 52
    assert read(text) == (school, secret)


def test_a_scanner_may_send_the_whole_address_in_capitals_with_blanks() -> None:
    whole = address("https://lesson.example.cn", TEXT)
    assert whole == f"https://lesson.example.cn/card#{TEXT}"
    for sent in (whole, whole.upper(), f" {TEXT[:26]} {TEXT[26:]}\n", TEXT.replace("0", "O").replace("1", "l")):
        assert read(sent) == (SCHOOL, 0xDEADBEEF)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "#",
        "hello",
        TEXT[:-1],
        TEXT + "0",
        "u" + TEXT[1:],
        "z" * 52,
        "card#" * 200,
        TEXT + "#",
        "0" * 5000,
        "字" * 52,
    ],
)
def test_anything_else_is_no_card(text: str) -> None:
    assert read(text) is None


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    read(text)


def test_what_is_kept_is_the_sha256_of_the_secrets_bytes() -> None:
    assert secret_hash(1) == hashlib.sha256(bytes(15) + b"\x01").digest()


def test_pupils_from_the_fourth_grade_on_keep_a_password() -> None:
    assert [usually_with_password(grade) for grade in (-2, 3, 4, 12)] == [False, False, True, True]
