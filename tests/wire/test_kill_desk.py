"""The process dies ten times while people and volunteers talk: every word arrives, in its order."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.clock import Clock
from bot.playground.chats import Message
from bot.playground.forum import Forum
from bot.playground.phone import Phone
from bot.playground.topics import Topic
from bot.vault import Vault
from db import desk, migrate, person
from db.store import Store
from tests.wire.crowd import MARKS, Listening
from tests.wire.lives import ARRIVING, DYING, Bot, born, check_refused, lives_and_dies, until_sent

pytestmark = pytest.mark.kill

SEED = 20_261_128
KILLS = 10
LONGEST = 150.0  # seconds; it takes half a minute
PEOPLE = 8
TEXTS = 9  # of each side of each conversation
ANSWERING = 0.03  # seconds between what a call does and its answer: time to die in
FIRST = "first of {}"
LABEL = "Volunteer\n"


class Talks:
    """People who write, volunteers who answer, and what each of them wrote."""

    def __init__(self, telegram: Listening) -> None:
        self.telegram = telegram
        self.lou, self.robin = telegram.phone("Lou", "en"), telegram.phone("Robin", "en")
        self.forum: Forum = telegram.forum("Volunteers", self.lou)
        self.forum.join(self.robin)
        self.forum.invite_bot(can_manage_topics=True, can_delete_messages=True)
        self.people = [telegram.phone("Ana", "en") for _ in range(PEOPLE)]
        self.written: dict[int, list[str]] = {}
        self.answered: dict[int, list[str]] = {}

    async def write(self, phone: Phone, chance: random.Random) -> None:
        """Ask for a human, and write on."""
        await asyncio.sleep(chance.uniform(0, 4))
        phone.say("/human")
        await heard(lambda: "Write your message" in phone.text)
        phone.say(FIRST.format(phone.chat_id))
        await heard(lambda: any(one.text == "Send it" for one in phone.last.buttons))
        phone.press("Send it")
        await heard(lambda: "The volunteers know you as" in phone.text)
        texts = [f"{number} of {phone.chat_id}" for number in range(TEXTS)]
        for text in texts:
            await asyncio.sleep(chance.uniform(0, 4))
            phone.say(text)
        self.written[phone.chat_id] = texts

    async def answer(self, phone: Phone, chance: random.Random) -> None:
        """Answer somebody once their words are there."""
        await heard(lambda: self.topic_of(phone) is not None)
        topic = self.topic_of(phone)
        assert topic is not None
        answers = [f"answer {number} to {phone.chat_id}" for number in range(TEXTS)]
        for text in answers:
            await asyncio.sleep(chance.uniform(0, 4))
            self.forum.say(chance.choice([self.lou, self.robin]), text, topic)
        self.answered[phone.chat_id] = answers

    def topic_of(self, phone: Phone) -> Topic | None:
        """Return the topic in which somebody's first words stand."""
        for topic in self.forum.topics.values():
            if any(one.text.endswith(FIRST.format(phone.chat_id)) for one in topic.messages):
                return topic
        return None


async def heard(there: Callable[[], bool]) -> None:
    """Wait until something is there."""
    while not there():  # noqa: ASYNC110  a screen rings no bell
        await asyncio.sleep(0.05)


@pytest.fixture
def talks() -> Talks:
    telegram = Listening(Clock())
    for method in ("sendMessage", "createForumTopic"):
        telegram.faults.delay(ANSWERING, method)
    return Talks(telegram)


@pytest.fixture
async def bot(tmp_path: Path, talks: Talks) -> AsyncIterator[Bot]:
    of = {"TRAITS_DESK": str(talks.forum.id)}
    async with born(tmp_path, talks.telegram, "hurried", **of) as running:
        yield running


async def test_ten_kills_among_people_and_volunteers_lose_no_word(bot: Bot, talks: Talks) -> None:
    async with asyncio.timeout(LONGEST):  # what is lost is waited for in vain
        await ten_kills(bot, talks)


async def ten_kills(bot: Bot, talks: Talks) -> None:
    chance = random.Random(SEED)
    (bot.keys.parent / "data").mkdir(mode=0o700)
    migrate.upgrade(bot.database)
    store = Store(bot.database, Vault.create(bot.keys))
    await store(settle, talks.people)
    sides = [
        asyncio.create_task(side(phone, random.Random(phone.chat_id + number)))
        for phone in talks.people
        for number, side in enumerate((talks.write, talks.answer))
    ]
    for _ in range(KILLS):
        await lives_and_dies(bot, talks.telegram, chance)
    await bot.live()
    await asyncio.gather(*sides)
    await heard(lambda: len(talks.telegram.arrivals) == 0)
    await asyncio.sleep(1)  # what was fetched last is handled
    await until_sent(store)

    for phone in talks.people:
        await check(bot, talks, store, phone)
    check_refused(talks.telegram)
    store.close()


async def check(bot: Bot, talks: Talks, store: Store, phone: Phone) -> None:
    """What each side wrote stands on the other, once, in order, or marked as a repeat."""
    topic = talks.topic_of(phone)
    assert topic is not None
    assert await store(topic_ids, phone) == [topic.id], "there is one conversation"
    card, *rest = once([one for one in topic.messages if one.text and not one.mine], bot)
    assert card.endswith(FIRST.format(phone.chat_id))
    assert "\n\n".join(rest) == "\n\n".join(talks.written[phone.chat_id])
    replies = once([one for one in phone.replies if one.text], bot)
    answers = [one.removeprefix(LABEL) for one in replies if one.startswith(LABEL)]
    assert answers == talks.answered[phone.chat_id]


def once(messages: Sequence[Message], bot: Bot) -> list[str]:
    """Return what was said, each repeat taken as what it repeats: marked, and after a kill."""
    said: dict[str, Message] = {}
    announced = False
    for message in messages:
        mark = next((mark for mark in MARKS if message.text.startswith(mark)), "")
        words = message.text.removeprefix(mark).strip()
        if mark and not words:
            announced = True
            continue
        if words in said:
            assert mark or announced, "a repeat says that it is one"
            assert killed_near(said[words], bot)
        said.setdefault(words, message)
        announced = False
    return list(said)


def killed_near(message: Message, bot: Bot) -> bool:
    """Tell whether the process died while a message was on its way."""
    now, moment = Clock().now(), time.monotonic()
    deaths = [now - timedelta(seconds=moment - at) for at in bot.killed_at]
    early, late = timedelta(seconds=ARRIVING), timedelta(seconds=DYING)
    return any(message.at - early < death < message.at + late for death in deaths)


def settle(session: Session, people: Sequence[Phone]) -> None:
    """Have people told their country already."""
    for phone in people:
        someone = person.meet(session, phone.chat_id, "en", Clock().now().date(), "Europe/Dublin")
        person.change(session, someone.id, someone.version, country="ie", introduced=True)


def topic_ids(session: Session, phone: Phone) -> list[int | None]:
    """Return the topics of somebody's conversations."""
    someone = person.find(session, phone.chat_id)
    assert someone is not None
    return [talk.topic_id for talk in desk.all_of(session, someone.id)]
