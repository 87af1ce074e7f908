"""Two hundred people ask for a human at once, in a group that bears twenty calls a minute."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.app import assemble
from bot.clock import Clock
from bot.language import label
from bot.playground.forum import Forum
from bot.playground.phone import Phone
from bot.playground.telegram import TOKEN, Telegram
from bot.playground.topics import Topic
from bot.wire import Limits
from db import desk as desks
from db import outbox, person
from db.store import Store
from handlers.desk import _alias
from tests.dialogues.conftest import OPERATOR, World, harmless, spaced
from tests.dialogues.desks import MORNING, founded

PER_MINUTE = 20
SEED = 20_261_128
VOLUNTEERS = 10
FLOODED = 0.25
A_MOMENT, A_WHILE = timedelta(seconds=5), timedelta(seconds=20)
AGAIN = spaced(label("errors.again", "fr"))
FIRST, SECOND, THIRD = "première de {}", "deuxième de {}", "troisième de {}"
ANSWER = "réponse à {}"


class Flood:
    """A crowd, a group, and a bot that keeps to its pace on a clock that leaps."""

    def __init__(self, world: World, forum: Forum, volunteers: list[Phone]) -> None:
        self.world = world
        self.forum = forum
        self.volunteers = volunteers
        self.people: list[Phone] = []
        self.ids: dict[str, int] = {}

    async def gather(self, count: int) -> None:
        """Have a crowd come up to the button that sends its first words."""
        self.people = [self.world.telegram.phone("Ana", "fr") for _ in range(count)]
        self.ids = await self.world.house.store(settle, [phone.chat_id for phone in self.people])
        await self.each(lambda phone: phone.say("/benevole"))
        await self.each(lambda phone: phone.say(FIRST.format(phone.chat_id)))

    async def each(self, act: Callable[[Phone], object]) -> None:
        """Have everybody do something, and wait until all of it is through."""
        for phone in self.people:
            act(phone)
        await self.world.house.wire.settle()
        self.world.telegram.clock.skip(A_MOMENT)

    async def through(self, trouble: "Trouble | None" = None) -> None:
        """Let time pass until nothing waits; whoever sees new words answers them."""
        answered: set[int] = set()
        idle = 0
        while idle < 3:
            if trouble:
                trouble.stir()
            await self.world.house.wire.settle()
            self.world.telegram.clock.skip(A_WHILE)
            new = [topic for topic in self.topics() if topic.id not in answered and topic.messages]
            for number, topic in enumerate(new):
                answered.add(topic.id)
                first = next(one.text for one in topic.messages if one.text)
                words = ANSWER.format(first.rpartition(" ")[2])
                self.forum.say(self.volunteers[number % VOLUNTEERS], words, topic)
            left, _ = await self.world.house.store(outbox.waiting)
            idle = 0 if left or new else idle + 1

    def topics(self) -> list[Topic]:
        """Return the topics that conversations are in and something stands in."""
        ids = set(self.topic_of().values())
        there = [topic for topic in self.forum.topics.values() if topic.id in ids]
        return [topic for topic in there if any(one.text for one in topic.messages)]

    def topic_of(self) -> dict[int, int | None]:
        """Return the topic of everybody's one conversation."""
        with self.world.house.store.transaction() as session:
            (group,) = desks.groups(session)
            talks = {talk.person_id: talk for talk in desks.in_group(session, group.id)}
            assert len(talks) == len(self.people)
            return {chat_id: talks[id_].topic_id for id_, chat_id in self.ids.items()}


def settle(session: Session, chat_ids: list[int]) -> dict[str, int]:
    """Have people told their country already; return their chats."""
    found = {}
    for chat_id in chat_ids:
        someone = person.meet(session, chat_id, "fr", MORNING.date(), "Europe/Paris")
        person.change(session, someone.id, someone.version, country="fr", introduced=True)
        found[someone.id] = chat_id
    return found


class Trouble:
    """What a busy Telegram and a poor network do, by lot."""

    def __init__(self, telegram: Telegram, forum: Forum) -> None:
        self._faults = telegram.faults
        self._chat_id = forum.id
        self._chance = random.Random(SEED)
        self._left = 40

    def stir(self) -> None:
        """Plan some trouble."""
        if self._left:
            self._left -= 1
            method = self._chance.choice(["sendMessage", "createForumTopic"])
            faults, chat_id = self._faults, self._chat_id
            if self._chance.random() < FLOODED:
                faults.flood(7, method, chat_id)
            else:
                plan = self._chance.choice([faults.crash, faults.lose, faults.disconnect])
                plan(method, self._chance.choice([chat_id, None]))


@pytest.fixture
async def flood(lite: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Flood]:
    telegram = Telegram(Clock(MORNING))
    volunteers = [telegram.phone(f"Lou {number}", "fr") for number in range(VOLUNTEERS)]
    forum = founded(telegram, "Bénévoles", *volunteers)
    forum.per_minute = PER_MINUTE

    async def leap(_: asyncio.Event, seconds: float) -> bool:
        telegram.clock.skip(timedelta(seconds=seconds))
        await asyncio.sleep(0)
        return False

    monkeypatch.setattr("bot.wire.places.wait", leap)
    # by lot, two of two hundred who ask in one moment may see the same name, and are asked again
    names = (f"{bird}-{number}" for number in range(10, 100) for bird in _alias.BIRDS)
    monkeypatch.setattr(_alias, "draw", lambda _: next(names))
    house = assemble(
        lite, telegram.clock, TOKEN, OPERATOR, request=telegram.request(),
        limits=Limits(chat_step=0), volunteers={forum.id: None},
    )  # fmt: skip
    await house.start()
    await asyncio.gather(*house._beside)
    yield Flood(World(house, telegram), forum, volunteers)
    await house.stop()


def once(lines: Sequence[str]) -> list[str]:
    """Return what was said, each marked repeat taken as what it repeats."""
    said: list[str] = []
    for line in lines:
        marked = line.startswith(AGAIN)
        plain = line.removeprefix(AGAIN).strip()
        if plain and not (marked and plain in said):
            said.append(plain)
    return said


def check(flood: Flood) -> None:
    """Everything arrived, once, in its order, in its own place."""
    where = flood.topic_of()
    for phone in flood.people:
        topic = flood.forum.topics[where[phone.chat_id] or 0]
        of = phone.chat_id
        card, *rest = once(
            [spaced(one.text) for one in topic.messages if one.text and not one.mine]
        )
        assert card.endswith(FIRST.format(of))
        assert "\n\n".join(rest) == f"{SECOND.format(of)}\n\n{THIRD.format(of)}"
        heard = once([spaced(one.text) for one in phone.replies])
        assert [one for one in heard if one.startswith("Bénévole")] == [
            f"Bénévole\n{ANSWER.format(of)}"
        ]


def started(flood: Flood) -> list[str]:
    """Return what went into the group, in order: beginnings and what follows."""
    kinds = []
    for call in flood.world.telegram.calls:
        if call.chat_id == flood.forum.id and not call.mistake:
            words = str(call.params.get("text", ""))
            if call.method == "createForumTopic" or "première" in words:
                kinds.append("first")
            elif "deuxième" in words or "troisième" in words:
                kinds.append("following")
    return kinds


async def test_two_hundred_people_at_once_are_all_heard_in_order(flood: Flood) -> None:
    await flood.gather(200)
    begun = flood.world.now

    def asks(phone: Phone) -> None:
        phone.press(next(one for one in phone.last.buttons if spaced(one.text) == "Envoyer"))
        phone.say(SECOND.format(phone.chat_id))
        phone.say(THIRD.format(phone.chat_id))

    await flood.each(asks)
    await flood.through()

    check(flood)
    refused = [call for call in flood.world.telegram.refused if not harmless(call)]
    assert refused == [], "not one 429"
    kinds = started(flood)
    assert kinds.index("following") == kinds.count("first"), "first contacts come first"
    calls = len(kinds)
    minutes = (flood.world.now - begun) / timedelta(minutes=1)
    assert calls / minutes > PER_MINUTE / 2, "and the group's places are used"


async def test_in_trouble_nothing_is_lost(flood: Flood) -> None:
    await flood.gather(50)
    trouble = Trouble(flood.world.telegram, flood.forum)

    def asks(phone: Phone) -> None:
        trouble.stir()
        phone.press(next(one for one in phone.last.buttons if spaced(one.text) == "Envoyer"))
        phone.say(SECOND.format(phone.chat_id))
        phone.say(THIRD.format(phone.chat_id))

    await flood.each(asks)
    await flood.through(trouble)

    check(flood)
    assert sum(call.planned for call in flood.world.telegram.calls) > 10
