"""Whatever can be wrong with a list of pupils is said in two sentences, in both languages, with the place in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from flask import Flask, g

from app.domain.rosters.lines import Fault
from app.settings import ROOT
from app.web.sentences import SENTENCES
from app.web.sentences.rosterfiles import FILES, NOTICES
from app.web.sentences.rosterlines import LINES
from app.web.sentences.rosters import ADVICE, advice, notice, problem

PACKAGES = ("app/exchange/rosters", "app/domain/rosters", "app/services/imports")
MAKERS = {
    "Fault",
    "Unreadable",
    "Invalid",
    "Conflict",
    "fault",
    "_fault",
    "note",
    "_note",
    "notice",
    "_notice",
    "about",
}
CODE = re.compile(r"[a-z]+(_[a-z]+)+")
BLANK = re.compile(r"%\((\w+)\)s")
# Codes that are chosen by name before a fault is made of them; the rest stands in the call that makes it.
CHOSEN = {"student_id_twice", "number_twice", "local_id_twice", "identities_disagree", "student_id_unknown"}
# Says in the code that a pupil's row has no name or number; the file never holds them.
OTHER = {"number_hash", "local_id", "import_row", "import_confirm", "undo_import"}


def codes() -> set[str]:
    """Every code that stands in a call which makes a fault, a notice or a refusal."""
    files = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    found = {code for file in files for code in _in(ast.parse(file.read_text(encoding="utf-8")))}
    return (found | CHOSEN) - OTHER


def _in(tree: ast.AST) -> Iterator[str]:
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in MAKERS:
            for part in call.args:
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and CODE.fullmatch(part.value):
                    yield part.value


def test_every_code_has_its_sentences() -> None:
    assert codes() - set(ADVICE) - set(NOTICES) - set(SENTENCES) == set()
    assert len(codes()) > 80


def test_no_sentence_is_for_a_code_that_nothing_makes() -> None:
    """A code in the source may also be made by a name of its own, so any word of the source counts."""
    source = " ".join(
        file.read_text(encoding="utf-8") for package in PACKAGES for file in (ROOT / package).rglob("*.py")
    )
    ours = {"no_heading_some", "packed_file"}
    assert [code for code in {**LINES, **FILES, **NOTICES} if f'"{code}"' not in source and code not in ours] == []


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_sentence_can_be_said_with_any_facts(app: Flask, language: str) -> None:
    with app.test_request_context():
        g.language = language
        for code, words in ADVICE.items():
            blanks = {name for text in words for name in BLANK.findall(str(text))}
            facts = {name: ["甲", "乙"] if name in ("headings", "columns", "found") else "甲%s<b>" for name in blanks}
            for given in (facts, {}):
                said = advice(Fault(code, "表", 7, "班级", given))
                assert said.reason, code
                assert said.remedy, code
                assert "%(" not in str(said)
                assert "None" not in str(problem(code, given))
        for code in NOTICES:
            assert "None" not in notice(Fault(code, "表", 7, "班级"))


def test_a_place_is_named(app: Flask) -> None:
    with app.test_request_context():
        g.language = "en"
        twice = Fault("number_twice", "三年级", 9, "学籍号", {"other_sheet": "三年级", "other_line": 4})
        assert "line 4" in str(advice(twice))
        assert "sheet" not in str(advice(twice))
        elsewhere = Fault("number_twice", "三年级", 9, "学籍号", {"other_sheet": "四年级", "other_line": 4})
        assert "sheet “四年级”, line 4" in str(advice(elsewhere))
        assert "“班级”" in advice(Fault("class_is_date", "", 23, "班级")).reason
        known = advice(Fault("class_id_other_grade", "", 3, "班级标识", {"grade": 4, "known": 3}))
        assert "Grade 3" in known.reason
        assert "Grade 4" in known.reason


def test_a_fault_nobody_foresaw_still_says_something(app: Flask) -> None:
    with app.test_request_context():
        g.language = "en"
        assert advice(Fault("never_heard_of")).remedy
        assert notice(Fault("never_heard_of")) == ""
