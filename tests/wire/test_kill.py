"""The process dies twenty times while two hundred people talk to it, and nobody notices much."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from bot.app import assemble
from bot.clock import Clock
from bot.playground.phone import Phone
from bot.playground.telegram import TOKEN
from bot.vault import Vault
from bot.wire import Limits
from db import case, draft, person
from db.inbox import Arrival
from db.outbox import Departure
from db.reminder import Reminder
from db.store import Store, table
from tests.wire.crowd import SCRIPTS, Ear, Listening, play
from tests.wire.lives import (
    OPERATOR,
    Bot,
    born,
    check_refused,
    check_repeats,
    lives_and_dies,
    until_sent,
)

pytestmark = pytest.mark.kill

SEED = 20_261_125
KILLS = 20
KILLS_WHILE_REMINDING = 5
LONGEST = 150.0  # seconds; it takes half a minute
# those who have much to say begin first: a chat is written to once a second
CROWD = {"a letter sent": 20, "a letter": 20, "half a request": 60, "many at once": 100}
ANSWERING = 0.03  # seconds between what a call does and its answer: time to die in
REMINDED = 1  # all that is due of a letter that was not sent, in one message

# by script: how much was said after each step, and what
Expected = dict[str, tuple[list[int], list[tuple[str, str]]]]


@pytest.fixture
async def telegram() -> Listening:
    listening = Listening(Clock())
    for method in ("sendMessage", "editMessageText", "sendDocument"):
        listening.faults.delay(ANSWERING, method)
    return listening


@pytest.fixture
async def bot(tmp_path: Path, telegram: Listening) -> AsyncIterator[Bot]:
    async with born(tmp_path, telegram) as running:
        yield running


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
        await until_sent(store)

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


def check_heard(name: str, ear: Ear, expected: list[tuple[str, str]]) -> None:
    """Everything was heard, in its order, and nothing twice without its mark."""
    heard = [said.what for said in ear.said]
    assert heard[: len(expected)] == expected, name
    rest = heard[len(expected) :]
    assert len(rest) == (REMINDED if name == "a letter" else 0), name
    assert len(set(rest)) <= 1


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
