"""Which lessons come with the sounds of their characters, and which characters of a text have one."""

from __future__ import annotations

import pytest

from app.domain.readings import characters, is_offered, is_shown_at_first


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("放学了，天气真热。", "放学了天气真热"),
        ("<p>打 <strong>119</strong> 报警</p>", "打报警"),
        ("1 &lt; 2，〇和𠮷", "〇和𠮷"),
        ("Fire! {fire}", ""),
        ("<p title='不'>是</p>", "是"),
    ],
)
def test_only_characters_outside_of_tags_sound(html: str, found: str) -> None:
    assert characters(html) == found


def test_primary_schools_may_have_it_and_the_first_years_see_it() -> None:
    assert [grade for grade in range(-2, 18) if is_offered(grade)] == list(range(-2, 7))
    assert [grade for grade in range(-2, 18) if is_shown_at_first(grade)] == list(range(-2, 3))
