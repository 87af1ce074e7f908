"""Copies of the database, and the way back.

A backup is always one SQLite file, whichever engine it came from and goes to: it needs no other
program, and a database that has outgrown one machine moves to PostgreSQL by a backup and a restore.
It holds what the database holds, sealed, and never a key.
"""

import os
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from bot.refusal import Refusal
from bot.vault import Vault, sync
from db import forgotten, migrate, profile, run_lock
from db.engine import connected, file_of, normal
from db.person import Person
from db.rotation import reseal
from db.store import Store, table
from db.tables import tables

BATCH = 500  # rows at a time between two databases


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore brought back."""

    people: int
    forgotten: int  # were in the backup, and had asked to be forgotten
    heeded: bool  # the list of the forgotten in the replaced database could be read


def backup(url: str, file: Path) -> None:
    """Copy the database into a new file while the bot runs."""
    address = normal(url)
    source = file_of(address)
    if source and not source.exists():
        raise Refusal("setup.database_missing", path=str(source))
    with _new(file) as draft:
        if source:
            _copy(source, draft)
        else:
            _fetch(address, draft)


def restore(url: str, file: Path, vault: Vault, today: date) -> Restored:
    """Replace the database by a backup, and forget again whoever asked for it since."""
    address = normal(url)
    with run_lock.hold(url), _workshop(address) as draft:
        _accept(file, draft)
        migrate.upgrade(f"sqlite:///{draft}")
        known = _forgotten(address)
        restored = _mend(draft, vault, known or [], today, heeded=known is not None)
        _deliver(draft, address)
    return restored


def _mend(
    draft: Path, vault: Vault, known: list[dict[str, Any]], today: date, *, heeded: bool
) -> Restored:
    """Check that the keys fit, forget again, and put all of it under the newest key."""
    store = Store(f"sqlite:///{draft}", vault)
    try:
        if not store.run(profile.fits):
            raise Refusal("setup.backup_keys", path=str(vault.path or ""))
        store.run(profile.prove)
        again = store.run(forgotten.again, known, today)
        reseal(store)
        store.run(profile.disprove)
        return Restored(store.run(_people), again, heeded)
    finally:
        store.close()


def _people(session: Session) -> int:
    count: int = session.execute(select(func.count()).select_from(table(Person))).scalar_one()
    return count


@contextmanager
def _new(file: Path) -> Iterator[Path]:
    """Give a draft that becomes the file, whole or not at all; never over an existing one."""
    if os.path.lexists(file):
        raise Refusal("setup.backup_exists", path=str(file))
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL, 0o600))
    except OSError:
        raise Refusal("setup.backup_folder", path=str(file.parent)) from None
    try:
        yield draft
        _single(draft)
        draft.replace(file)
        sync(file.parent)
    except (OSError, sqlite3.Error):
        raise Refusal("setup.backup_folder", path=str(file.parent)) from None
    finally:
        _remove(draft)


def _copy(source: Path, draft: Path) -> None:
    """Copy a SQLite database as it stands at one moment; writers go on meanwhile."""
    with closing(_opened(source)) as old, closing(_opened(draft)) as new:
        old.backup(new)


def _fetch(address: URL, draft: Path) -> None:
    """Copy a database on a server as it stands at one moment."""
    url = f"sqlite:///{draft}"
    migrate.upgrade(url)
    with connected(address) as old, connected(normal(url)) as new:
        moment = old.execution_options(isolation_level="REPEATABLE READ")
        if migrate.revision_of(moment) != migrate.head():
            raise Refusal("setup.database_old")
        _pour(moment, new)
        new.commit()


def _pour(old: Connection, new: Connection) -> None:
    """Copy every row of every table."""
    for of in tables():
        rows = old.execution_options(yield_per=BATCH).execute(select(of)).mappings()
        for some in rows.partitions():
            new.execute(insert(of), [dict(row) for row in some])


def _single(draft: Path) -> None:
    """Make a database one file that can be carried away, and make sure it is on the disk."""
    with closing(_opened(draft)) as database:
        database.execute("PRAGMA journal_mode=DELETE")
    with draft.open("rb+") as file:
        os.fsync(file.fileno())


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)


@contextmanager
def _workshop(address: URL) -> Iterator[Path]:
    """Give a place for the backup to be mended in, beside the database where that is a file."""
    target = file_of(address)
    if target is None:
        with tempfile.TemporaryDirectory(prefix="traits-") as folder:
            yield Path(folder) / "restoring.db"
        return
    draft = target.with_name(f".{target.name}.restoring")
    _remove(draft)
    try:
        yield draft
    finally:
        _remove(draft)


def _accept(file: Path, draft: Path) -> None:
    """Copy a backup into the workshop once it is known to be one."""
    try:
        with file.open("rb") as opened:
            ours = opened.read(16) == b"SQLite format 3\0"
        if not ours:
            raise Refusal("setup.backup_foreign", path=str(file))
        draft.touch(mode=0o600)
        shutil.copyfile(file, draft)
    except OSError:
        raise Refusal("setup.backup_unreadable", path=str(file)) from None
    try:
        _examine(file, draft)
    except sqlite3.DatabaseError:
        raise Refusal("setup.backup_broken", path=str(file)) from None


def _examine(file: Path, draft: Path) -> None:
    with closing(_opened(draft)) as database:
        (mark,) = database.execute("PRAGMA application_id").fetchone()
        if mark != migrate.MARK:
            raise Refusal("setup.backup_foreign", path=str(file))
        if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise Refusal("setup.backup_broken", path=str(file))
    if migrate.revision(f"sqlite:///{draft}") not in migrate.known():
        raise Refusal("setup.database_newer")


def _forgotten(address: URL) -> list[dict[str, Any]] | None:
    """Return who was forgotten in the database that is to be replaced, if that can be read."""
    file = file_of(address)
    if file and not file.exists():
        return None
    try:
        with connected(address) as connection:
            return forgotten.listed(connection)
    except (Refusal, SQLAlchemyError):
        if file is None:
            raise
        return None


def _deliver(draft: Path, address: URL) -> None:
    target = file_of(address)
    if target:
        _swap(draft, target)
    else:
        _load(draft, address)


def _swap(draft: Path, target: Path) -> None:
    """Put the mended file in the place of the database."""
    _single(draft)
    # a log left from the old database would be read into the new one
    with suppress(sqlite3.DatabaseError), closing(_opened(target)) as old:  # it may be broken
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    draft.replace(target)
    sync(target.parent)


def _load(draft: Path, address: URL) -> None:
    """Put the mended rows in the place of those on the server, in one transaction."""
    migrate.upgrade(address.render_as_string(hide_password=False))
    with connected(address) as new, connected(normal(f"sqlite:///{draft}")) as old, new.begin():
        for of in reversed(tables()):
            new.execute(delete(of))
        _pour(old, new)


def _remove(draft: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal", ".upgrade"):
        draft.with_name(draft.name + suffix).unlink(missing_ok=True)
