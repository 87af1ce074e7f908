"""A person at a phone, the real bot, and a Telegram of our own between them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.app import House, assemble
from bot.clock import Clock
from bot.playground.markup import Button
from bot.playground.phone import Phone
from bot.playground.telegram import TOKEN, Call, Telegram
from bot.vault import Vault
from bot.wire import Limits
from db.store import Store
from handlers.context import Operator

if TYPE_CHECKING:
    from tests.dialogues.desks import Desk

OPERATOR = Operator("Association Exemple", "contact@example.org", "https://example.org/privacy")
_HARMLESS = ("not modified", "NOT_MODIFIED", "query is too old")
A_BREATH = timedelta(seconds=3)  # nobody writes thirty messages a minute


class Chat:
    """A phone whose every act is carried to its end before the test looks."""

    def __init__(self, phone: Phone, settle: Callable[[], Awaitable[None]]) -> None:
        self.phone = phone
        self._settle = settle

    async def say(self, text: str) -> str:
        """Write, and return what the bot said."""
        return await self._done(lambda: self.phone.say(text))

    async def press(self, *words: str) -> str:
        """Press one button after the other, and return what the bot said or changed at the last."""
        said = ""
        for label in words:
            button = self.button(label)
            said = await self._done(lambda button=button: self.phone.press(button))  # type: ignore[misc]
        return said

    async def forge(self, data: str) -> str:
        """Send a press that no button made."""
        return await self._done(lambda: self.phone.forge(data))

    async def do(self, act: Callable[[], object]) -> str:
        """Do something else with the phone."""
        return await self._done(act)

    @property
    def last(self) -> str:
        """Return the newest message."""
        return spaced(self.phone.replies[-1].text)

    @property
    def buttons(self) -> list[Button]:
        """Return every button on the screen, the newest message's first."""
        return [one for message in reversed(self.phone.replies) for one in message.buttons]

    @property
    def labels(self) -> list[str]:
        """Return the words on the newest message's buttons."""
        return [spaced(one.text) for one in self.phone.replies[-1].buttons]

    @property
    def files(self) -> list[tuple[str, bytes]]:
        """Return name and content of every file the bot sent."""
        return [message.document for message in self.phone.replies if message.document]

    @property
    def alert(self) -> str:
        """Return the last notice that answered a press."""
        return spaced(self.phone.alerts[-1].text) if self.phone.alerts else ""

    def button(self, words: str) -> Button:
        """Return the newest button of these words."""
        found = [one for one in self.buttons if spaced(one.text) == words]
        assert found, f"no button {words!r} among {[spaced(one.text) for one in self.buttons]}"
        return found[0]

    def data(self, words: str) -> str:
        """Return what the newest button of these words would say."""
        found = self.button(words).data
        assert found is not None
        return found

    def heard(self, words: str) -> int:
        """Return how many messages hold these words."""
        return sum(words in spaced(message.text) for message in self.phone.replies)

    async def _done(self, act: Callable[[], object]) -> str:
        self.phone.telegram.clock.skip(A_BREATH)
        before = {message.id: message.text for message in self.phone.replies}
        act()
        await self._settle()
        new = [one.text for one in self.phone.replies if before.get(one.id) != one.text]
        return spaced("\n".join(new))


def spaced(text: str) -> str:
    """Return a text with plain spaces, as a test writes it."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


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

    @property
    def now(self) -> datetime:
        """Return the moment it is."""
        return self.house.clock.now()

    def again(self, chat: Chat) -> Chat:
        """Return a phone that another house has served."""
        return Chat(chat.phone, self.house.wire.settle)

    async def settled(self, name: str, language: str, country: str) -> Chat:
        """Return the phone of somebody who has told their country."""
        chat = self.phone(name, language)
        await chat.say("/start")
        await chat.forge(f"settings:in.{country}:")
        if country == "gb":
            await chat.forge("settings:lives.gb-eng:")
        return chat


@asynccontextmanager
async def living(
    store: Store, telegram: Telegram | None = None, volunteers: dict[int, str | None] | None = None
) -> AsyncIterator[World]:
    """Run the bot on a database, with a Telegram of its own or one that was there before."""
    telegram = telegram or Telegram(Clock(datetime(2026, 11, 25, 9, tzinfo=UTC)))
    house = assemble(
        store,
        telegram.clock,
        TOKEN,
        OPERATOR,
        request=telegram.request(),
        limits=Limits().unpaced(),
        volunteers=volunteers,
    )
    await house.start()
    await asyncio.gather(*house._beside)  # the menu is set, the encoder is warm
    try:
        yield World(house, telegram)
    finally:
        await house.stop()
    assert [call for call in telegram.refused if not harmless(call)] == []
    assert not any(phone.unanswered for phone in telegram.phones.values())


def harmless(call: Call) -> bool:
    """Return whether Telegram refused what need not be done any more."""
    return any(words in str(call.mistake) for words in _HARMLESS)


@pytest.fixture
async def world(store: Store) -> AsyncIterator[World]:
    """Run the bot on each database."""
    async with living(store) as found:
        yield found


@pytest.fixture
def lite(sqlite_url: str, vault: Vault) -> Iterator[Store]:
    opened = Store(sqlite_url, vault)
    yield opened
    opened.close()


@pytest.fixture
async def town(lite: Store) -> AsyncIterator[World]:
    """Run the bot on SQLite only: for what does not depend on the database."""
    async with living(lite) as found:
        yield found


@pytest.fixture
async def desk(lite: Store) -> "AsyncIterator[Desk]":
    """Run the bot with a volunteers' group, on SQLite only."""
    from tests.dialogues.desks import opened  # noqa: PLC0415  it stands on what is here

    async with opened(lite) as found:
        yield found
