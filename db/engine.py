"""Addresses of databases, what each engine must be told, and what its troubles mean."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError

from bot.refusal import Refusal

WORKERS = 8  # threads, and connections, of one process on PostgreSQL
PATIENCE = 5  # seconds to wait for a connection or for SQLite's lock
SMALL = 16 * 2**20  # bytes of a SQLite file that is rewritten in a tenth of a second

# PostgreSQL: serialization failure, deadlock, and a row whose owner was erased meanwhile
_AGAIN = {"40001", "40P01", "23503"}
_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}


class Conflict(Exception):  # noqa: N818  the wire handles the update again
    """Say that the row was changed by somebody else meanwhile."""


class Away(Exception):  # noqa: N818  it comes back
    """Say that the database cannot be reached, or cannot write, for the moment."""


def normal(url: str) -> URL:
    """Return the address of a database we can use, or say that it is none."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise Refusal("setup.database_url") from None
    if parsed.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    named = parsed.database not in {None, "", ":memory:"}
    if parsed.drivername in {"sqlite", "sqlite+pysqlite"} and named:
        return parsed
    raise Refusal("setup.database_url")


def file_of(url: URL) -> Path | None:
    """Return the file of a SQLite database, nothing for a server."""
    if url.get_backend_name() != "sqlite":
        return None
    return Path(url.database or "").absolute()


def engine(url: URL) -> Engine:
    """Return an engine with the settings both databases need."""
    file = file_of(url)
    if file is None:
        return create_engine(
            url,
            pool_size=WORKERS,
            max_overflow=2,
            pool_timeout=PATIENCE,
            pool_pre_ping=True,
            pool_recycle=1800,
            hide_parameters=True,
            connect_args={"connect_timeout": PATIENCE, "application_name": "traits"},
        )
    _reserve(file)
    made = create_engine(url, hide_parameters=True, connect_args={"timeout": PATIENCE})
    event.listen(made, "connect", _prepare)
    event.listen(made, "begin", _begin)
    return made


@contextmanager
def connected(address: URL) -> Iterator[Connection]:
    """Open one connection outside any store, or say that the database is not to be had."""
    made = engine(address)
    try:
        with made.connect() as connection:
            yield connection
    except DBAPIError as problem:
        if isinstance(named(problem), Away):
            raise Refusal("setup.database_away") from problem
        if getattr(problem.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
            raise Refusal("setup.database_foreign", path=str(file_of(address))) from problem
        raise
    finally:
        made.dispose()


def named(problem: DBAPIError) -> Exception:
    """Tell a database that is away, and a lost race, from a mistake of ours."""
    code = getattr(problem.orig, "sqlite_errorcode", None)
    if getattr(problem.orig, "sqlstate", None) in _AGAIN:
        return Conflict()
    if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
        return Conflict()
    if code is None:
        away = isinstance(problem, OperationalError | InterfaceError)
    else:
        away = code & 0xFF in _AWAY
    return Away(type(problem.orig).__name__) if away or problem.connection_invalidated else problem


def wait_for_disk(connection: Connection, *, always: bool) -> None:
    """Have SQLite wait for the disk at each commit, or only before it clears its log."""
    raw: Any = connection.connection.driver_connection
    raw.execute(f"PRAGMA synchronous={'FULL' if always else 'NORMAL'}").close()


def mark_erased(connection: Connection) -> None:
    """Note in the SQLite file itself, in this transaction, that its gaps must be cleared."""
    connection.exec_driver_sql("PRAGMA user_version=1")


def clear(connection: Connection, *, patiently: bool) -> bool:
    """Leave nothing of what was erased in a SQLite file and its log, and tell whether that is done.

    ``secure_delete`` overwrites what is deleted, but not the copies that stay in the gaps of a
    page when SQLite moves rows to another: only rewriting the file clears them. A large file is
    rewritten when somebody has the patience: the hourly sweep.
    """
    raw: Any = connection.connection.driver_connection
    raw.execute("PRAGMA busy_timeout=0")  # a reader (a backup) may hold the log: later, then
    try:
        if _marked(raw) and (patiently or _size(raw) <= SMALL):
            raw.execute("VACUUM")
            raw.execute("PRAGMA user_version=0")
        busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False  # what was asked for is committed; the disk may have room later
    finally:
        raw.execute(f"PRAGMA busy_timeout={PATIENCE * 1000}")
    return not busy


def _marked(raw: Any) -> bool:
    return bool(raw.execute("PRAGMA user_version").fetchone()[0])


def _size(raw: Any) -> int:
    (pages,), (size,) = (raw.execute(f"PRAGMA page_{one}").fetchone() for one in ("count", "size"))
    return int(pages * size)


def _reserve(file: Path) -> None:
    """Make the file ours alone before SQLite makes it everybody's."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600, exist_ok=True)
    except OSError:
        raise Refusal("setup.database_folder", path=str(file)) from None


def _prepare(raw: Any, _record: object) -> None:
    raw.isolation_level = None  # transactions are begun below, not by the driver
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # a power cut must not drop a reminder
        f"busy_timeout={PATIENCE * 1000}",
        "foreign_keys=ON",
        "secure_delete=ON",  # erased means gone
    ):
        raw.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    raw: Any = connection.connection.driver_connection
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as problem:
        # past SQLAlchemy, which would take five times as long: wrap it as it does
        raise OperationalError("BEGIN IMMEDIATE", None, problem) from problem
