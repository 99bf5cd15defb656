"""What `alembic revision --autogenerate` is taught about this schema: late foreign keys, and the view `board`.

A foreign key between by-school tables is added after its table exists (and, on a cluster, has been distributed), so the
models mark it `use_alter`. SQLite cannot add one later, so it keeps such a key inside CREATE TABLE.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrateOperation, Operations
from alembic.operations.ops import (
    CreateIndexOp,
    CreateTableOp,
    DropIndexOp,
    DropTableOp,
    ExecuteSQLOp,
    MigrationScript,
    ModifyTableOps,
)
from sqlalchemy import Table

VIEWS = {"board": ("counter", "SELECT * FROM counter")}


def is_drafted(_item: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    """False for views: they are written by hand, whatever the models say about them."""
    return not (kind == "table" and name in VIEWS)


@Operations.register_operation("create_late_key")
class CreateLateKey(MigrateOperation):
    """Add a foreign key to a table that exists. Does nothing on SQLite, where the table was made with it."""

    def __init__(self, name: str, source: str, referent: str, columns: Iterable[str], targets: Iterable[str]) -> None:
        self.name, self.source, self.referent = name, source, referent
        self.columns, self.targets = list(columns), list(targets)

    @classmethod
    def create_late_key(cls, operations: Operations, *arguments: Any) -> None:
        """`op.create_late_key(name, source, referent, columns, targets)` in a migration."""
        operations.invoke(cls(*arguments))

    def reverse(self) -> DropLateKey:
        """The opposite, for the downgrade."""
        return DropLateKey(self.name, self.source)


@Operations.register_operation("drop_late_key")
class DropLateKey(MigrateOperation):
    """Drop such a key. Does nothing on SQLite, where it goes with its table."""

    def __init__(self, name: str, source: str) -> None:
        self.name, self.source = name, source

    @classmethod
    def drop_late_key(cls, operations: Operations, *arguments: Any) -> None:
        """`op.drop_late_key(name, source)` in a migration."""
        operations.invoke(cls(*arguments))


@Operations.implementation_for(CreateLateKey)
def create_late_key(operations: Operations, key: CreateLateKey) -> None:
    """Add the key where the database can."""
    if operations.get_bind().dialect.name != "sqlite":
        operations.create_foreign_key(key.name, key.source, key.referent, key.columns, key.targets)


@Operations.implementation_for(DropLateKey)
def drop_late_key(operations: Operations, key: DropLateKey) -> None:
    """Drop the key where the database can."""
    if operations.get_bind().dialect.name != "sqlite":
        operations.drop_constraint(key.name, key.source, type_="foreignkey")


@renderers.dispatch_for(CreateLateKey)
def _render_create(_context: AutogenContext, key: CreateLateKey) -> str:
    return f"op.create_late_key({key.name!r}, {key.source!r}, {key.referent!r}, {key.columns}, {key.targets})"


@renderers.dispatch_for(DropLateKey)
def _render_drop(_context: AutogenContext, key: DropLateKey) -> str:
    return f"op.drop_late_key({key.name!r}, {key.source!r})"


def add_late_keys_and_views(_context: object, _revision: object, directives: list[MigrationScript]) -> None:
    """After the tables of a draft come their late keys, then the views over them; the downgrade runs the other way."""
    for script in directives:
        if script.upgrade_ops is None or script.downgrade_ops is None:
            continue
        tables = [step.to_table() for step in script.upgrade_ops.ops if isinstance(step, CreateTableOp)]
        keys = [key for table in tables for key in _late_keys(table)]
        names = {table.name for table in tables}
        views = {name: query for name, (source, query) in VIEWS.items() if source in names}
        make = [ExecuteSQLOp(f"CREATE VIEW {name} AS {query}") for name, query in views.items()]
        undo = [ExecuteSQLOp(f"DROP VIEW {name}") for name in views]
        script.upgrade_ops.ops = [*_plain(script.upgrade_ops.ops), *keys, *make]
        script.downgrade_ops.ops = [*undo, *(key.reverse() for key in keys), *_plain(script.downgrade_ops.ops)]


def _plain(steps: list[MigrateOperation]) -> list[MigrateOperation]:
    """The steps without ceremony: indexes need no batch, and those of a dropped table go with it."""
    dropped = {step.table_name for step in steps if isinstance(step, DropTableOp)}
    plain: list[MigrateOperation] = []
    for step in steps:
        if not isinstance(step, ModifyTableOps):
            plain.append(step)
        elif step.table_name in dropped:
            continue
        elif all(isinstance(part, CreateIndexOp | DropIndexOp) for part in step.ops):
            plain += step.ops
        else:
            plain.append(step)
    return plain


def _late_keys(table: Table) -> list[CreateLateKey]:
    return [
        CreateLateKey(
            str(key.name),
            table.name,
            key.elements[0].target_fullname.split(".")[0],
            key.column_keys,
            [element.target_fullname.split(".")[1] for element in key.elements],
        )
        for key in sorted(table.foreign_key_constraints, key=lambda key: str(key.name))
        if key.use_alter
    ]
