"""Fixtures of all tests: databases of both kinds, and the application over them. Journeys add a browser."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import URL, make_url

from app.services.passwords import Passwords
from app.settings import ROOT, Settings
from app.store.engine import Database, Session
from tests import builders, databases
from tests.clock import Clock

hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis.settings.load_profile("steady")

LOOPBACK = ("127.0.0.1", "::1", "localhost", None, "", b"127.0.0.1", b"localhost")


def _stay_home(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse every connection that would leave this machine."""
    if event == "socket.getaddrinfo" and arguments[0] not in LOOPBACK:
        raise RuntimeError(f"a test asks for the address of {arguments[0]!r}")
    if event == "socket.connect" and isinstance(arguments[1], tuple) and arguments[1][0] not in LOOPBACK:
        raise RuntimeError(f"a test connects to {arguments[1][0]!r}")


sys.addaudithook(_stay_home)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever touches a database runs on both kinds; a journey in the browser only on the default one."""
    if "dialect" in metafunc.fixturenames:
        is_journey = "page" in metafunc.fixturenames
        metafunc.parametrize("dialect", ["sqlite"] if is_journey else ["sqlite", "postgresql"])


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[URL]:
    """A running PostgreSQL server: TEST_DATABASE_URL, else one of our own."""
    with databases.server() as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: URL) -> Iterator[str]:
    """The name of a migrated database to copy."""
    with databases.empty_postgresql(postgresql_server) as url:
        databases.migrate(url)
        yield str(make_url(url).database)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    file = tmp_path_factory.mktemp("template") / "template.sqlite3"
    databases.migrate(databases.sqlite_url(file))
    return file


@pytest.fixture
def empty_database_url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database in which no migration has run, once on each kind."""
    if dialect == "sqlite":
        yield databases.sqlite_url(tmp_path / "empty.sqlite3")
    else:
        with databases.empty_postgresql(request.getfixturevalue("postgresql_server")) as url:
            yield url


@pytest.fixture
def database(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of the newest revision without rows, once on each kind."""
    with ExitStack() as stack:
        if dialect == "sqlite":
            file = tmp_path / "test.sqlite3"
            shutil.copy(request.getfixturevalue("sqlite_template"), file)
            url = databases.sqlite_url(file)
        else:
            template = request.getfixturevalue("postgresql_template")
            server = request.getfixturevalue("postgresql_server")
            url = stack.enter_context(databases.empty_postgresql(server, template))
        yield stack.enter_context(databases.opened(url))


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session. Commit before anything else (the client, a second session) is to see or change the rows."""
    with database.write() as session:
        yield session


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    """Settings of a demo installation over the test's database."""
    return Settings(
        database_url=database.engine.url.render_as_string(hide_password=False),
        secret_key="a secret key for the tests only, long enough",
        is_production=False,
        instance=tmp_path,
        content_roots=(ROOT,),
        trusted_proxies=0,
    )


@pytest.fixture
def clock() -> Clock:
    """The application's clock. It stands at builders.NOW until a test moves it."""
    return Clock(builders.NOW)


@pytest.fixture
def app(settings: Settings, database: Database, clock: Clock) -> Flask:
    """The application over the test's database, with a clock that stands still and cheap password hashing."""
    factory = importlib.import_module("app.web.factory")  # here, so that other tests run while the web is broken
    application: Flask = factory.create_app(
        settings,
        open_database=database,
        passwords=Passwords(memory_kib=8, rounds=1),
        configure=lambda state: setattr(state, "clock", clock),
    )
    application.testing = True
    return application


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a screen; it keeps cookies."""
    return app.test_client()
