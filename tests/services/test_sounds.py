"""Names sort as in a dictionary, surnames read as surnames."""

from __future__ import annotations

import pytest

from app.domain.rosters.surnames import LONG, SINGLE
from app.services.demo import words
from app.services.sounds import MOST, sort_key


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("单雄信", "shan xiong xin"),
        ("仇英", "qiu ying"),
        ("解缙", "xie jin"),
        ("查良镛", "zha liang yong"),
        ("区家麟", "ou jia lin"),
        ("朴志强", "piao zhi qiang"),
        ("盖叫天", "ge jiao tian"),
        ("任红", "ren hong"),
        ("华罗庚", "hua luo geng"),
        ("曾国藩", "zeng guo fan"),
        ("吕布", "lv bu"),
        ("尉迟恭", "yuchi gong"),
        ("万俟雪", "moqi xue"),
        ("长孙无忌", "zhangsun wu ji"),
        ("单于飞", "chanyu fei"),
        ("令狐冲", "linghu chong"),
        ("欧阳修", "ouyang xiu"),
        # A surname alone is no surname of two characters: here the second one is the given name.
        ("单于", "shan yu"),
        ("王𬀩", "wang wei"),
        ("阿依古丽·买买提", "ayiguli maimaiti"),
        ("John Smith", "john smith"),
        ("O'Brien", "o'brien"),
        ("张伟(大)", "zhang wei ( da )"),
    ],
)
def test_a_name_sorts_by_its_sound(name: str, sound: str) -> None:
    assert sort_key(name) == f"{sound} {name}"


def test_the_demo_sorts_its_people_alike() -> None:
    for surname, sound in (*words.SURNAMES, *words.LONG_SURNAMES):
        for given, syllable in words.GIVEN:
            assert sort_key(surname + given) == f"{sound} {syllable} {surname}{given}"
    for name, sound in (*words.OTHER_NAMES, words.RARE_NAME):
        assert sort_key(name) == f"{sound} {name}"


def test_a_class_is_in_the_order_of_the_dictionary() -> None:
    names = ["张伟", "欧阳修", "Anna", "解缙", "安娜", "区家麟", "安东", "单雄信"]
    assert sorted(names, key=sort_key) == ["安东", "安娜", "Anna", "区家麟", "欧阳修", "单雄信", "解缙", "张伟"]


def test_every_surname_of_the_tables_is_read_as_it_stands_there() -> None:
    for surname, sound in {**SINGLE, **LONG}.items():
        assert sort_key(f"{surname}一") == f"{sound} yi {surname}一"
        assert sound.isascii()
        assert sound.isalpha()


def test_the_longest_name_fits_the_column() -> None:
    name = "庄" * 50
    assert len(sort_key(name)) == MOST
    assert sort_key(name).endswith(f" {name}")
