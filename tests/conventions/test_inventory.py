"""What is held about persons is listed, column by column: a new one cannot be forgotten."""

from __future__ import annotations

import pytest
from sqlalchemy import Table

from app.domain.inventory import INVENTORY, About, Fate, Section
from app.domain.pupilfiles import PupilFile
from app.domain.retention import PERIODS, Keep
from app.settings import ROOT
from app.store.schema import Base

TABLES = Base.metadata.tables
OF_PEOPLE = [table for table in TABLES.values() if table.info["placement"] != "reference"]
LISTED = {holding.table: holding for holding in INVENTORY}


@pytest.mark.parametrize("table", OF_PEOPLE, ids=str)
def test_every_column_is_either_about_a_person_or_not(table: Table) -> None:
    """Fails for a new column until somebody has said in app/domain/inventory.py what it is."""
    holding = LISTED[table.name]
    assert holding.columns == {column.name for column in table.columns}
    assert set(holding.personal.split()) & set(holding.plain.split()) == set()


def test_the_list_names_no_table_that_is_gone() -> None:
    assert LISTED.keys() - {table.name for table in OF_PEOPLE} == set()


@pytest.mark.parametrize("table", OF_PEOPLE, ids=str)
def test_what_is_about_a_pupil_stands_in_the_guardians_file_or_says_why_not(table: Table) -> None:
    holding = LISTED[table.name]
    points_at_pupils = {"student_id", "account_id"} & {column.name for column in table.columns}
    if points_at_pupils or holding.about in (About.PUPILS, About.BOTH):
        assert (holding.section is None) == bool(holding.left_out)


@pytest.mark.parametrize("table", OF_PEOPLE, ids=str)
def test_a_table_with_pupils_says_what_erasing_does_to_it(table: Table) -> None:
    holding = LISTED[table.name]
    if holding.section is not None and holding.table != "milestone":
        assert holding.fate is not Fate.STAYS
    assert holding.keep is not None or holding.about in (About.STAFF, About.NOBODY)


def test_every_part_of_the_file_is_one_of_its_fields() -> None:
    assert {section.value for section in Section} <= set(PupilFile.__dataclass_fields__)
    assert {holding.section for holding in INVENTORY} - {None} == set(Section)


def test_every_rule_of_retention_is_there_and_names_real_tables() -> None:
    assert set(PERIODS) == set(Keep)
    assert {name for period in PERIODS.values() for name in period.tables} - TABLES.keys() == set()
    for holding in INVENTORY:
        if holding.keep is not None and holding.section is not None:
            named = {name for period in PERIODS.values() for name in period.tables}
            assert holding.table in named | {"roster_entry", "milestone"}


def test_the_document_shows_every_table_with_its_period() -> None:
    """docs/privacy.md is written by hand and held to the data."""
    text = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    missing = [f"`{holding.table}`" for holding in INVENTORY if f"`{holding.table}`" not in text]
    rules = [line for line in text.splitlines() if line.startswith("| **")]
    for keep, period in PERIODS.items():
        wanted = f"| **{keep.value}** | {', '.join(f'`{table}`' for table in period.tables)} | {period.days} |"
        if not any(line.startswith(wanted) for line in rules):
            missing.append(wanted)
    assert missing == []
