"""The kinds of steps with rules of their own: spots, turns, offers, cues; icons and people of the cast."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.content.overlays import lesson_words, quiz_words, words_digest
from app.content.revisions import from_body, publications, to_body
from app.content.succession import breaches
from app.domain.lessons import Every, Offer, StepKind
from tests.content.kinds import LESSON, QUIZ, add_kinds
from tests.content.sample import Root, to_toml

OVERLAY = "courses/water/u.en.toml"

BROKEN = [
    # Spots
    ("hazard = false", "hazard = true", ["spots_all_alike"]),
    ("x = 90", "x = 60", ["spots_overlap"]),
    ("x = 200", "x = 240", ["spot_outside"]),
    ("width = 60", "width = 39", ["number_out_of_range"]),
    ("y = 60", "y = 141", ["number_out_of_range"]),
    ('id = "stones"', 'id = "deep"', ["id_repeated"]),
    ("hazard = false\n", "", ["field_missing"]),
    ('text = "小路"', 'text = "**小路**"', ["markup_in_plain"]),
    ('深浅**。"\nmisconception = "DR1"', '深浅**。"\nmisconception = "DR9"',
     ["crit_untreated", "misconception_unknown"]),
    # Turns
    ('caller = "自称客服的人"\n', "", ["field_missing"]),
    ('mood = "good"\nfeedback = "好。"', 'mood = "safe"\nfeedback = "好。"', ["turn_without_good"]),
    ('id = "threat"', 'id = "opening"', ["id_repeated"]),
    ('id = "fear"', 'id = "no"', ["id_repeated"]),
    ('mood = "safe"', 'mood = "fine"', ["value_unknown"]),
    ('借钱。"\nmisconception = "DR2"', '借钱。"\nmisconception = "DR9"', ["misconception_unknown"]),
    ('icon = "girl"\n[[step.turn.reply]]', 'icon = "ufo"\n[[step.turn.reply]]', ["art_missing"]),
    ('id = "threat"', 'id = "threat"\ncolour = 1', ["field_unknown"]),
    # Offers
    ("each = 3000", "each = 3100", ["percent_wrong"]),
    ("received = 2400", "received = 3100", ["number_out_of_range", "offer_free"]),
    ("each = 3000", "each = 2000", ["offer_free"]),
    ("payments = 1", "payments = 0", ["number_out_of_range"]),
    ('every = "month"', 'every = "year"', ["value_unknown"]),
    ('text = "大约 300%"', 'text = "大约三倍"', ["percent_unnamed"]),
    ("percent = 300\n", "", ["percent_wrong"]),
    ('text = "25%"', 'text = "25%"\npercent = 25', ["percent_on_wrong"]),
    ("right = true\npercent = 300\n", "", ["misconception_missing", "right_not_one"]),
    ("[step.offer]", "[step.loan]", ["field_missing", "field_unknown"]),
    # Cues
    ("at = 10", "at = 0", ["cues_unordered"]),
    ("at = 10", "at = 20", ["cues_unordered", "number_out_of_range"]),
    ("seconds = 20", "seconds = 19", ["stay_too_short"]),
    ("seconds = 20", "seconds = 61", ["number_out_of_range", "stay_too_short"]),
    # The cast and icons
    ('cast = "xiaojie-run"', 'cast = "nobody-run"', ["art_missing"]),
    ('cast = "xiaojie-run"', 'emoji = "girl", cast = "xiaojie-run"', ["field_unknown"]),
    ('骗子没有办法。"', '骗子没有办法。"\nicon = "ufo"', ["art_missing"]),
]  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Root:
    found = Root(tmp_path)
    add_kinds(found)
    return found


def translate(root: Root) -> None:
    """English overlays that say the Chinese words."""
    found = root.check()
    for name, words in {
        "courses/water/u": lesson_words(found.lessons["water-u"].lesson),
        "quizzes/water/u": quiz_words(found.quizzes["water-u"].quiz),
    }.items():
        root.write(f"{name}.en.toml", f'translates = "{words_digest(words)}"\n{to_toml(words)}')


def test_the_sample_has_no_problem(root: Root) -> None:
    collection = root.check()
    assert collection.problems == []
    assert collection.lessons["water-u"].taught == "溺"
    assert collection.lessons["water-p34"].taught == ""


@pytest.mark.parametrize(("old", "new", "codes"), BROKEN, ids=[f"{b[2][-1]}: {b[1]}" for b in BROKEN])
def test_a_broken_rule_is_found(root: Root, old: str, new: str, codes: list[str]) -> None:
    root.edit(LESSON, old, new)
    assert sorted(set(root.codes())) == codes


def test_an_icon_of_a_question_must_be_drawn(root: Root) -> None:
    root.edit(QUIZ, 'text = "另一种做法"', 'text = "另一种做法"\nicon = "ufo"')
    assert root.codes() == ["art_missing"]


def test_words_of_every_kind_are_translated(root: Root) -> None:
    translate(root)
    root.edit(OVERLAY, json.dumps("深水坑"), '"Deep water"')
    root.edit(OVERLAY, json.dumps("自称客服的人"), '"A so-called agent"')
    root.edit(OVERLAY, json.dumps("不办就影响征信！"), '"Your credit!"')
    root.edit(OVERLAY, json.dumps("那我转给你"), '"I will pay"')
    root.edit(OVERLAY, json.dumps("往前爬"), '"Crawl on"')
    collection = root.check()
    assert collection.problems == []
    steps = {step.kind: step for step in collection.lessons["water-u"].translations["en"].steps}
    assert steps[StepKind.HOTSPOT].spots[0].text == "Deep water"
    assert steps[StepKind.DIALOGUE].caller == "A so-called agent"
    assert steps[StepKind.DIALOGUE].turns[1].says == "Your credit!"
    assert steps[StepKind.DIALOGUE].turns[1].replies[1].text == "I will pay"
    assert steps[StepKind.PRACTICE].cues[1].text == "Crawl on"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("[step.hazards.spot.deep]", "[step.hazards.spot.deeper]", "overlay_missing_words"),
        ("says = ", "say = ", "overlay_extra"),
        ("[step.crawl.cue.down]", "[step.crawl.cue.down]\nat = 1", "overlay_extra"),
        (json.dumps("那我转给你"), '"**pay**"', "markup_in_plain"),
        (json.dumps("大约 300%"), '"about threefold"', "percent_unnamed"),
    ],
)
def test_a_broken_overlay_is_found(root: Root, old: str, new: str, code: str) -> None:
    translate(root)
    root.edit(OVERLAY, old, new)
    assert code in root.codes()


def test_what_is_published_survives_storage_and_is_drawn(root: Root) -> None:
    translate(root)
    published = publications(root.check())["water-u"]
    body = json.loads(json.dumps(to_body(published)))
    assert from_body(published.lesson_id, published.digest, body) == published
    steps = {step.kind: step for step in published.lesson("en").steps}
    hotspot, dialogue = steps[StepKind.HOTSPOT], steps[StepKind.DIALOGUE]
    assert hotspot.spots[0].feedback == "<p>水下看不见<strong>深浅</strong>。</p>"
    assert 'viewBox="0 0 64 64"' in hotspot.picture
    assert dialogue.turns[0].says == "<p>您的账户<strong>必须注销</strong>。</p>"
    assert steps[StepKind.CALCULATOR].offer == Offer(3000, 2400, 1, 3000, Every.MONTH)
    assert [cue.at for cue in steps[StepKind.PRACTICE].cues] == [0, 10]
    icons = {reply.id: reply.icon for reply in dialogue.turns[0].replies}
    assert icons["official"].startswith('<svg viewBox="0 0 32 32" aria-hidden="true"')
    assert icons["how"] == ""


def test_a_revision_from_before_these_kinds_can_be_read(root: Root) -> None:
    published = publications(root.check())["water-p34"]
    body = json.loads(json.dumps(to_body(published)))
    for step in body["lessons"]["zh_CN"]["steps"]:
        for later in ("spots", "turns", "caller", "offer", "cues", "duration", "video", "transcript"):
            del step[later]
        for choice in step["choices"]:
            del choice["icon"], choice["percent"]
    for question in body["quizzes"]["zh_CN"]["questions"]:
        for choice in question["choices"]:
            del choice["icon"]
    assert from_body("water-p34", published.digest, body) == published


@pytest.mark.parametrize(
    ("old", "step"),
    [
        ('id = "stones"', "hazards"),
        ('id = "threat"', "phone"),
        ('id = "fear"', "phone"),
        ('id = "twenty-five"', "cost"),
        ('id = "forward"', "crawl"),
    ],
)
def test_what_pupils_have_answered_keeps_its_ids(root: Root, old: str, step: str) -> None:
    before = publications(root.check())["water-u"]
    root.edit(LESSON, old, 'id = "renamed"')
    found = root.check()
    after = publications(found)["water-u"]
    breach = breaches(before, after, found.lessons["water-u"], found.quizzes["water-u"])
    assert [(one.part, one.id, one.code) for one in breach] == [("step", step, "id_changed")]
    root.edit(LESSON, 'id = "renamed"', old)
    root.edit(LESSON, 'text = "湿石头"', 'text = "滑石头"')
    after = publications(root.check())["water-u"]
    assert breaches(before, after, found.lessons["water-u"], found.quizzes["water-u"]) == ()


def test_the_young_need_icons_and_shorter_lessons(root: Root) -> None:
    root.edit(LESSON, "min_grade = 13\nmax_grade = 17", "min_grade = 1\nmax_grade = 2")
    codes = root.codes()
    assert codes.count("icon_missing") == 1 + 12 * 4  # one of the story's choices has its icon
    assert codes.count("choices_for_band") == 12
    assert codes.count("number_out_of_range") == 1  # draw


def test_a_kindergarten_quiz_is_short(root: Root) -> None:
    root.edit(LESSON, "min_grade = 13\nmax_grade = 17", "min_grade = -2\nmax_grade = 0")
    root.edit(QUIZ, "draw = 10", "draw = 4")
    problems = [problem for problem in root.check().problems if problem.code == "number_out_of_range"]
    assert [(problem.place, problem.facts["high"]) for problem in problems] == [("minutes", 5)]
