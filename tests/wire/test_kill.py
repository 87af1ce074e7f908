"""The process dies twenty times while two hundred people talk to it, and nobody notices much."""

import asyncio
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from bot.app import assemble
from bot.clock import Clock
from bot.playground.phone import Phone
from bot.playground.server import Server
from bot.playground.telegram import TOKEN
from bot.vault import Vault
from bot.wire import Limits
from db import case, draft, person
from db.inbox import Arrival
from db.outbox import Departure
from db.reminder import Reminder
from db.store import Store, table
from handlers.context import Operator
from tests.wire.crowd import SCRIPTS, Ear, Listening, play

pytestmark = pytest.mark.kill

SEED = 20_261_125
KILLS = 20
KILLS_WHILE_REMINDING = 5
LONGEST = 150.0  # seconds; it takes half a minute
EARLY = 0.15  # of the lives end before they have begun to work
OPERATOR = Operator("Association Exemple", "contact@example.org", "https://example.org/privacy")
# those who have much to say begin first: a chat is written to once a second
CROWD = {"a letter sent": 20, "a letter": 20, "half a request": 60, "many at once": 100}
ROOT = Path(__file__).parents[2]
ANSWERING = 0.03  # seconds between what a call does and its answer: time to die in
DYING = 1.0  # seconds before a kill in which a call may still have been under way
ARRIVING = 0.5  # seconds after it in which what had left may still arrive
REMINDED = 2  # "did you send it?", the next day and after a week

# by script: how much was said after each step, and what
Expected = dict[str, tuple[list[int], list[tuple[str, str]]]]


class Bot:
    """The real bot as a process of its own, over and over."""

    def __init__(self, folder: Path, telegram: Listening, url: str) -> None:
        self._telegram = telegram
        self.log = folder / "log"
        self.keys = folder / "keys"
        self.database = f"sqlite:///{(folder / 'data' / 'traits.db').resolve()}"
        self.killed_at: list[float] = []
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "OPENBLAS_NUM_THREADS": "1",  # threads do not survive a fork
            "TRAITS_TOKEN": TOKEN,
            "TRAITS_TELEGRAM_API": url,
            "TRAITS_DATA": str(folder / "data"),
            "TRAITS_DATABASE_URL": self.database,
            "TRAITS_KEYS_FILE": str(self.keys),
            "TRAITS_OPERATOR_NAME": OPERATOR.name,
            "TRAITS_OPERATOR_CONTACT": OPERATOR.contact,
            "TRAITS_PRIVACY_URL": OPERATOR.privacy_url,
        }
        self._nursery: asyncio.subprocess.Process | None = None
        self._alive: int | None = None

    async def open(self) -> None:
        """Have everything imported once, so that twenty lives fit into a minute."""
        self._nursery = await self._run("-m", "tests.wire.nursery")

    async def close(self) -> None:
        """Leave nobody behind, however the test went."""
        if self._alive is not None:
            await self.kill()
        assert self._nursery is not None
        self._nursery.kill()
        await self._nursery.wait()

    async def live(self) -> None:
        """Begin a life."""
        self._telegram.asked.clear()
        self._alive = await self._order("bear")

    async def kill(self) -> None:
        """End it without a warning."""
        assert self._alive is not None
        os.kill(self._alive, signal.SIGKILL)
        self.killed_at.append(time.monotonic())
        self._alive = None
        assert await self._order("bury") == -signal.SIGKILL, self.log.read_text()[-2000:]

    @asynccontextmanager
    async def live_for_real(self) -> AsyncIterator[None]:
        """Live as an operator has it live, and end when asked to."""
        self._telegram.asked.clear()
        process = await self._run("-m", "bot", "run")
        try:
            yield
            process.terminate()
            assert await process.wait() == 0
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    async def _run(self, *words: str) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, *words, cwd=ROOT, env=self._environment,
                stdin=pipe, stdout=pipe, stderr=log,
            )  # fmt: skip

    async def _order(self, word: str) -> int:
        nursery = self._nursery
        assert nursery is not None
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        nursery.stdin.write(f"{word}\n".encode())
        return int(await nursery.stdout.readline())


@pytest.fixture
async def telegram() -> Listening:
    listening = Listening(Clock())
    for method in ("sendMessage", "editMessageText", "sendDocument"):
        listening.faults.delay(ANSWERING, method)
    return listening


@pytest.fixture
async def bot(tmp_path: Path, telegram: Listening) -> AsyncIterator[Bot]:
    async with Server(telegram) as server:
        running = Bot(tmp_path, telegram, server.url)
        await running.open()
        yield running
        await running.close()


async def undisturbed(folder: Path) -> Expected:
    """Return, for each script, how much was said after each step, and what, when nothing dies."""
    from db import migrate  # noqa: PLC0415  brings Alembic along

    url = f"sqlite:///{folder / 'undisturbed.db'}"
    migrate.upgrade(url)
    clock, store = Clock(), Store(url, Vault.fresh())
    telegram = Listening(clock)
    house = assemble(
        store,
        clock,
        TOKEN,
        OPERATOR,
        request=telegram.request(),
        limits=Limits().unpaced(),
    )
    await house.start()
    heard = {}
    for name, script in SCRIPTS.items():
        phone, counts = telegram.phone("Ana", "en"), []
        for step in script:
            for act in step:
                act(phone)
                await house.wire.settle()
            counts.append(len(telegram.ear(phone).said))
        heard[name] = (counts, [said.what for said in telegram.ear(phone).said])
    await house.stop()
    store.close()
    return heard


async def test_twenty_kills_among_two_hundred_people_lose_nothing(
    bot: Bot, telegram: Listening, tmp_path: Path
) -> None:
    async with asyncio.timeout(LONGEST):  # what is lost is waited for in vain
        await twenty_kills(bot, telegram, await undisturbed(tmp_path))


async def twenty_kills(bot: Bot, telegram: Listening, expected: Expected) -> None:
    chance = random.Random(SEED)
    people = [
        (name, telegram.phone("Ana", "en")) for name, count in CROWD.items() for _ in range(count)
    ]
    talks = [
        asyncio.create_task(
            play(phone, telegram.ear(phone), SCRIPTS[name], expected[name][0], after=number / 16)
        )
        for number, (name, phone) in enumerate(people)
    ]
    for _ in range(KILLS - KILLS_WHILE_REMINDING):
        await lives_and_dies(bot, telegram, chance)
    await bot.live()
    letters = [number for number, (name, _) in enumerate(people) if name == "a letter"]
    await asyncio.gather(*(talks[number] for number in letters))
    store = Store(bot.database, Vault.load(bot.keys))
    await store(make_due, [people[number][1].chat_id for number in letters])
    await bot.kill()
    for _ in range(KILLS_WHILE_REMINDING - 1):
        await lives_and_dies(bot, telegram, chance)
    reminded = len(expected["a letter"][1]) + REMINDED
    async with bot.live_for_real():
        await asyncio.gather(*talks)
        await asyncio.gather(*(telegram.ear(people[n][1]).until(reminded) for n in letters))

    assert len(bot.killed_at) == KILLS
    for name, phone in people:
        check_heard(name, telegram.ear(phone), expected[name][1])
    check_repeats(telegram, bot)
    check_refused(telegram)
    await store(check_rows, telegram.updates)
    for name, phone in people:
        await store(check_state, name, phone)
    store.close()
    assert TOKEN.partition(":")[2] not in bot.log.read_text()


async def lives_and_dies(bot: Bot, telegram: Listening, chance: random.Random) -> None:
    """Have the bot begin, work for a while, or not even that, and die."""
    await bot.live()
    if chance.random() < EARLY:
        await asyncio.sleep(chance.uniform(0, 0.2))
    else:
        await telegram.asked.wait()
        await asyncio.sleep(chance.uniform(0.05, 1.2))
    await bot.kill()


def check_refused(telegram: Listening) -> None:
    """An edit done twice is an edit done once, and an old press need not be answered."""
    harmless = ("Bad Request: message is not modified", "Bad Request: query is too old")
    for call in telegram.refused:
        assert call.mistake is not None
        assert call.mistake.description.startswith(harmless), call.method


def check_heard(name: str, ear: Ear, expected: list[tuple[str, str]]) -> None:
    """Everything was heard, in its order, and nothing twice without its mark."""
    heard = [said.what for said in ear.said]
    assert heard[: len(expected)] == expected, name
    rest = heard[len(expected) :]
    assert len(rest) == (REMINDED if name == "a letter" else 0), name
    assert len(set(rest)) <= 1


def check_repeats(telegram: Listening, bot: Bot) -> None:
    """What came twice was under way at a kill, and marked the second time."""
    for ear in telegram.ears.values():
        for first, copy in ear.repeats:
            near = [at for at in bot.killed_at if first.at - ARRIVING < at < first.at + DYING]
            assert near, first.method
            assert copy.at > near[0]


def check_rows(session: Session, updates: int) -> None:
    """Every update is done, and every departure sent."""
    arrivals = Counter(session.execute(select(table(Arrival).c.state)).scalars())
    assert arrivals == {"done": updates}
    departures = Counter(session.execute(select(table(Departure).c.state)).scalars())
    assert set(departures) == {"sent"}
    assert "waiting" not in _reminders_of_letters(session)


def check_state(session: Session, name: str, phone: Phone) -> None:
    """What people told the bot is there, once."""
    someone = person.find(session, phone.chat_id)
    assert someone is not None
    assert someone.country == "ie"
    sheet = draft.newest(session, someone.id)
    if name == "half a request":
        assert sheet is not None
        assert sheet.facts["right"] == "access"
    else:
        assert sheet is None
    kinds = {"a letter": ["prepared"], "a letter sent": ["prepared", "sent"]}.get(name)
    records = case.mine(session, someone.id)
    assert len(records) == (0 if kinds is None else 1)
    for record in records:
        assert [event.kind for event in case.events(session, record.id)][
            : len(kinds or [])
        ] == kinds


def make_due(session: Session, chat_ids: list[int]) -> None:
    """Have the day come on which people are asked whether they sent their letter."""
    of = table(Reminder)
    for chat_id in chat_ids:
        someone = person.find(session, chat_id)
        assert someone is not None
        due = of.update().where(of.c.person_id == someone.id)
        session.execute(due.values(due_at=Clock().now() - timedelta(minutes=1)))


def _reminders_of_letters(session: Session) -> set[Any]:
    of = table(Reminder)
    overdue = select(of.c.state).where(of.c.due_at < Clock().now())
    return set(session.execute(overdue).scalars())
