"""Both sides of a conversation do what they like, by lot: each word arrives once, or is told of."""

import random
import re
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.language import label
from bot.playground.chats import Message
from bot.playground.telegram import Call
from bot.playground.topics import Topic
from db import desk as desks
from db import outbox, person
from db.desk import Talk
from db.store import Store
from tests.dialogues.conftest import Chat, spaced
from tests.dialogues.desks import Desk, opened

ACTS = 60
AGAIN = spaced(label("errors.again", "fr"))
_PERSON, _VOLUNTEER = re.compile(r"\bp(\d+)\.(\d+)\b"), re.compile(r"\bv(\d+)\.(\d+)\b")


class Dialogue:
    """A person and two volunteers, and what is to be expected of what they do."""

    def __init__(self, desk: Desk, chat: Chat, seed: int) -> None:
        self.desk, self.chat = desk, chat
        self.chance = random.Random(seed)
        self.anchor = desk.forum.say(desk.lou, "ici")
        self.said: list[tuple[Message, int]] = []  # the person's texts, and how often changed
        self.told: list[tuple[Message, int, Topic]] = []  # the volunteers'
        self.passed: list[int] = []  # which of them must arrive
        self.answered: list[int] = []
        self.undelivered = 0
        self.refused = 0

    @property
    def talk(self) -> Talk:
        """Return the conversation."""
        with self.desk.world.house.store.transaction() as session:
            someone = person.find(session, self.chat.phone.chat_id)
            assert someone is not None
            (talk,) = desks.all_of(session, someone.id)
            return talk

    @property
    def topic(self) -> Topic | None:
        """Return the topic, if it is there."""
        return self.desk.forum.topics.get(self.talk.topic_id or 0)

    @property
    def blocked(self) -> bool:
        """Tell whether the person has blocked the bot."""
        return self.chat.phone.chat.blocked

    async def act(self) -> None:
        """Have one of them do one thing."""
        await self.chance.choices(
            [self.write, self.change, self.answer, self.amend, self.note, self.wait, self.trouble,
             self.close, self.end, self.reopen, self.take_up, self.block, self.drop],
            [12, 5, 10, 4, 2, 8, 3, 1, 1, 3, 3, 2, 2],
        )[0]()  # fmt: skip
        await self.desk.world.house.wire.settle()

    async def write(self) -> None:
        """Have the person write, perhaps in reply to something."""
        if self.blocked or not self.talk.open:
            return
        volunteers = [one for one in self.chat.phone.replies if _VOLUNTEER.search(one.text)]
        to = self.chance.choice([None, None, *volunteers[-3:], *[m for m, _ in self.said[-2:]]])
        number = len(self.said)
        said = self.chat.phone.say(f"p{number}.0", reply_to=to)
        self.said.append((said, 0))
        self.passed.append(number)

    async def change(self) -> None:
        """Have the person change something they wrote."""
        if self.blocked or not self.talk.open or not self.said:
            return
        number = self.chance.randrange(max(0, len(self.said) - 4), len(self.said))
        message, version = self.said[number]
        self.chat.phone.edit(message, f"p{number}.{version + 1}")
        self.said[number] = message, version + 1

    async def answer(self) -> None:
        """Have a volunteer write, perhaps in reply to something."""
        if (topic := self.topic) is None:
            return
        number, is_open = len(self.told), self.talk.open
        to = self.chance.choice([None, *[one for one in topic.messages if one.text][-3:]])
        said = self.desk.forum.say(self.desk.lou, f"v{number}.0", topic, reply_to=to)
        self.told.append((said, 0, topic))
        if not is_open:
            self.refused += 1
        elif self.blocked:
            self.undelivered += 1
        else:
            self.answered.append(number)

    async def amend(self) -> None:
        """Have a volunteer change something that was passed on."""
        if self.blocked or not self.talk.open or not self.answered:
            return
        number = self.chance.choice(self.answered[-3:])
        message, version, topic = self.told[number]
        if message.gone or topic is not self.topic:
            return
        self.desk.forum.edit(self.desk.lou, message, f"v{number}.{version + 1}")
        self.told[number] = message, version + 1, topic

    async def note(self) -> None:
        """Have a volunteer write for the others only."""
        if topic := self.topic:
            self.desk.forum.say(self.desk.lou, "// secret", topic)

    async def wait(self) -> None:
        """Let some time pass."""
        await self.desk.world.skip(seconds=self.chance.choice([1, 3, 5, 20]))

    async def trouble(self) -> None:
        """Have the next call fare badly."""
        faults = self.desk.world.telegram.faults
        self.chance.choice([faults.lose, faults.crash, faults.disconnect])("sendMessage")

    async def close(self) -> None:
        """Have a volunteer close the conversation."""
        self.press(f"talk:close:{self.talk.id}")

    async def reopen(self) -> None:
        """Have a volunteer open it again."""
        self.press(f"talk:reopen:{self.talk.id}")

    def press(self, data: str) -> None:
        self.desk.forum.forge(self.desk.robin, data, self.anchor)

    async def end(self) -> None:
        """Have the person end it."""
        if not self.blocked:
            self.chat.phone.forge(f"desk:end:{self.talk.id}")

    async def take_up(self) -> None:
        """Have the person take it up again."""
        if not self.blocked and not self.talk.open:
            self.chat.phone.forge(f"desk:again:{self.talk.id}")

    async def block(self) -> None:
        """Have the person block the bot, or come back."""
        await self.settled()  # what is under way arrives first: what comes later is told of
        if self.blocked:
            self.chat.phone.unblock()
        else:
            self.chat.phone.block()

    async def drop(self) -> None:
        """Have a volunteer delete the topic."""
        if topic := self.topic:
            self.desk.forum.delete_topic(self.desk.lou, topic)

    async def settled(self) -> None:
        """Let time pass until nothing waits."""
        for _ in range(200):
            await self.desk.world.house.wire.settle()
            left, _ = await self.desk.world.house.store(outbox.waiting)
            if not left:
                return
            await self.desk.world.skip(seconds=15)
        raise AssertionError("something waits for ever")

    def calls(self, chat_id: int, *methods: str) -> Iterator[Call]:
        """Yield what reached a chat."""
        for call in self.desk.world.telegram.calls:
            if (
                call.chat_id == chat_id
                and call.method in methods
                and not call.mistake
                and not call.planned
            ):
                yield call

    def check(self, chat_id: int, of: re.Pattern[str], expected: list[int]) -> None:
        """Each was said in order, once, or again with a mark."""
        first: list[int] = []
        unmarked: list[int] = []
        for call in self.calls(chat_id, "sendMessage"):
            text = spaced(str(call.params["text"]))
            ids = [int(number) for number, _ in of.findall(text)]
            first += [one for one in ids if one not in first]
            if not text.startswith(AGAIN) and "Modifié" not in text:
                unmarked += ids
        assert first == expected
        repeated = {one for one in unmarked if unmarked.count(one) > 1}
        assert not repeated

    def latest(self, chat_id: int, of: re.Pattern[str]) -> dict[int, int]:
        """Return the last version of each that reached a chat."""
        found = {}
        for call in self.calls(chat_id, "sendMessage", "editMessageText"):
            for number, version in of.findall(str(call.params["text"])):
                found[int(number)] = int(version)
        return found


@pytest.fixture
async def desk(lite: Store) -> AsyncIterator[Desk]:
    async with opened(lite) as found:
        yield found
        found.forgive()


@pytest.mark.parametrize("seed", range(8, 14))
async def test_each_word_arrives_once_in_order_or_its_failure_is_told(
    desk: Desk, seed: int
) -> None:
    chat = await desk.asks("premiers mots")
    dialogue = Dialogue(desk, chat, seed)
    for _ in range(ACTS):
        await dialogue.act()
    await dialogue.settled()

    person_, group = chat.phone.chat_id, desk.forum.id
    dialogue.check(group, _PERSON, dialogue.passed)
    dialogue.check(person_, _VOLUNTEER, dialogue.answered)
    last = dialogue.latest(group, _PERSON)
    assert last == {number: version for number, (_, version) in enumerate(dialogue.said)}
    heard = dialogue.latest(person_, _VOLUNTEER)
    assert heard == {number: dialogue.told[number][1] for number in dialogue.answered}
    lines = [spaced(str(call.params["text"])) for call in dialogue.calls(group, "sendMessage")]
    unmarked = [line for line in lines if not line.startswith(AGAIN)]
    assert sum(line.startswith("Non remis") for line in unmarked) <= dialogue.undelivered
    assert sum("Non remis" in line for line in lines) >= dialogue.undelivered
    assert sum("Rien n’a été envoyé" in line for line in lines) >= dialogue.refused
    assert not any("secret" in str(call.params) for call in dialogue.calls(person_, "sendMessage"))
    assert all(
        message.protected for message in desk.forum.messages if not message.mine and message.text
    )
