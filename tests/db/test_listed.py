"""A column compared with a list."""

from collections.abc import Sequence

import pytest
from sqlalchemy import insert, select
from sqlalchemy.dialects import sqlite

from bot.vault import Vault
from db.listed import one_of
from db.outbox import Bucket
from db.store import Store, table

_BUCKET = table(Bucket)
_FIND = select(_BUCKET.c.key).where(one_of(_BUCKET.c.key, "keys"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param([], set(), id="none"),
        pytest.param(["a"], {"a"}, id="one"),
        pytest.param(["a", 'it\'s "é"', "a", "z"], {"a", 'it\'s "é"'}, id="several"),
        pytest.param({"b", "null"}, {"b"}, id="a set"),
    ],
)
async def test_a_row_is_found_when_it_is_one_of_the_list(
    store: Store, asked: Sequence[str], found: set[str]
) -> None:
    rows = [{"key": key, "free_at": 0.0} for key in ("a", "b", 'it\'s "é"')]
    await store(lambda session: session.execute(insert(_BUCKET), rows))
    assert set(await store(lambda session: session.scalars(_FIND, {"keys": asked}).all())) == found


def test_sqlite_finds_it_by_an_index(sqlite_url: str, vault: Vault) -> None:
    store = Store(sqlite_url, vault)
    words = f"EXPLAIN QUERY PLAN {_FIND.compile(dialect=sqlite.dialect())}"
    with store.transaction() as session:
        plan = session.connection().exec_driver_sql(words, ("[]",)).all()
    assert "SEARCH bucket USING" in plan[0].detail
    store.close()
