"""One helper for all database access: ``await store(f, …)`` runs ``f(session, …)``.

Questions are plain functions; here alone threads, transactions and engines are known.
"""

import asyncio
import contextvars
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, DateTime, Dialect, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel

from bot.refusal import Refusal
from bot.vault import Vault

P = ParamSpec("P")
T = TypeVar("T")

WORKERS = 8  # threads, and connections, of one process on PostgreSQL
PATIENCE = 5  # seconds to wait for a connection or for SQLite's lock

_ERASED = "erased"  # in session.info: the commit took something away for good
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


class Utc(TypeDecorator[datetime]):
    """A moment: stored as UTC, comes back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Store:
    """The database, reached through transactions only."""

    def __init__(self, url: str, vault: Vault) -> None:
        self.url = normal(url)
        self.vault = vault
        self.engine = engine(self.url)
        self._lite = self.engine.dialect.name == "sqlite"
        # one writer is all that SQLite has; a second would only wait for its lock
        self._threads = ThreadPoolExecutor(1 if self._lite else WORKERS, "store")
        self._unfolded = threading.Event()

    async def __call__(
        self, f: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``f(session, …)`` in one transaction in a thread, committed on return."""
        context = contextvars.copy_context()
        work = partial(self._run, f, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._threads, context.run, work)

    def run(
        self, f: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do the same and wait for it: for threads of our own, in turn with everybody else."""
        return self._threads.submit(partial(self._run, f, *args, **kwargs)).result()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a session; the block is the transaction."""
        try:
            with self.engine.connect() as connection:
                session = Session(connection, autoflush=False, expire_on_commit=False)
                session.info["vault"] = self.vault
                with session, session.begin():
                    yield session
                if session.info.get(_ERASED) or self._unfolded.is_set():
                    self._fold(connection)
        except DBAPIError as problem:
            raise _named(problem) from problem
        except PoolTimeout as problem:
            raise Away("every connection is taken") from problem

    def close(self) -> None:
        """Wait for what is running and let go of the database."""
        self._threads.shutdown()
        self.engine.dispose()

    def __repr__(self) -> str:
        return f"<Store on {self.engine.dialect.name}>"

    def _run(self, f: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with self.transaction() as session:
            return f(session, *args, **kwargs)

    def _fold(self, connection: Connection) -> None:
        """Fold the log into the database: what was erased must not stay in the log."""
        if not self._lite:
            return
        raw: Any = connection.connection.driver_connection
        busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        # a reader (a backup) holds the log: the next transaction tries again
        self._unfolded.set() if busy else self._unfolded.clear()


def vault_of(session: Session) -> Vault:
    """Return the vault of the store this session belongs to."""
    vault: Vault = session.info["vault"]
    return vault


def erased(session: Session) -> None:
    """Ask that nothing of what this transaction deletes stays in SQLite's log."""
    session.info[_ERASED] = True


def table(model: type[SQLModel]) -> Table:
    """Return the table of a model: statements on it skip the cost of the ORM."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


def changed(session: Session, statement: UpdateBase, **values: Any) -> int:
    """Run an update or a delete and return how many rows it met."""
    return session.exec(statement, params=values).rowcount


def add_once(session: Session, table: Table, **values: Any) -> bool:
    """Insert a row unless a unique one like it is there, and tell whether it was new."""
    return changed(session, _add_once(table, session.get_bind().dialect.name), **values) == 1


def new_id() -> str:
    """Return a random id: 96 bits in 16 characters, fit for callback data."""
    return secrets.token_urlsafe(12)


def normal(url: str) -> URL:
    """Return the address of a database we can use, or say that it is none."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise Refusal("setup.database_url") from None
    if parsed.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername in {"sqlite", "sqlite+pysqlite"} and parsed.database not in {
        None,
        "",
        ":memory:",
    }:
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
    except OperationalError as problem:
        if isinstance(_named(problem), Away):
            raise Refusal("setup.database_away") from problem
        raise
    except DBAPIError as problem:
        if getattr(problem.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
            raise Refusal("setup.database_foreign", path=str(file_of(address))) from problem
        raise
    finally:
        made.dispose()


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
        "temp_store=MEMORY",  # nothing of a sort reaches the disk unerased
    ):
        raw.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@cache
def _add_once(table: Table, dialect: str) -> UpdateBase:
    kind = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return kind(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


def _named(problem: DBAPIError) -> Exception:
    """Tell a database that is away, and a lost race, from a mistake of ours."""
    if getattr(problem.orig, "sqlstate", None) in _AGAIN:
        return Conflict()
    if getattr(problem.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
        return Conflict()
    code = getattr(problem.orig, "sqlite_errorcode", None)
    away = (
        isinstance(problem, OperationalError | InterfaceError)
        if code is None
        else (code & 0xFF) in _AWAY
    )
    if away or problem.connection_invalidated:
        return Away(type(problem.orig).__name__)
    return problem
