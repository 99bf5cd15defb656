"""`flask accounts reset-factor`: the last link of the chain."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.cli import accounts as commands
from app.domain.access import Role
from app.store.engine import Database
from app.store.schema import LedgerEntry, SecondFactor
from tests import builders


@pytest.fixture
def run(database: Database, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A shell whose commands find the test's database."""
    monkeypatch.setenv("DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    return CliRunner()


def test_the_operator_ends_a_lost_second_factor(run: CliRunner, database: Database) -> None:
    with database.write() as session:
        account = builders.staff(session, role=Role.PLATFORM)
        key = {"school_id": account.school_id, "account_id": account.id}
        session.add(SecondFactor(**key, secret=b"sealed", created_at=builders.NOW, confirmed_at=builders.NOW))
        username, account_id = account.username, account.id
        session.commit()
    assert run.invoke(commands.accounts, ["reset-factor", "nobody"]).exit_code == 1
    result = run.invoke(commands.accounts, ["reset-factor", f" {username.upper()}"])
    assert result.exit_code == 0, result.output
    with database.read() as session:
        assert session.scalars(select(SecondFactor)).all() == []
        line = session.scalars(select(LedgerEntry)).one()
        assert (line.deed, line.reason) == ("factor_reset", str(account_id))
    assert run.invoke(commands.accounts, ["reset-factor", username]).exit_code == 1
