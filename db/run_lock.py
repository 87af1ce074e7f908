"""Who works on the database: `run` holds a lock that upgrades, restores and rotations need too."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import URL

from bot.refusal import Refusal
from db.engine import connected, file_of, normal

_RUN = 0x7472_6169_7473  # PostgreSQL's advisory locks are numbers: "traits"
_TRY = text("SELECT pg_try_advisory_lock(:lock)")
_TRY_SHARED = text("SELECT pg_try_advisory_lock_shared(:lock)")

_mine: set[str] = set()  # held by this process alone: it may ask again


@contextmanager
def hold(url: str, *, shared: bool = False) -> Iterator[None]:
    """Hold the run lock for the block, or say that somebody else does.

    A SQLite database belongs to one process. On PostgreSQL several may `run` with a ``shared``
    lock, none while somebody is alone.
    """
    address = normal(url)
    name = str(address)
    if name in _mine:
        yield
        return
    file = file_of(address)
    with _file(file) if file else _server(address, shared=shared):
        _mine.update(() if shared and not file else (name,))
        try:
            yield
        finally:
            _mine.discard(name)


@contextmanager
def waited(file: Path) -> Iterator[None]:
    """Hold a lock file for the block, waiting for whoever has it."""
    with _opened(file) as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def _file(file: Path) -> Iterator[None]:
    with _opened(file.with_name(f"{file.name}.lock")) as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal("setup.database_in_use", name=str(file)) from None
        yield


@contextmanager
def _server(address: URL, *, shared: bool) -> Iterator[None]:
    with connected(address) as connection:
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        if not alone.execute(_TRY_SHARED if shared else _TRY, {"lock": _RUN}).scalar():
            raise Refusal("setup.database_in_use", name=address.database or "")
        yield  # the lock ends with its connection, however the process ends


@contextmanager
def _opened(file: Path) -> Iterator[int]:
    # the file stays: removing it would let two processes lock two files of one name
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        raise Refusal("setup.database_folder", path=str(file.parent)) from None
    try:
        yield handle
    finally:
        os.close(handle)
