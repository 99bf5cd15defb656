"""Rules that every piece of text keeps, in the source and in every translation."""

from __future__ import annotations

import re
import unicodedata

_HTML = re.compile(r"<(?:/?[A-Za-z][^<>]*>|!--)")
_LINK = re.compile(r"!?\[[^\]\n]*\]\(|<https?:")
_MARKUP = re.compile(r"\*\*|__|^\s*(?:[-*+]|\d+\.)\s|`")
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_RULE_LINE = re.compile(r"^(?:[-*+]|\d+[.)])\s+\S", re.MULTILINE)
# What `flask content new` writes where an author's words belong.
_PLACEHOLDER = re.compile(r"待写[：:]|To be written")
_CATCH_ALL = re.compile(r"以上[都全皆均]|上述[都全皆均]|(?:all|none|any|both|neither) (?:of )?the above", re.IGNORECASE)


def fault_in_prose(text: str) -> str | None:
    """Why a Markdown text is refused (a code), or None."""
    if not text.strip():
        return "text_empty"
    if _has_control_character(text):
        return "control_character"
    if _PLACEHOLDER.search(text):
        return "placeholder_left"
    if _HTML.search(text):
        return "html_in_text"
    return "link_in_text" if _LINK.search(text) else None


def fault_in_plain(text: str) -> str | None:
    """Why a plain text (title, choice, item, belief) is refused (a code), or None: it is one line without markup."""
    if fault := fault_in_prose(text):
        return fault
    if "\n" in text:
        return "line_break"
    return "markup_in_plain" if _MARKUP.search(text) else None


def fault_in_question(text: str) -> str | None:
    """Why the text of a question is refused (a code), or None: it is one paragraph, since it becomes a legend."""
    if fault := fault_in_prose(text):
        return fault
    is_one = "\n\n" not in text.strip() and not _RULE_LINE.search(text)
    return None if is_one else "question_paragraphs"


def rules_in(text: str) -> int:
    """Number of rules in the Markdown list of a card."""
    return len(_RULE_LINE.findall(text))


def is_catch_all(text: str) -> bool:
    """Is this choice an "all of the above" or "none of the above"?"""
    return _CATCH_ALL.search(text) is not None


def _has_control_character(text: str) -> bool:
    return any((unicodedata.category(char) == "Cc" and char != "\n") or char in _BIDI for char in text)
