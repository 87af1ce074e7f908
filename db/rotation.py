"""A new key for everything, while the bot goes on."""

import time
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    Table,
    and_,
    bindparam,
    delete,
    func,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlmodel import Session

from bot.refusal import Refusal
from bot.vault import Unsealable, Vault
from db import profile
from db.inbox import Arrival
from db.outbox import Bucket, Departure
from db.person import Person
from db.profile import Proof
from db.reminder import occurrence_of
from db.store import Conflict, Store, changed, erased, table, vault_of
from db.tables import tables

BATCH = 200  # rows a transaction: nobody else waits longer than a few milliseconds
PATIENCE = 600  # times 50 ms for transactions that may not know the new key

_PERSON, _PROOF = table(Person), table(Proof)
_BUCKET = table(Bucket)
_PASSING = (table(Arrival), table(Departure))  # gone in a week: what does not open there may stay
_OLDER = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND xact_start < :since"
)
_CHAT = select(_PERSON.c.chat_key).where(_PERSON.c.id == bindparam("of"))


def rotate_keys(store: Store, path: Path, today: date | None = None) -> int:
    """Seal every field and make every index again under a new key; return how many rows.

    What a crash left half done is finished: two keys in use mean an unfinished rotation.
    Whoever knows the keys file learns of the new key by themselves.
    """
    if store.vault.path != path:
        raise ValueError("the store has other keys")
    _begin(store, today)
    _outwait(store)
    count = reseal(store)
    left = sum(store.run(_left, of) for of in _sealed() if of not in _PASSING)
    if left:
        raise Refusal("setup.rotation_left", count=left)
    store.run(_end)
    store.vault.retire(today)
    return count


def reseal(store: Store) -> int:
    """Put what is under an old key under the newest, until a whole round finds nothing."""
    count, found = 0, 1
    while found:
        found = sum(_round(store, of) for of in _sealed())
        count += found
    return count


def _begin(store: Store, today: date | None) -> None:
    for _ in range(PATIENCE):
        try:
            return store.run(_add, today)
        except Conflict:  # PostgreSQL let the others go first
            continue
    raise Conflict


def _add(session: Session, today: date | None) -> None:
    """Make the new key, and take along what is on its way: a chat's rows must keep their order."""
    if _on_server(session):
        session.execute(text("LOCK TABLE inbox, outbox IN SHARE ROW EXCLUSIVE MODE"))
    vault = vault_of(session)
    if len(vault.names) == 1:
        vault.add(today)
    profile.prove(session)
    for of in _PASSING:
        on_its_way = select(of).where(_old(of, vault), of.c.sealed.is_not(None))
        for row in session.execute(on_its_way).mappings().all():
            _renew(session, of, row)


def _outwait(store: Store) -> None:
    """Let transactions end that began before the new key: they look under the old one only."""
    since = store.run(_now)
    for _ in range(PATIENCE):
        if since is None or not store.run(_older, since):
            return
        time.sleep(0.05)


def _now(session: Session) -> datetime | None:
    if not _on_server(session):
        return None  # one writer at a time: nobody is left behind
    moment: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return moment


def _older(session: Session, since: datetime) -> int:
    found = session.execute(_OLDER, {"since": since})
    return int(found.scalar_one())


def _round(store: Store, of: Table) -> int:
    count, after = 0, None
    while rows := store.run(_batch, of, after):
        count += sum(changed for _, changed in rows)
        after = rows[-1][0]
    return count


def _batch(session: Session, of: Table, after: object) -> list[tuple[object, bool]]:
    """Renew some rows behind a key, and return the key of each and whether it was renewed."""
    (key,) = of.primary_key.columns
    found = select(of).where(_old(of, vault_of(session))).order_by(key).limit(BATCH)
    rows = session.execute(found if after is None else found.where(key > after)).mappings().all()
    return [(row[key], _renew(session, of, row)) for row in rows]


def _renew(session: Session, of: Table, row: Mapping[Any, Any]) -> bool:
    """Seal a row with the newest key, unless somebody changed it since it was read."""
    (key,) = of.primary_key.columns
    try:
        new = _renewed(session, of, row)
    except Unsealable:
        return False
    unchanged = (key == row[key], of.c.sealed.is_not_distinct_from(row["sealed"]))
    return changed(session, update(of).where(*unchanged).values(new)) == 1


def _renewed(session: Session, of: Table, row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return the new values of a row: sealed first, so that the index is never the older one."""
    vault = vault_of(session)
    (key,) = of.primary_key.columns
    if row["sealed"] is None:
        return {"chat_key": _owner_key(session, row)}
    told = vault.open(of.name, str(row[key]), row["sealed"])
    new: dict[str, Any] = {"sealed": vault.seal(of.name, str(row[key]), told)}
    if "chat_key" in of.c:
        new["chat_key"] = vault.index("chat", str(told["chat_id"]))
    if "occurrence" in of.c:
        what = occurrence_of(row["case_id"], told["kind"], told["occurrence"])
        new["occurrence"] = vault.index("occurrence", what)
    return new


def _owner_key(session: Session, row: Mapping[Any, Any]) -> str:
    """Return the index of a blanked row's chat: its person's, or nothing when it names none."""
    owner = row.get("person_id")
    return session.execute(_CHAT, {"of": owner}).scalar() or ""


def _left(session: Session, of: Table) -> int:
    found = select(func.count()).select_from(of).where(_old(of, vault_of(session)))
    count: int = session.execute(found).scalar_one()
    return count


def _end(session: Session) -> None:
    for name in vault_of(session).names[1:]:  # limits of a few seconds, under an old index
        changed(session, delete(_BUCKET).where(_BUCKET.c.key.contains(f":{name}", autoescape=True)))
    profile.disprove(session)
    erased(session)  # nothing under the old key stays in the log


def _sealed() -> list[Table]:
    """Return the tables with sealed fields; a proof proves its own key."""
    return [of for of in tables() if "sealed" in of.c and of is not _PROOF]


def _old(of: Table, vault: Vault) -> ColumnElement[bool]:
    """Return what is true of a row that an older key sealed or indexed."""
    old = [func.substr(of.c.sealed, 1, len(vault.head)) != literal(vault.head, LargeBinary)]
    indexed = [of.c[name] for name in ("chat_key", "occurrence") if name in of.c]
    old += [and_(one != "", ~one.startswith(vault.prefix, autoescape=True)) for one in indexed]
    return or_(*old)


def _on_server(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
