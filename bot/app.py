"""The assembly: settings, database, handlers, workers, and the ticks of reminders and retention."""

import asyncio
import logging
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

# durations are timedelta from the start: python-telegram-bot will have it so
os.environ.setdefault("PTB_TIMEDELTA", "1")

import typer
from aiohttp import web
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    MessageHandler,
    filters,
)
from telegram.request import BaseRequest

from bot import answers, companies, law
from bot.clock import Clock
from bot.language import label, say
from bot.refusal import Refusal
from bot.settings import Problem, Settings, problems
from bot.vault import Vault
from bot.wire import Wire
from bot.wire.gate import Surplus
from db import migrate, outbox, person, profile, reminder, run_lock
from db.outbox import Leaving
from db.store import Store
from handlers import (
    cases,
    errors,
    menu,
    privacy,
    questions,
    reminders,
    requests,
    retention,
    settings as settings_,
    start,
)
from handlers.context import FALLBACK, Context, Operator, Services

log = logging.getLogger("traits")

SWEEP = timedelta(hours=1)
# free text comes last, and so do buttons and commands that nobody knows
FEATURES = (start, requests, cases, settings_, privacy, reminders, questions)

App = Application[Any, Any, Any, Any, Any, Any]


@dataclass
class House:
    """A bot at work, and what it stands on."""

    application: App
    wire: Wire
    store: Store
    clock: Clock
    _beside: list[asyncio.Task[object]] = field(default_factory=list)
    _swept: datetime | None = None

    async def start(self) -> None:
        """Begin to work; the menu and the encoder come beside it."""
        await self.application.initialize()
        await self.wire.start()
        self._beside += [
            asyncio.create_task(asyncio.to_thread(answers.warm)),
            asyncio.create_task(self._publish()),
        ]

    async def stop(self) -> None:
        """Finish what runs and let go."""
        for task in self._beside:
            task.cancel()
        await asyncio.gather(*self._beside, return_exceptions=True)
        await self.wire.stop()
        await self.application.shutdown()

    async def tick(self) -> None:
        """Put what is due into the outbox, and drop what is over."""
        while await self.store(reminders.queue_due, self.clock.now()) == reminders.BATCH:
            self.wire.wake()
        self.wire.wake()
        now = self.clock.now()
        if self._swept is None or now - self._swept >= SWEEP:
            self._swept = now
            await self.store(retention.sweep, now)

    async def skip(self, step: timedelta) -> None:
        """Move the clock on and let happen what is due by then: the playground's time machine."""
        self.clock.skip(step)
        await self.tick()
        await self.wire.settle()

    async def _publish(self) -> None:
        try:
            await menu.publish(self.application.bot, self.store)
        except Exception as problem:  # noqa: BLE001  people are answered without a menu, too
            log.warning("the menu was not set: %s", type(problem).__name__)


def assemble(
    store: Store,
    clock: Clock,
    token: str,
    operator: Operator,
    *,
    request: BaseRequest | None = None,
    api: str | None = None,
    **wiring: Any,
) -> House:
    """Put the house together around a database and a way to Telegram."""
    doors = {
        name: door for feature in FEATURES for name, door in getattr(feature, "DOORS", {}).items()
    }
    texts = {
        name: take for feature in FEATURES for name, take in getattr(feature, "TEXTS", {}).items()
    }
    services = Services(store, clock, operator, doors, texts)
    application = _application(services, token, request or transport(), api)
    house = House(application, None, store, clock)  # type: ignore[arg-type]
    house.wire = Wire(
        application,
        store,
        clock,
        tick=house.tick,
        again=lambda language: say("errors.again", language or FALLBACK),
        blocked=_blocked,
        notice=_notice,
        wanted=_wanted,
        **wiring,
    )
    return house


def _application(services: Services, token: str, request: BaseRequest, api: str | None) -> App:
    contexts = ContextTypes(context=Context, bot_data=lambda: services)  # type: ignore[arg-type, return-value]
    builder = ApplicationBuilder().token(token).updater(None).job_queue(None)
    builder = builder.request(request).get_updates_request(request).context_types(contexts)  # type: ignore[assignment]
    if api:
        builder = builder.base_url(f"{api}/bot").base_file_url(f"{api}/file/bot")
    application: App = builder.build()
    application.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, start.edited))
    application.add_handler(ChatMemberHandler(start.my_chat_member))
    for feature in FEATURES:
        application.add_handlers(feature.HANDLERS)
    application.add_handler(MessageHandler(filters.COMMAND, start.unknown))
    application.add_handler(CallbackQueryHandler(start.old_button))
    application.add_error_handler(errors.failed)
    return application


def _blocked(session: Any, chat_id: int, today: datetime) -> None:
    person.block(session, chat_id, today.date())


def _notice(session: Any, surplus: Surplus, now: datetime) -> None:
    """Tell somebody, once a minute, that what came on top was not read."""
    someone = person.find(session, surplus.chat_id)
    language = someone.language if someone else surplus.language_code or FALLBACK
    outbox.queue(
        session,
        chat_id=surplus.chat_id,
        method="sendMessage",
        params={"text": say("errors.too_many", language), "parse_mode": "HTML"},
        now=now,
        person_id=someone.id if someone else None,
    )


def _wanted(session: Any, leaving: Leaving) -> bool:
    """Say whether a reminder is still to be told, just before it goes."""
    of = leaving.parcel.reminder_id
    return of is None or reminder.wanted(session, of)
