"""A wire between a fake Telegram and a few handlers, on both databases."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session, SQLModel
from telegram import Update
from telegram.ext import Application, TypeHandler

from bot.clock import Clock
from bot.wire import Limits, Wire, bot
from bot.wire.handling import App
from bot.wire.work import current
from db.store import Store, table
from tests.wire.fake import TOKEN, Fake

Handle = Callable[[Update], Awaitable[None]]
Build = Callable[..., Awaitable[Wire]]
Rows = Callable[[type[SQLModel]], Awaitable[list[dict[str, Any]]]]


@pytest.fixture
def telegram() -> Fake:
    return Fake()


@pytest.fixture
def rows(store: Store) -> Rows:
    """Return a reader of whole tables, in the order of their ids."""

    def read(session: Session, model: type[SQLModel]) -> list[dict[str, Any]]:
        of = table(model)
        found = session.execute(select(of).order_by(*of.primary_key.columns))
        return [dict(row._mapping) for row in found]

    return lambda model: store(read, model)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again at once: how long to wait is tested apart."""
    for room in ("handling", "ledger", "notes", "poller", "registration", "sender", "wire"):
        monkeypatch.setattr(f"bot.wire.{room}.backoff", lambda *_, **__: 0.001)


async def echo(update: Update) -> None:
    """Say back what was said."""
    message = update.effective_message
    if message and message.text and update.effective_chat:
        current().send("sendMessage", chat_id=update.effective_chat.id, text=message.text)


def application(telegram: Fake, handle: Handle = echo) -> App:
    async def handled(update: Update, _: Any) -> None:
        await handle(update)

    async def failed(update: object, context: Any) -> None:
        current().failed(context.error)
        if isinstance(update, Update) and update.effective_chat:
            current().send("sendMessage", chat_id=update.effective_chat.id, text="sorry")

    builder = Application.builder().bot(bot(TOKEN, request=telegram))
    built = builder.updater(None).job_queue(None).build()
    built.add_handler(TypeHandler(Update, handled))
    built.add_error_handler(failed)
    return built


@pytest.fixture
async def wired(telegram: Fake, store: Store, clock: Clock) -> AsyncIterator[Build]:
    """Return a maker of started wires, each stopped at the end."""
    started: list[Wire] = []

    async def build(handle: Handle = echo, fake: Fake | None = None, **options: Any) -> Wire:
        options = {"limits": Limits().unpaced(), **options}
        wire = Wire(application(fake or telegram, handle), store, clock, **options)
        started.append(wire)
        await wire.start()
        return wire

    yield build
    for wire in started:
        await wire.stop(within=2)
