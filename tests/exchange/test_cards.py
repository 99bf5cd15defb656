"""The PDF of login cards: pages, fonts, letters, codes."""

from __future__ import annotations

import re
import threading
from dataclasses import astuple
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from app.domain.errors import Busy, Conflict
from app.exchange import cards, fonts
from app.exchange.cards import Face, Words, draw
from app.exchange.fonts import FontFile, Fonts, find
from tests.smallfont import cut_down

WORDS = Words(
    title="安全第一课 · 登录卡",
    school="五台县东关小学",
    classroom="三年级1班",
    username_label="用户名",
    under_code="扫一扫",
    how_to=("1. 扫码登录。", "2. 卡片就是钥匙。"),
    letters_missing="请手写：",
)
_TABLE = re.compile(rb"begincmap(.*?)endcmap", re.DOTALL)
_MAPPED = re.compile(rb"<[0-9A-Fa-f]+> <([0-9A-Fa-f]+)>")


@pytest.fixture(scope="module")
def installed() -> Fonts:
    """The fonts of this machine."""
    return find()


def face(name: str = "王小明", **other: str) -> Face:
    values = {"username": "482 957 313", "address": "https://lesson.example.cn/card#" + "0" * 52}
    return Face(name=name, **values | other)


def letters(pdf: bytes) -> set[str]:
    """Every letter that the file's fonts can show, which are those that stand in it: fonts are cut down to them."""
    codes = [code for table in _TABLE.findall(pdf) for code in _MAPPED.findall(table)]
    return {bytes.fromhex(code.decode()).decode("utf-16-be") for code in codes} - {"\0"}


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", pdf))


@pytest.mark.parametrize(("count", "expected"), [(10, 1), (11, 2)])
def test_ten_cards_stand_on_a_page(installed: Fonts, count: int, expected: int) -> None:
    assert pages(draw([face()] * count, WORDS, installed)) == expected


def test_a_class_of_fifty_is_a_small_file(installed: Fonts) -> None:
    names = [chr(0x5F20 + n) + chr(0x4E00 + 77 * n) + chr(0x6000 + 13 * n) for n in range(50)]
    addresses = [f"https://lesson.example.cn/card#{n:052x}" for n in range(50)]
    pdf = draw([face(n, address=a) for n, a in zip(names, addresses, strict=True)], WORDS, installed)
    assert len(pdf) < 300_000
    assert set("".join(names)) <= letters(pdf)


@pytest.mark.parametrize(
    "name", ["欧阳𠮷䶮", "阿卜杜拉·买买提", "努尔麦麦提·阿卜杜热西提·托合提", "Anna-Lena O'Neill", "李", "王" * 50]
)
def test_names_are_set_in_a_font_that_the_file_carries(installed: Fonts, name: str) -> None:
    pdf = draw([face(name)], WORDS, installed)
    assert set(name.replace(" ", "")) <= letters(pdf)
    assert cards.BOX not in letters(pdf)
    assert pdf.count(b"/FontFile") >= 1
    assert pages(pdf) == 1


def test_a_letter_no_font_has_becomes_a_box_and_is_named_on_a_last_page(installed: Fonts) -> None:
    pdf = draw([face("王\ue123明"), face()], WORDS, Fonts(installed.regular, installed.bold))
    assert pages(pdf) == 2
    assert cards.BOX in letters(pdf)
    assert set("+E123请手写") <= letters(pdf)


def test_a_letter_the_first_font_lacks_comes_from_another(installed: Fonts, tmp_path: Path) -> None:
    poor = FontFile(_without("明", installed.regular, tmp_path))
    with_help = draw([face("王小明")], WORDS, Fonts(poor, poor, (installed.regular,)))
    assert cards.BOX not in letters(with_help)
    assert "明" in letters(with_help)
    assert cards.BOX in letters(draw([face("王小明")], WORDS, Fonts(poor, poor)))


def _without(letter: str, font: FontFile, folder: Path) -> Path:
    """A font of few letters, this one not among them, made from the machine's own."""
    text = "王小明1234567890 -□:/#.‘’" + "".join(one for one in astuple(WORDS) if isinstance(one, str))
    file = folder / "poor.otf"
    cut_down(font, (text + "".join(WORDS.how_to)).replace(letter, ""), file)
    return file


def test_a_pin_or_a_password_stands_on_the_card(installed: Fonts) -> None:
    with_secret = letters(draw([face(secret_label="PIN", secret="6")], WORDS, installed))
    assert {"P", "N", "6"} <= with_secret
    assert not {"P", "N", "6"} & letters(draw([face()], WORDS, installed))


def test_a_face_shows_nothing_by_accident() -> None:
    assert repr(face()) == "Face(...)"


def test_long_words_are_made_to_fit(installed: Fonts) -> None:
    long = Words("题" * 60, "校" * 120, "班" * 80, "名" * 60, "扫" * 80, ("甲" * 200, "乙" * 200), "写" * 300)
    assert pages(draw([face("\ue123" * 80, secret_label="码" * 80, secret="x" * 80)], long, installed)) == 2


def test_no_third_file_is_drawn_at_once(installed: Fonts) -> None:
    places = [cards._places.acquire(blocking=False) for _ in range(2)]
    try:
        assert places == [True, True]
        with pytest.raises(Busy, match="busy_cards"):
            draw([face()], WORDS, installed)
    finally:
        for _ in places:
            cards._places.release()
    results: list[int] = []
    threads = [threading.Thread(target=lambda: results.append(pages(draw([face()], WORDS, installed)))) for _ in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [1, 1]


def test_a_machine_without_a_chinese_font_is_told_which_package_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Conflict, match="font_missing") as refusal:
        find(folders=(str(tmp_path), "/nowhere"))
    assert refusal.value.facts == {"package": "fonts-noto-cjk"}


@pytest.mark.parametrize("kind", ["absent", "empty", "latin"])
def test_a_chosen_font_must_be_one_with_chinese(kind: str, tmp_path: Path, installed: Fonts) -> None:
    file = tmp_path / "chosen.otf"
    if kind == "empty":
        file.write_bytes(b"no font")
    elif kind == "latin":
        cut_down(installed.regular, "abc", file)
    with pytest.raises(Conflict, match="font_unfit"):
        find(str(file))


def test_a_chosen_font_is_used(installed: Fonts, tmp_path: Path) -> None:
    file = tmp_path / "my own.otf"
    cut_down(installed.regular, fonts.PROBE, file)
    assert find(str(file)).regular == FontFile(file)
    assert find(str(file)).bold == FontFile(file)


def test_of_a_collection_the_simplified_face_is_taken(installed: Fonts) -> None:
    with TTFont(installed.regular.path, fontNumber=installed.regular.face) as font:
        assert str(font["name"].getBestFamilyName()).endswith((" SC", " CN", "Hei", "Black"))


def test_the_file_says_nothing_about_who_printed_it(installed: Fonts) -> None:
    pdf = draw([face()], WORDS, installed)
    assert b"/Author" not in pdf
    assert pdf.startswith(b"%PDF-")
