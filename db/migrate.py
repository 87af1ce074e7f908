"""Brings the tables up to date, at every start, one process at a time."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import URL

from bot.refusal import Refusal
from db.engine import connected, file_of, normal
from db.run_lock import waited

FOLDER = Path(__file__).parent / "migrations"
MARK = 0x5472_6169  # "Trai": what makes a SQLite file ours
_LOCK = 0x7570_6772_6164  # PostgreSQL's advisory locks are numbers: "upgrad"


def upgrade(url: str) -> None:
    """Bring the tables up to date; others who want the same wait."""
    address = normal(url)
    with _turn(address):
        if revision(url) == head():  # the usual start: no Alembic
            return
        with _alone(address) as connection:
            if revision_of(connection) not in known():
                raise Refusal("setup.database_newer")
            _alembic(connection, "upgrade", "head")


def expect(url: str) -> None:
    """Refuse a database whose tables are not those of this code, and change nothing."""
    address = normal(url)
    file = file_of(address)
    found = None if file and not file.exists() else revision(url)
    if found is None:
        raise Refusal("setup.database_missing", path=str(file or address.database))
    if found not in known():
        raise Refusal("setup.database_newer")
    if found != head():
        raise Refusal("setup.database_old")


def downgrade(url: str, to: str) -> None:
    """Take the tables back to a revision, or to none with ``base``."""
    address = normal(url)
    with _turn(address), _alone(address) as connection:
        _alembic(connection, "downgrade", to)


def head() -> str:
    """Return the revision the code expects."""
    return str(known()[-1])


def known() -> list[str | None]:
    """Return every revision the code can read, an empty database first."""
    files = (FOLDER / "versions").glob("[0-9]*.py")
    return [None, *sorted(file.stem.partition("_")[0] for file in files)]


def revision(url: str) -> str | None:
    """Return the revision a database is at, nothing for an empty one."""
    with connected(normal(url)) as connection:
        return revision_of(connection)


def revision_of(connection: Connection) -> str | None:
    """Return the revision of an open database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


@contextmanager
def _turn(address: URL) -> Iterator[None]:
    """Wait for one's turn at a file, before it is opened at all.

    SQLite refuses at once, and does not wait, while another connection turns a new file to WAL.
    """
    file = file_of(address)
    if file is None:
        yield
        return
    with waited(file.with_name(f"{file.name}.upgrade")):
        yield


@contextmanager
def _alone(address: URL) -> Iterator[Connection]:
    file = file_of(address)
    if file is None:
        with connected(address) as connection, connection.begin():
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield connection
        return
    with connected(address) as connection:
        raw: Any = connection.connection.driver_connection
        # a table is changed by copying and dropping it: its children must not go with it
        raw.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            yield connection
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise RuntimeError("a migration leaves rows without their parents")
            connection.exec_driver_sql(f"PRAGMA application_id={MARK}")


def _alembic(connection: Connection, command: str, *what: str, **options: Any) -> None:
    # a third of a second to import, and most starts need nothing of it
    from alembic import command as commands  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    getattr(commands, command)(config, *what, **options)


def draft(number: str, what: str) -> Path:
    """Write a migration from what the models have more than the newest one, to be read and mended.

    ``python -c "from db import migrate; migrate.draft('0002', 'desk')"``
    """
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/draft.db"
        if known() != [None]:
            upgrade(url)
        with connected(normal(url)) as connection, connection.begin():
            _alembic(connection, "revision", what, autogenerate=True, rev_id=number)
    return next((FOLDER / "versions").glob(f"{number}_*.py"))
