"""One schema for SQLite, PostgreSQL and a cluster: where every table's rows live, and what follows from it."""

from __future__ import annotations

import pytest
from sqlalchemy import ForeignKeyConstraint, Index, Table, UniqueConstraint
from sqlalchemy.sql.schema import ColumnCollectionConstraint

from app.store.schema import Base

TABLES = list(Base.metadata.tables.values())
PLACEMENTS = {"reference", "by_school", "by_username"}
BY_SCHOOL = [table for table in TABLES if table.info.get("placement") == "by_school"]


def breaches(table: Table) -> list[str]:
    """What of a by-school table does not contain the school: its keys and whatever must be unique."""
    rules: list[ColumnCollectionConstraint | Index] = [table.primary_key]
    rules += [constraint for constraint in table.constraints if isinstance(constraint, UniqueConstraint)]
    rules += [index for index in table.indexes if index.unique]
    inward = [key for key in table.foreign_key_constraints if placement(key) == "by_school"]
    found = [str(rule.name) for rule in rules if "school_id" not in rule.columns]
    return found + [str(key.name) for key in inward if ("school_id", "school_id") not in pairs(key)]


def placement(key: ForeignKeyConstraint) -> str:
    """Where the rows live that a foreign key leads to."""
    return str(key.referred_table.info["placement"])


def pairs(key: ForeignKeyConstraint) -> set[tuple[str, str]]:
    """The columns of a foreign key with the columns they lead to."""
    return {(element.parent.name, element.column.name) for element in key.elements}


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_table_says_where_its_rows_live(table: Table) -> None:
    assert table.info.get("placement") in PLACEMENTS


@pytest.mark.parametrize("table", BY_SCHOOL, ids=str)
def test_keys_of_a_by_school_table_contain_the_school(table: Table) -> None:
    assert breaches(table) == []


@pytest.mark.parametrize("table", BY_SCHOOL, ids=str)
def test_a_key_between_by_school_tables_is_added_late(table: Table) -> None:
    """A cluster distributes a table after CREATE TABLE and before its foreign keys to other such tables."""
    early = [key.name for key in table.foreign_key_constraints if placement(key) == "by_school" and not key.use_alter]
    assert early == []


@pytest.mark.parametrize("table", BY_SCHOOL, ids=str)
def test_the_school_of_a_row_is_never_unknown(table: Table) -> None:
    assert not table.columns["school_id"].nullable


@pytest.mark.parametrize("table", [table for table in TABLES if table not in BY_SCHOOL], ids=str)
def test_nothing_shared_points_at_people(table: Table) -> None:
    """Reference tables never lead to by-school ones, and no key leads out of the log-in directory."""
    is_directory = table.info["placement"] == "by_username"
    outward = [key.name for key in table.foreign_key_constraints if is_directory or placement(key) != "reference"]
    assert outward == []


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_no_key_leads_into_the_login_directory(table: Table) -> None:
    assert [key.name for key in table.foreign_key_constraints if placement(key) == "by_username"] == []


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_identifiers_are_made_by_the_application(table: Table) -> None:
    """No sequence, no autoincrement: the same row has the same key on every database."""
    assert table.autoincrement_column is None
    assert [column.name for column in table.columns if column.server_default is not None] == []


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_names_fit_into_postgresql(table: Table) -> None:
    """PostgreSQL cuts names after 63 bytes, and then two of them may be the same."""
    rules = [str(constraint.name) for constraint in table.constraints] + [str(index.name) for index in table.indexes]
    names = [table.name, *rules]
    assert [name for name in names if len(name) > 63] == []
