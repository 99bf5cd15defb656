"""Lists of pupils: every code with its sentences, filled with the facts of a fault, a file or a refusal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from app.domain.grades import FIRST_GRADE, LAST_GRADE, stage_of
from app.domain.rosters.lines import Fault
from app.web.i18n import _, language
from app.web.i18n import lazy_gettext as _l
from app.web.naming import grade_name
from app.web.sentences.facts import Facts, Sentences
from app.web.sentences.rosterfiles import FILES, NOTICES, REFUSALS
from app.web.sentences.rosterlines import LINES

ADVICE: Mapping[str, tuple[str, str]] = {**FILES, **LINES}
# Formats that people take for a table.
_FORMATS = {
    "ods": _l("an OpenDocument table"),
    "xlsb": _l("a binary workbook (.xlsb)"),
    "numbers": _l("a Numbers document"),
    "pdf": _l("a PDF document"),
    "html": _l("a web page"),
    "xml": _l("an XML file"),
    "doc": _l("a Word document"),
    "docx": _l("a Word document"),
    "pptx": _l("a presentation"),
    "picture": _l("a picture"),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """Two sentences: what is wrong, and what to do."""

    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.reason}{' ' if language() == 'en' else ''}{self.remedy}"


def advice(fault: Fault) -> Advice:
    """What is wrong at a place of a file."""
    return _advice(fault.code, _facts(fault))


def problem(code: str, facts: Facts) -> Advice:
    """What is wrong with a file as a whole."""
    return _advice(code, facts)


def notice(one: Fault) -> str:
    """What was read another way than it stands in the file, or not at all; nothing for what nobody needs to know."""
    return str(NOTICES[one.code]) % _prepared(_facts(one)) if one.code in NOTICES else ""


def _facts(one: Fault) -> dict[str, object]:
    return {"sheet": one.sheet, "line": one.line, "column": one.column} | dict(one.facts)


def _advice(code: str, facts: Facts) -> Advice:
    if code == "no_heading" and facts.get("found"):
        code = "no_heading_some"
    if code == "other_format" and facts.get("kind") == "archive":
        code = "packed_file"
    pair = ADVICE.get(code)
    if pair is None:
        return Advice(_("Something is wrong here."), _("Compare it with the template, and correct it."))
    filled = _prepared(facts)
    return Advice(*(str(one) % filled for one in pair))


def _prepared(facts: Facts) -> Mapping[str, object]:
    """The facts as words. Whatever a sentence asks for and nobody gave is left blank: a sentence never fails."""
    words: defaultdict[str, object] = defaultdict(str)
    words |= {name: _word(name, value) for name, value in facts.items()}
    words["place"] = _place(facts.get("sheet"), facts.get("line"), facts.get("position"))
    other = facts.get("other_sheet")
    words["other"] = _place(None if other == facts.get("sheet") else other, facts.get("other_line"), None)
    words["column"] = words["column"] or _("this cell")
    words["text"] = words["text"] or words["code"]
    return words


def _word(name: str, value: object) -> object:
    if name in ("grade", "known") and isinstance(value, int) and FIRST_GRADE <= value <= LAST_GRADE:
        return grade_name(value, stage_of(value))
    if name == "kind":
        return str(_FORMATS.get(str(value), _l("another kind of file")))
    if isinstance(value, list | tuple):
        return _(", ").join(str(one) for one in value)
    return "" if value is None else value


def _place(sheet: object, line: object, position: object) -> str:
    number = line if line is not None else position
    if number is None:
        return _("sheet “%(sheet)s”", sheet=sheet) if sheet else _("one line")
    if sheet:
        return _("sheet “%(sheet)s”, line %(line)s", sheet=sheet, line=number)
    return _("line %(line)s", line=number)


def _refusal(words: str, facts: Facts) -> str:
    return str(words) % _prepared(facts)


def _told(code: str, facts: Facts) -> str:
    """The advice about a line, where the same is typed into a form."""
    return str(_advice(code, facts))


SENTENCES: Sentences = {code: partial(_told, code) for code in LINES}
SENTENCES |= {code: partial(_refusal, words) for code, words in REFUSALS.items()}
