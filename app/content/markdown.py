"""Markdown of lesson texts to safe HTML: paragraphs, lists, bold and italic; everything else is shown as written."""

from __future__ import annotations

import re
import unicodedata

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

_WIDE = "\u2e80-\u2fdf\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—"
_CJK = re.compile(f"[{_WIDE}\U00020000-\U0003ffff]")
_LINE_BREAK = re.compile(rf"(?<=[{_WIDE}])(\**)\n(?=\**[{_WIDE}])")
_RULES = ("list", "newline", "escape", "entity", "emphasis")


class _CjkInline(StateInline):
    """Inline parsing in which a Chinese character beside `**` counts as a boundary.

    CommonMark expects blanks between words, so `**注意：**不要下水` would keep its asterisks.
    """

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - the library's names
        before = self.src[start - 1] if start > 0 else " "
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        after = self.src[end] if end < self.posMax else " "
        opens = not after.isspace() and (not _is_punctuation(after) or before.isspace() or _is_boundary(before))
        closes = not before.isspace() and (not _is_punctuation(before) or after.isspace() or _is_boundary(after))
        return Scanned(
            opens and (canSplitWord or not closes or _is_punctuation(before)),
            closes and (canSplitWord or not opens or _is_punctuation(after)),
            end - start,
        )


class _CjkParser(ParserInline):
    """The inline parser with the state class above."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _CjkInline(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _is_boundary(char: str) -> bool:
    return _is_punctuation(char) or _CJK.match(char) is not None


def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False})
    parser.inline = _CjkParser()
    return parser.configure("zero").enable(_RULES)


_MARKDOWN = _parser()


def to_html(text: str) -> str:
    """Blocks of HTML. A line break between two Chinese characters joins them instead of leaving a blank."""
    html: str = _MARKDOWN.render(_joined(text))
    return html.strip()


def to_inline_html(text: str) -> str:
    """HTML without a paragraph around it, for a place that holds phrasing only."""
    html: str = _MARKDOWN.renderInline(_joined(text))
    return html.strip()


def _joined(text: str) -> str:
    return _LINE_BREAK.sub(r"\1", text.strip())
