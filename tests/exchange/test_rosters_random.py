"""Random tables come back as they went out; random damage is read or refused, and nothing else happens."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.rosters.lines import Field, Line
from app.exchange.rosters import Unreadable, opened
from tests import rosterfiles
from tests.exchange.oddbooks import SHEET, inline, parts
from tests.exchange.oddoldbooks import old
from tests.exchange.oddrosters import made
from tests.exchange.packing import packed, unpacked

SIGNS = st.characters(
    codec="gb18030", exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"], exclude_characters="\ufffd'="
)
CELL = st.text(SIGNS | st.sampled_from(' ,;\t"\n·（）王小明欧阳\U00020bb7'), max_size=12).map(str.strip)
NAME = CELL.filter(bool)
TABLE = st.lists(st.fixed_dictionaries({"name": NAME, "grade": CELL, "room": CELL, "local_id": CELL}), max_size=30)
WAYS: dict[str, Callable[[Path, list[dict[str, str]]], Path]] = {
    "utf-8": lambda file, rows: rosterfiles.write_csv(file, rows, encoding="utf-8"),
    "utf-8-sig": lambda file, rows: rosterfiles.write_csv(file, rows, delimiter=";"),
    "gb18030": lambda file, rows: rosterfiles.write_csv(file, rows, encoding="gb18030"),
    "utf-16": lambda file, rows: rosterfiles.write_csv(file, rows, encoding="utf-16", delimiter="\t"),
    "xlsx": rosterfiles.write_xlsx,
    "xls": rosterfiles.write_xls,
}


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=12)
@given(rows=TABLE)
def test_what_was_written_is_read(
    way: str, rows: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = [{"name": "李雷", "grade": "1", "room": "1", "local_id": "7"}, *rows]
    file = WAYS[way](tmp_path_factory.mktemp("way") / "pupils", rows)
    with opened(file) as roster:
        found = list(roster.lines())
    assert [_texts(line) for line in found if isinstance(line, Line)] == rows
    assert len(found) == len(rows)


def _texts(line: Line) -> dict[str, str]:
    return {name: line.text(Field(name)) for name in ("name", "grade", "room", "local_id")}


HEADED = [["姓名", "年级", "班级"], *[["李雷", "一年级", "1班"]] * 9]
WHOLE = {
    "csv": rosterfiles.csv_bytes(HEADED).encode("gb18030"),
    "xls": old(HEADED),
    "xlsx": packed(parts(inline(*HEADED))),
    "oneroster": made(),
}


@pytest.mark.parametrize("kind", WHOLE)
@settings(max_examples=25)
@given(dice=st.randoms(use_true_random=False))
def test_damage_is_read_or_refused(kind: str, dice: random.Random, tmp_path_factory: pytest.TempPathFactory) -> None:
    _read(_damaged(WHOLE[kind], dice), tmp_path_factory.mktemp("damage") / "pupils")


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "users.csv", "manifest.csv", "roles.csv"])
@settings(max_examples=15)
@given(dice=st.randoms(use_true_random=False))
def test_damage_inside_is_read_or_refused(
    part: str, dice: random.Random, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = unpacked(WHOLE["oneroster" if part.endswith(".csv") else "xlsx"])
    data = packed({**files, part: _damaged(files[part], dice)})
    _read(data, tmp_path_factory.mktemp("inside") / "pupils")


@settings(max_examples=40)
@given(
    head=st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xef\xbb\xbf"]),
    rest=st.binary(),
)
def test_noise_is_refused(head: bytes, rest: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert _read(head + rest, tmp_path_factory.mktemp("noise") / "pupils") is not None


def _damaged(data: bytes, dice: random.Random) -> bytes:
    """The bytes with some changed, inserted, left out, or cut off."""
    made = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(made))
        if dice.random() < 0.6:
            made[at] = dice.randrange(256)
        elif dice.random() < 0.5:
            made[at:at] = dice.randbytes(dice.randint(1, 9))
        else:
            del made[at : at + dice.randint(1, 9)]
            made = made or bytearray(b"x")
    return bytes(made[: dice.randrange(len(made))] if dice.random() < 0.15 else made)


def _read(data: bytes, file: Path) -> str | None:
    """Read a file to its end; the code if it is refused. A failure of the reader is no refusal."""
    file.write_bytes(data)
    code = None
    try:
        with opened(file) as roster:
            list(roster.lines())
    except Unreadable as refusal:
        code = refusal.code
    assert code != "reader_failed"
    return code
