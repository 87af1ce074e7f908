"""One helper for all database access."""

import contextvars
import threading

import pytest
from sqlalchemy import insert
from sqlmodel import Session, select

from db.outbox import Bucket
from db.store import Store


def put(session: Session, key: str, free_at: float = 0) -> None:
    session.execute(insert(Bucket), {"key": key, "free_at": free_at})


def keys(session: Session) -> set[str]:
    return set(session.exec(select(Bucket.key)))


async def test_what_a_question_writes_is_there_for_the_next(store: Store) -> None:
    await store(put, "a", free_at=1)
    assert await store(keys) == {"a"}


async def test_a_question_that_fails_leaves_nothing(store: Store) -> None:
    def fail(session: Session) -> None:
        put(session, "b")
        raise KeyError("b")

    with pytest.raises(KeyError):
        await store(fail)
    assert await store(keys) == set()


async def test_a_question_sees_the_context_of_its_asker(store: Store) -> None:
    asker = contextvars.ContextVar("asker", default="nobody")
    asker.set("ana")
    assert await store(lambda _: asker.get()) == "ana"


async def test_a_question_runs_outside_the_event_loop(store: Store) -> None:
    assert await store(lambda _: threading.current_thread()) is not threading.main_thread()
