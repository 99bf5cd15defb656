"""Facts in content: the file that lists them, and what texts may say about them."""

from __future__ import annotations

import pytest

from app.content.checks import check
from app.content.facts import written_out, wrong_ages
from app.content.revisions import fact_from_body, fact_to_body, publications
from app.settings import ROOT
from tests.content.sample import Root

FACTS = """
[fire]
kind = "emergency"
value = "119"
name = "火警"
source = "消防"

[bicycle-age]
kind = "age"
value = "12"
min = 12
max = 12
name = "骑自行车"
source = "条例"

[ebike-age]
kind = "age"
value = "16"
name = "骑电动自行车"
source = "条例"
"""
OURS = check([ROOT]).facts
NUMBERS = frozenset(fact.value for fact in OURS.values() if fact.is_number_to_call)


@pytest.fixture
def informed(root: Root) -> Root:
    """A content root with facts."""
    root.write("courses/facts.toml", FACTS)
    return root


def test_the_facts_of_the_project_are_those_of_the_law() -> None:
    values = {name: fact.value for name, fact in OURS.items()}
    assert (values["police"], values["fire"]) == ("110", "119")
    assert (values["ambulance"], values["traffic"], values["youth"], values["mind"]) == ("120", "122", "12355", "12356")
    assert (values["bicycle-age"], values["ebike-age"], values["licence-age"]) == ("12", "16", "18")
    assert all(set(fact.names) == set(fact.sources) == {"zh_CN", "zh_TW", "en"} for fact in OURS.values())


def test_a_fact_survives_storage(informed: Root) -> None:
    fact = informed.check().facts["bicycle-age"]
    assert fact_from_body(fact_to_body(fact)) == fact
    assert (fact.low, fact.high, fact.names["zh_TW"]) == (12, 12, "騎自行車")


def test_a_text_names_a_fact_and_is_published_with_the_name(informed: Root) -> None:
    informed.edit("courses/water/p34.toml", "打 110", "打 {fire}")
    assert informed.check().problems == []
    steps = publications(informed.check())["water-p34"].lesson("zh_TW").steps
    assert any(item.text == "打 {fire}" for step in steps for item in step.items)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("打 {flood}", "fact_unknown"),
        ("打 {fire", "fact_malformed"),
        ("打 {}", "fact_malformed"),
        ("打 {F}", "fact_malformed"),
    ],
)
def test_what_braces_cannot_hold(informed: Root, text: str, code: str) -> None:
    informed.edit("courses/water/p34.toml", "打 110", text)
    (problem,) = informed.check().problems
    assert (problem.code, problem.place) == (code, "step.ordering.item.call.text")


def test_a_help_line_in_digits_is_refused(informed: Root) -> None:
    informed.edit("courses/water/p34.toml", "打 110", "打 119")
    informed.edit("courses/water/p34.toml", "教育部，2014", "消防局 119 宣传")
    (problem,) = informed.check().problems
    assert (problem.code, dict(problem.facts)) == ("fact_in_digits", {"number": "119", "name": "fire"})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (('value = "119"', 'value = "yes"'), "fact_value_wrong"),
        (('value = "12"', 'value = "11"'), "fact_value_wrong"),
        (('value = "16"', 'value = "sixteen"'), "fact_value_wrong"),
        (('kind = "age"\nvalue = "16"', 'kind = "guess"\nvalue = "16"'), "value_unknown"),
        (('source = "消防"', 'source = "消防"\ntel = "1"'), "field_unknown"),
        (("[fire]", "[Fire]"), "id_malformed"),
        (('name = "火警"\n', ""), "field_missing"),
    ],
)
def test_a_broken_fact_is_reported(root: Root, change: tuple[str, str], code: str) -> None:
    root.write("courses/facts.toml", FACTS.replace(*change, 1))
    assert code in root.codes()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("打 119 说清地址", ["119"]),
        ("打119、120都行", ["119", "120"]),
        ("Call 110 at once. Then ring 12356.", ["110", "12356"]),
        ("身高 120 厘米，借 110 元，第 119 号，120 次，2026-110", []),
        ("120 people ran 119 metres; 110 km; 1,120 yuan; 12.119", []),
        ("一百一十九，1、1、9", []),
    ],
)
def test_numbers_to_call_are_told_from_measures(text: str, found: list[str]) -> None:
    assert written_out(text, NUMBERS) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("满 12 岁才能骑自行车上路。", []),
        ("满十二周岁才能骑自行车上路。", []),
        ("满 10 岁才能骑自行车上路。", ["bicycle-age"]),
        ("骑电动自行车要满十四岁。", ["ebike-age"]),
        ("骑电动自行车要满 {ebike-age} 岁，骑自行车要满 {bicycle-age} 岁。", []),
        ("骑电动自行车要满 {bicycle-age} 岁。", ["ebike-age"]),
        ("8 岁的小杰骑自行车。", []),
        ("不到 12 岁不能骑自行车；满 16 岁才能骑电动车。", []),
        ("You must be at least 10 years old to ride a bicycle on the road.", ["bicycle-age"]),
        ("You may ride an e-bike from 16 years of age.", []),
        ("Nobody under fourteen may ride an e-bike.", ["ebike-age"]),
    ],
)
def test_ages_for_riding_are_those_of_the_law(text: str, found: list[str]) -> None:
    assert list(wrong_ages(text, OURS)) == found


def test_only_what_the_author_claims_is_held_to_the_law(informed: Root) -> None:
    wrong = "满 10 岁就可以骑自行车上路"
    informed.edit("courses/water/p34.toml", "会游泳就没事", wrong)
    assert informed.check().problems == []
    informed.edit("courses/water/p34.toml", "野外的水和泳池不同。", wrong)
    (problem,) = informed.check().problems
    assert (problem.code, dict(problem.facts)) == ("age_differs", {"name": "bicycle-age", "value": "12"})
