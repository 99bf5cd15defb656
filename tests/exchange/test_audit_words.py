"""Every code that a file of the audit can hold has its word."""

from __future__ import annotations

import re

from app.domain.access import Role
from app.domain.grades import Stage
from app.domain.inventory import INVENTORY, About, Fate
from app.domain.retention import Keep
from app.exchange import audits, auditwords
from app.exchange.deeds import DEEDS
from app.settings import ROOT
from app.store.schema import Level

# How services name the deed of a ledger line.
_DEED = re.compile(
    r"(?:deed=|note\(\s*session, (?:actor|None), |lines\(deed, |let_go\(session, deed, \w+, )"
    r'"(\w+)"(?: if \w+\.\w+ else "(\w+)")?'
)


def test_every_column_and_table_of_the_inventory_is_said() -> None:
    assert {column for one in INVENTORY for column in one.personal.split()} == auditwords.COLUMNS.keys()
    assert {one.table for one in INVENTORY if one.personal} == auditwords.PURPOSES.keys()


def test_every_kind_is_said() -> None:
    assert auditwords.ABOUT.keys() == set(About)
    assert auditwords.FATES.keys() == set(Fate)
    assert auditwords.STAGES.keys() == set(Stage)
    assert auditwords.RULES.keys() == audits.SINCE.keys() == set(Keep)
    assert auditwords.ROLES.keys() == {role.value for role in Role} - {Role.STUDENT.value}
    assert {level.value for level in Level} <= auditwords.LEVELS.keys()


def test_every_deed_that_a_service_notes_is_said() -> None:
    sources = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "app" / "services").rglob("*.py"))]
    noted = {deed for text in sources for pair in _DEED.findall(text) for deed in pair if deed}
    assert len(noted) > 10
    assert noted - DEEDS.keys() == set()
