import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bot.clock import Clock
from bot.playground.mistake import Mistake
from bot.playground.telegram import Telegram

Bot = Application[Any, Any, Any, Any, Any, Any]


@pytest.fixture(autouse=True)
def _durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the library speak in timedeltas, as the Makefile does."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 3, 1, 12, 0, tzinfo=UTC))


@pytest.fixture
def telegram(clock: Clock) -> Telegram:
    return Telegram(clock)


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message
    keys = {"inline_keyboard": [[{"text": "Encore", "callback_data": "again"}]]}
    await update.message.reply_text(update.message.text or "?", api_kwargs={"reply_markup": keys})


async def again(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query
    await update.callback_query.answer("Voilà")
    await update.callback_query.edit_message_text("Encore une fois")


def echo_bot(builder: Any) -> Bot:
    """Build the smallest real bot, with no shortcuts on the library's side."""
    application: Bot = builder.build()
    application.add_handler(MessageHandler(filters.ALL, echo))
    application.add_handler(CallbackQueryHandler(again))
    return application


@pytest.fixture
async def bot(telegram: Telegram) -> AsyncIterator[Bot]:
    door = telegram.request()
    builder = Application.builder().token(telegram.token).request(door).get_updates_request(door)
    async with echo_bot(builder) as application:
        await application.start()
        assert application.updater
        await application.updater.start_polling(timeout=5)
        yield application
        await application.updater.stop()
        await application.stop()


async def until(condition: Any, seconds: float = 5) -> None:
    """Wait until something the bot does has shown."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  a screen has no event to wait for
            await asyncio.sleep(0.002)


async def refusal(telegram: Telegram, method: str, uploads: Any = None, /, **params: Any) -> str:
    """Return what Telegram says to a call that it refuses."""
    with pytest.raises(Mistake) as caught:
        await telegram.call(method, params, uploads)
    return f"{caught.value.code} {caught.value.description}"
