"""How texts sound: words first, then what follows from the neighbours; and the corrections of authors."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.readings import COMMON, common_phrases, is_possible, reading
from app.content.revisions import publications
from app.domain.readings import characters
from tests.content.sample import Root

LESSON = "courses/water/p34.toml"


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("放学了，天气真热。", "fàng xué le tiān qì zhēn rè"),
        ("爸爸妈妈告诉小朋友", "bà ba mā ma gào su xiǎo péng you"),
        ("着火了，看着火", "zháo huǒ le kàn zhe huǒ"),
        ("长大很长", "zhǎng dà hěn cháng"),
        ("没有淹没", "méi yǒu yān mò"),
        ("系好安全带，没关系", "jì hǎo ān quán dài méi guān xi"),
        ("一切都好，切菜", "yí qiè dōu hǎo qiē cài"),
        ("倒水，摔倒在地上", "dào shuǐ shuāi dǎo zài dì shang"),
        ("鱼刺卡住了", "yú cì qiǎ zhù le"),
    ],
)
def test_words_sound_as_they_are_spoken(text: str, sound: str) -> None:
    assert reading(text, {}) == sound


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("一个", "yí gè"),
        ("一起", "yì qǐ"),
        ("一天", "yì tiān"),
        ("第一步", "dì yī bù"),
        ("十一", "shí yī"),
        ("万一", "wàn yī"),
        ("一年级", "yī nián jí"),
        ("看一看", "kàn yi kàn"),
        ("不是", "bú shì"),
        ("不听", "bù tīng"),
        ("是不是", "shì bu shì"),
        ("来不及", "lái bu jí"),
        ("跑得快", "pǎo de kuài"),
        ("你得喊人", "nǐ děi hǎn rén"),
        ("得到", "dé dào"),
        ("慢慢地走", "màn màn de zǒu"),
        ("安静地排队", "ān jìng de pái duì"),
        ("在地下", "zài dì xià"),
        ("听得到，才得到", "tīng de dào cái dé dào"),
        ("一点一点来", "yì diǎn yì diǎn lái"),
        ("大家都在，三年级的哥哥", "dà jiā dōu zài sān nián jí de gē ge"),
        ("没有空气", "méi yǒu kōng qì"),
        ("三只猫只有一只", "sān zhī māo zhǐ yǒu yì zhī"),
    ],
)
def test_a_sound_follows_from_its_neighbours(text: str, sound: str) -> None:
    assert reading(text, {}) == sound


def test_bold_does_not_part_a_word_and_a_paragraph_does() -> None:
    assert reading("<p><strong>长</strong>大</p>", {}) == "zhǎng dà"
    assert reading("<ul><li>第</li><li>一</li></ul>", {}) == "dì yī"
    assert reading("<p>看</p>\n<p>一</p>\n<p>看</p>", {}) == "kàn yī kàn"


def test_numbers_letters_marks_and_facts_are_passed_over() -> None:
    assert reading("打 119 或 {fire}，说 OK！", {}) == "dǎ huò shuō"
    assert reading("Call 119", {}) == ""


def test_a_character_that_nobody_knows_leaves_the_text_without() -> None:
    assert reading("一\U0003134f二", {}) == ""


@given(st.text(alphabet="一不得地只着了看长大的火水第十<p></p>b，。 {}119", max_size=30))
def test_there_is_one_syllable_for_each_character(text: str) -> None:
    sound = reading(text, {})
    assert len(sound.split()) == len(characters(text.replace("<", "").replace(">", "")))


def test_our_own_words_are_possible() -> None:
    assert len(tomllib.loads(COMMON.read_text(encoding="utf-8"))) == len(common_phrases()) > 300
    for phrase, sound in common_phrases().items():
        assert len(phrase) == len(sound.split()), phrase
        assert all(map(is_possible, phrase, sound.split())), phrase


def test_authors_correct_everywhere_and_in_one_lesson(root: Root) -> None:
    root.write("courses/pinyin.toml", '"小杰" = "xiǎo jié"\n"深坑" = "shēn kēng"\n')
    root.edit(LESSON, "[[step]]", '[pinyin]\n"深坑" = "shén kēng"\n\n[[step]]')
    assert root.codes() == []
    found = publications(root.check())["water-p34"].readings
    assert found["<p>小杰滑进了<strong>深坑</strong>。</p>"] == "xiǎo jié huá jìn le shén kēng"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('"深坑" = "shēn"', "pinyin_count"),
        ('"深坑" = "shēn kēng le"', "pinyin_count"),
        ('"深坑" = "shēn kèèng"', "pinyin_impossible"),
        ('"深坑" = "shēn keng4"', "pinyin_impossible"),
        ('"深坑" = "<b> kēng"', "pinyin_impossible"),
        ('"长" = "huǒ"', "pinyin_impossible"),
        ('"119火" = "huǒ"', "pinyin_not_characters"),
        ('"" = ""', "pinyin_not_characters"),
        ('"一二三四五六七八九十一二三" = "yī"', "pinyin_not_characters"),
        ('"深坑" = 3', "type_wrong"),
    ],
)
@pytest.mark.parametrize("file", ["courses/pinyin.toml", LESSON])
def test_what_cannot_be_right_is_named(root: Root, file: str, line: str, code: str) -> None:
    if file == LESSON:
        root.edit(LESSON, "[[step]]", f"[pinyin]\n{line}\n\n[[step]]")
    else:
        root.write(file, line + "\n")
    (problem,) = root.check().problems
    assert (problem.code, problem.file) == (code, str(root.path / file))
    assert problem.line is not None


def test_pinyin_that_is_no_table_is_named(root: Root) -> None:
    root.edit(LESSON, "minutes = 6", "minutes = 6\npinyin = 3")
    assert "type_wrong" in root.codes()


def test_every_text_of_a_young_lesson_has_a_reading(root: Root) -> None:
    root.translate()
    published = publications(root.check())["water-p34"]
    lesson, quiz = published.lesson("zh_CN"), published.quiz("zh_CN")
    texts = {lesson.title, *(step.title for step in lesson.steps), *(step.text for step in lesson.steps)}
    texts |= {choice.text for step in lesson.steps for choice in step.choices}
    texts |= {item.text for step in lesson.steps for item in step.items}
    texts |= {question.text for question in quiz.questions} | {question.explanation for question in quiz.questions}
    texts |= {belief.belief for belief in published.misconceptions["zh_CN"].values()}
    texts |= {"大声喊 → 打 110 → 扔漂浮物"}
    assert {text for text in texts if characters(text)} <= published.readings.keys()
    assert not any("svg" in text or "教育部" in text for text in published.readings)
    for text, sound in published.readings.items():
        assert len(sound.split()) == len(characters(text)), text


def test_older_pupils_need_none(root: Root) -> None:
    root.edit(LESSON, "min_grade = 3\nmax_grade = 4", "min_grade = 7\nmax_grade = 9")
    collection = root.check()
    collection.problems.clear()
    assert publications(collection)["water-p34"].readings == {}
