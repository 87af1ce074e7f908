"""Updates come in, are handled in order, and what is to be said leaves."""

from sqlalchemy import select
from sqlmodel import Session

from db.inbox import Arrival
from db.outbox import Departure
from db.store import Store, table
from tests.wire.conftest import Build
from tests.wire.fake import Fake


def rows(session: Session, model: type) -> list[dict[str, object]]:
    return [dict(row._mapping) for row in session.execute(select(table(model)))]


async def test_an_update_is_handled_and_its_answer_leaves(
    wired: Build, telegram: Fake, store: Store
) -> None:
    wire = await wired()
    telegram.say(1, "hello")
    await wire.settle()
    assert telegram.sent(1) == ["hello"]
    [arrival] = await store(rows, Arrival)
    assert (arrival["state"], arrival["sealed"]) == ("done", None)
    [departure] = await store(rows, Departure)
    assert (departure["state"], departure["sealed"], departure["message_id"]) == ("sent", None, 2)
