"""One helper for all database access: ``await store(f, …)`` runs ``f(session, …)``.

Questions are plain functions; here alone threads, transactions and engines are known.
"""

import asyncio
import contextvars
import secrets
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy import Connection, CursorResult, DateTime, Dialect, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel

from bot.vault import Vault
from db.engine import (
    WORKERS,
    Away,
    Conflict,
    clear,
    engine,
    mark_erased,
    named,
    normal,
    wait_for_disk,
)

__all__ = [
    "Away",
    "Conflict",
    "Store",
    "Utc",
    "add_once",
    "changed",
    "erased",
    "new_id",
    "sweeping",
    "table",
    "vault_of",
]

P = ParamSpec("P")
T = TypeVar("T")

_ERASED = "erased"  # in session.info: the commit took something away for good
_SWEEPING = "sweeping"  # in session.info: there is time to clear up


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


class _Straight(Session):
    """A session whose statements on tables go straight to its connection.

    That saves a sixth of a short transaction: there are no objects to be kept in step with.
    """

    def execute(self, statement: Any, params: Any = None, **more: Any) -> Any:
        """Run a statement; one with options comes from the ORM itself."""
        if more:
            return super().execute(statement, params, **more)
        connection: Any = self.bind
        return connection.execute(statement, params)


class Store:
    """The database, reached through transactions only."""

    def __init__(self, url: str, vault: Vault) -> None:
        self.url = normal(url)
        self.vault = vault
        self.engine = engine(self.url)
        self._lite = self.engine.dialect.name == "sqlite"
        # one writer is all that SQLite has; a second would only wait for its lock
        self._threads = ThreadPoolExecutor(1 if self._lite else WORKERS, "store")
        self._kept: Connection | None = None
        self._unclear = threading.Event()

    async def __call__(
        self, f: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``f(session, …)`` in one transaction in a thread, committed on return."""
        return await self._in_thread(partial(self._run, f, *args, **kwargs))

    async def soon(
        self, f: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do the same without a wait for the disk: for what may be undone if the machine dies.

        The death of this process undoes nothing, and the next transaction makes all of it last.
        """
        return await self._in_thread(partial(self._run_soon, f, *args, **kwargs))

    def run(
        self, f: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do the same and wait for it: for threads of our own, in turn with everybody else."""
        return self._threads.submit(partial(self._run, f, *args, **kwargs)).result()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a session; the block is the transaction."""
        try:
            with self.engine.connect() as connection, self._transaction(connection) as session:
                yield session
        except DBAPIError as problem:
            raise named(problem) from problem
        except PoolTimeout as problem:
            raise Away("every connection is taken") from problem

    def close(self) -> None:
        """Wait for what is running and let go of the database."""
        self._threads.shutdown()
        if self._kept is not None:
            self._kept.close()
        self.engine.dispose()

    def __repr__(self) -> str:
        return f"<Store on {self.engine.dialect.name}>"

    async def _in_thread(self, work: Callable[[], T]) -> T:
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._threads, context.run, work)

    def _run(self, f: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        if not self._lite:
            with self.transaction() as session:
                return f(session, *args, **kwargs)
        try:
            # the one thread keeps its one connection: a third of a short transaction is saved
            self._kept = self._kept or self.engine.connect()
            with self._transaction(self._kept) as session:
                return f(session, *args, **kwargs)
        except DBAPIError as problem:
            if self._kept is not None:
                self._kept.invalidate()
                self._kept = None
            raise named(problem) from problem

    def _run_soon(
        self, f: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        if not self._lite or self._kept is None:
            return self._run(f, *args, **kwargs)
        wait_for_disk(self._kept, always=False)
        try:
            return self._run(f, *args, **kwargs)
        finally:
            if self._kept is not None:  # a new one waits from the start
                wait_for_disk(self._kept, always=True)

    @contextmanager
    def _transaction(self, connection: Connection) -> Iterator[Session]:
        session = _Straight(connection, autoflush=False, expire_on_commit=False)
        session.info["vault"] = self.vault
        with connection.begin(), session:
            yield session
            session.flush()
            if self._lite and session.info.get(_ERASED):
                mark_erased(connection)
        self._clear(connection, session)

    def _clear(self, connection: Connection, session: Session) -> None:
        sweeping = session.info.get(_SWEEPING, False)
        if self._lite and (sweeping or session.info.get(_ERASED) or self._unclear.is_set()):
            done = clear(connection, patiently=sweeping)
            self._unclear.clear() if done else self._unclear.set()


def vault_of(session: Session) -> Vault:
    """Return the vault of the store this session belongs to."""
    vault: Vault = session.info["vault"]
    return vault


def erased(session: Session) -> None:
    """Ask that nothing of what this transaction deletes stays in SQLite's file or log."""
    session.info[_ERASED] = True


def sweeping(session: Session) -> None:
    """Tell that there is time to clear up after this transaction, however large the file."""
    session.info[_SWEEPING] = True


def table(model: type[SQLModel]) -> Table:
    """Return the table of a model: statements on it skip the cost of the ORM."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


def changed(session: Session, statement: UpdateBase, **values: Any) -> int:
    """Run an update or a delete and return how many rows it met."""
    return cast("CursorResult[Any]", session.execute(statement, values)).rowcount


def add_once(session: Session, table: Table, **values: Any) -> bool:
    """Insert a row unless a unique one like it is there, and tell whether it was new."""
    return changed(session, _add_once(table, session.get_bind().dialect.name), **values) == 1


def new_id() -> str:
    """Return a random id: 96 bits in 16 characters, fit for callback data."""
    return secrets.token_urlsafe(12)


@cache
def _add_once(table: Table, dialect: str) -> UpdateBase:
    kind = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return kind(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
