"""Both sides of the volunteers' desk: people at their phones, volunteers in their group."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from bot.clock import Clock
from bot.playground.chats import Message
from bot.playground.forum import Forum
from bot.playground.phone import Phone
from bot.playground.telegram import Telegram
from bot.playground.topics import Topic
from db.store import Store
from tests.dialogues.conftest import Chat, World, living, spaced

RIGHTS = {"can_manage_topics": True, "can_delete_messages": True}
A_PAUSE = timedelta(seconds=6)  # longer than texts wait for each other
MORNING = datetime(2026, 11, 25, 9, tzinfo=UTC)


class Desk:
    """A group with two volunteers, of whom Lou leads, and the bot."""

    def __init__(self, world: World, forum: Forum, lou: Phone, robin: Phone) -> None:
        self.world = world
        self.forum = forum
        self.lou = lou
        self.robin = robin

    async def asks(self, words: str = "On me refuse l’accès.", language: str = "fr") -> Chat:
        """Return the phone of somebody who has asked for a human with these words."""
        place = "fr" if language == "fr" else "gb"
        chat = await self.world.settled("Ana", language, place)
        await self.ask(chat, words)
        return chat

    async def ask(self, chat: Chat, words: str) -> str:
        """Ask for a human, without sharing anything else."""
        french = chat.phone.language == "fr"
        await chat.say("/benevole" if french else "/human")
        if "Seulement mes mots" in chat.labels or "Only my words" in chat.labels:
            await chat.press("Seulement mes mots" if french else "Only my words")
        await chat.say(words)
        return await chat.press("Envoyer" if french else "Send it")

    @property
    def topic(self) -> Topic:
        """Return the newest topic."""
        return list(self.forum.topics.values())[-1]

    @property
    def lines(self) -> list[str]:
        """Return what stands in the newest topic, without what is said of the topic itself."""
        return self.lines_of(self.topic)

    def lines_of(self, topic: Topic) -> list[str]:
        """Return what stands in a topic."""
        return [spaced(one.text) for one in topic.messages if one.text]

    @property
    def bots(self) -> list[Message]:
        """Return what the bot wrote in the newest topic."""
        return [one for one in self.topic.messages if one.text and not one.mine]

    async def do(self, act: Callable[[], object]) -> None:
        """Do something in the group, and let it be carried to its end."""
        self.world.telegram.clock.skip(timedelta(seconds=3))
        act()
        await self.world.house.wire.settle()

    async def answer(self, words: str, topic: Topic | None = None, **more: object) -> None:
        """Have Lou write into a topic, the newest one unless another is named."""
        await self.do(lambda: self.forum.say(self.lou, words, topic or self.topic, **more))  # type: ignore[arg-type]

    async def press(self, words: str, phone: Phone | None = None) -> str:
        """Press a button in the newest topic, and return the notice that answered it."""
        by = phone or self.lou
        heard = len(by.alerts)
        button = next(
            one
            for message in reversed(self.bots)
            for one in message.buttons
            if spaced(one.text) == words
        )
        await self.do(lambda: self.forum.press(by, button, topic=self.topic))
        return spaced(by.alerts[-1].text) if len(by.alerts) > heard else ""

    async def writes(self, chat: Chat, *words: str) -> None:
        """Have somebody write texts, each long enough after the other to go alone."""
        for one in words:
            await chat.do(lambda one=one: chat.phone.say(one))  # type: ignore[misc]
            await self.pause()

    def forgive(self) -> None:
        """Let pass what Telegram refused so far: that it does is what the test is about."""
        self.world.telegram.calls.clear()

    async def pause(self) -> None:
        """Let as much time pass as texts wait for each other."""
        await self.world.house.wire.settle()
        await self.world.skip(seconds=A_PAUSE.total_seconds())


@asynccontextmanager
async def opened(store: Store) -> AsyncIterator[Desk]:
    """Run the bot with a volunteers' group."""
    telegram = Telegram(Clock(MORNING))
    lou, robin = telegram.phone("Lou", "fr"), telegram.phone("Robin", "en")
    forum = founded(telegram, "Bénévoles", lou, robin)
    async with living(store, telegram, {forum.id: None}) as world:
        yield Desk(world, forum, lou, robin)


@asynccontextmanager
async def again(desk: Desk, *forums: Forum | int) -> AsyncIterator[Desk]:
    """Run the bot anew on what an earlier one has left, with these groups."""
    ids: dict[int, str | None] = {one if isinstance(one, int) else one.id: None for one in forums}
    telegram, store = desk.world.telegram, desk.world.house.store
    forum = next((one for one in forums if isinstance(one, Forum)), desk.forum)
    async with living(store, telegram, ids) as world:
        await world.house.wire.settle()
        yield Desk(world, forum, desk.lou, desk.robin)


def founded(telegram: Telegram, title: str, lou: Phone, *others: Phone) -> Forum:
    """Return a group of volunteers that has taken the bot in."""
    forum = telegram.forum(title, lou)
    for phone in others:
        forum.join(phone)
    forum.invite_bot(**RIGHTS)
    return forum
