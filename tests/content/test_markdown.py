"""Markdown: Chinese emphasis works, and nothing but paragraphs, lists and emphasis ever becomes HTML."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.markdown import to_html, to_inline_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**注意：**不要下水", "<strong>注意：</strong>不要下水"),
        ("**“安全”**第一", "<strong>“安全”</strong>第一"),
        ("你要**“安全”**第一", "你要<strong>“安全”</strong>第一"),
        ("走，**去河边**，很快", "走，<strong>去河边</strong>，很快"),
        ("拨打**119**。", "拨打<strong>119</strong>。"),
        ("他说：**“走。”**就走了", "他说：<strong>“走。”</strong>就走了"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("a **b** c", "a <strong>b</strong> c"),
        ("one ** two ** three", "one ** two ** three"),
        ("第一行\n第二行", "第一行第二行"),
        ("first\nsecond", "first\nsecond"),
    ],
)
def test_emphasis_beside_chinese(text: str, html: str) -> None:
    assert to_inline_html(text) == html
    assert to_html(text) == f"<p>{html}</p>"


@pytest.mark.parametrize(
    "text",
    [
        "<b>x</b>",
        "[a](https://example.org)",
        "![a](b.png)",
        "<https://example.org>",
        "# 标题",
        "> 引用",
        "`code`",
        "---",
    ],
)
def test_everything_else_is_shown_as_written(text: str) -> None:
    html = to_html(text)
    assert re.findall(r"</?(\w+)", html) == ["p", "p"]
    assert html.replace("&lt;", "<").replace("&gt;", ">")[3:-4] == text


def test_lists_and_paragraphs() -> None:
    assert to_html("- 一\n- **二：**三\n\n段落") == (
        "<ul>\n<li>一</li>\n<li><strong>二：</strong>三</li>\n</ul>\n<p>段落</p>"
    )


@given(st.text(alphabet=st.sampled_from(list("ab安全：“”。*_-<>&\"'!()[]\n 1.#`\\")), max_size=60))
def test_only_harmless_tags_come_out(text: str) -> None:
    html = to_html(text)
    assert set(re.findall(r"<([^>]*)>", html)) <= {
        "p", "/p", "ul", "/ul", "ol", "/ol", "li", "/li", "strong", "/strong", "em", "/em", "br /",
        *re.findall(r'<(ol start="\d+")>', html),
    }  # fmt: skip
