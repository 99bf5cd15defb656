"""The world, made once for all tests of a module: on both kinds of database, or on the default one alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests import databases
from tests.security import lists
from tests.security import world as worlds
from tests.security.world import World


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world on each kind of database, for what reads or writes rows."""
    with ExitStack() as stack:
        yield _made(str(request.param), request, tmp_path_factory, stack)


@pytest.fixture(scope="module")
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world on the default database, for what happens before any row is touched."""
    with ExitStack() as stack:
        yield _made("sqlite", request, tmp_path_factory, stack)


def _made(
    kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, stack: ExitStack
) -> World:
    folder = tmp_path_factory.mktemp("world")
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), folder / "world.sqlite3")
        url = databases.sqlite_url(folder / "world.sqlite3")
    else:
        template = request.getfixturevalue("postgresql_template")
        server = request.getfixturevalue("postgresql_server")
        url = stack.enter_context(databases.empty_postgresql(server, template))
    world = worlds.build(stack.enter_context(databases.opened(url)), folder)
    lists.targets(world, "list")
    return world
