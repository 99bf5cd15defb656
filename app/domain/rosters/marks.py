"""The apostrophe before a cell that a spreadsheet would run as a formula: put there on the way out, taken off on the
way in. One rule for everything that leaves as a table (OWASP: CSV Injection)."""

from __future__ import annotations

import re
import unicodedata

MARK = "'"
# What spreadsheets pass over before a formula: blanks, controls, zero-width and direction signs, a byte order mark.
_PASSED_OVER = re.compile(
    r"[\s\x00-\x20\x7f-\xa0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    r"\u200b-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufeff]*"
)
_LINE_SIGNS = ("\t", "\r", "\n")
_SIGNS = "=+-@"


def is_dangerous(text: str) -> bool:
    """True for a text that some spreadsheet takes for a formula: = + - @ in any width, whatever invisible comes
    first, and texts that begin with a tab or a line break."""
    if not text or text[0].isalnum():
        return False
    first = text[_PASSED_OVER.match(text).end() :][:1]  # type: ignore[union-attr]
    return text.startswith(_LINE_SIGNS) or (first != "" and unicodedata.normalize("NFKC", first)[0] in _SIGNS)


def marked(text: str) -> str:
    """A text as it may stand in a cell: dangerous ones (and those that look marked already) get an apostrophe."""
    return MARK + text if is_dangerous(text.lstrip(MARK)) else text


def unmarked(text: str) -> str:
    """The text that `marked` was given."""
    return text[1:] if text.startswith(MARK) and is_dangerous(text.lstrip(MARK)) else text
