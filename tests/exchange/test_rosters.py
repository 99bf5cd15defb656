"""The corpus of odd and broken files: each gives what it should, or a code that says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.rosters.lines import Fault, Field, Line
from app.exchange.rosters import Unreadable, opened
from tests.exchange import oddarchives, oddbooks, oddoldbooks, oddrosters, oddtexts
from tests.exchange.cases import Case

CASES = [*oddtexts.CASES, *oddbooks.CASES, *oddoldbooks.CASES, *oddarchives.CASES, *oddrosters.CASES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_odd_file_is_read_or_refused_with_a_reason(case: Case, tmp_path: Path) -> None:
    file = tmp_path / "pupils"
    file.write_bytes(case.data())
    if case.refused:
        with pytest.raises(Unreadable) as refusal, opened(file, limits=case.limits) as roster:
            list(roster.lines())
        assert (refusal.value.code, refusal.value.facts) == (case.refused, {**refusal.value.facts, **case.facts})
    else:
        _compare(case, file)


def _compare(case: Case, file: Path) -> None:
    with opened(file, limits=case.limits) as roster:
        found = list(roster.lines())
    lines = {line.line: line for line in found if isinstance(line, Line)}
    faults = [(fault.code, fault.line, fault.column) for fault in found if isinstance(fault, Fault)]
    assert [line.text(Field.NAME) for line in found if isinstance(line, Line)] == list(case.names)
    assert faults == list(case.faults)
    assert [notice.code for notice in roster.notices] == list(case.notices)
    assert case.lines is None or list(lines) == list(case.lines)
    for (line, name), (text, kind) in case.cells.items():
        cell = lines[line].cells[Field(name)]
        assert (cell.text, cell.kind) == (text, kind)
    assert [item.position for item in found] == list(range(1, len(found) + 1))
