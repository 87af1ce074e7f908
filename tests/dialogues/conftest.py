"""A person at a phone, the real bot, and a Telegram of our own between them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import House, assemble
from bot.clock import Clock
from bot.playground.phone import Phone
from bot.playground.telegram import TOKEN, Telegram
from bot.wire import Limits
from db.store import Store
from handlers.context import Operator

OPERATOR = Operator("Association Exemple", "contact@example.org", "https://example.org/privacy")


class Chat:
    """A phone whose every act is carried to its end before the test looks."""

    def __init__(self, phone: Phone, settle: Callable[[], Awaitable[None]]) -> None:
        self.phone = phone
        self._settle = settle

    async def say(self, text: str) -> str:
        """Write, and return what the bot said."""
        seen = len(self.phone.replies)
        self.phone.say(text)
        await self._settle()
        return self._since(seen)

    async def press(self, button: str) -> str:
        """Press the last button of these words, and return what the bot said or changed."""
        seen = len(self.phone.replies)
        message = self.phone.press(button)
        await self._settle()
        del message
        return self._since(seen)

    async def forge(self, data: str) -> str:
        """Send a press that no button made."""
        seen = len(self.phone.replies)
        self.phone.forge(data)
        await self._settle()
        return self._since(seen)

    @property
    def text(self) -> str:
        """Return the whole screen."""
        return "\n".join(message.text for message in self.phone.replies)

    def _since(self, seen: int) -> str:
        new = self.phone.replies[seen:] or self.phone.replies[-1:]
        return "\n".join(message.text for message in new)


class World:
    """The bot, its Telegram and its clock."""

    def __init__(self, house: House, telegram: Telegram) -> None:
        self.house = house
        self.telegram = telegram

    def phone(self, name: str = "Ana", language: str = "fr") -> Chat:
        """Return a new person's phone."""
        return Chat(self.telegram.phone(name, language), self.house.wire.settle)

    async def skip(self, **step: float) -> None:
        """Let time pass."""
        await self.house.skip(timedelta(**step))


@pytest.fixture
async def world(store: Store) -> AsyncIterator[World]:
    clock = Clock(datetime(2026, 11, 25, 9, tzinfo=UTC))
    telegram = Telegram(clock)
    house = assemble(
        store, clock, TOKEN, OPERATOR, request=telegram.request(), limits=Limits().unpaced()
    )
    await house.start()
    yield World(house, telegram)
    await house.stop()
