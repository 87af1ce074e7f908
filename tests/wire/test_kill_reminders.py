"""Two thousand reminders are due while the process dies ten times: each comes, and once."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from bot.clock import Clock
from bot.playground.phone import Phone
from bot.vault import Vault
from db import case, migrate, person, reminder
from db.outbox import Departure
from db.reminder import Reminder
from db.store import Store, new_id, table
from tests.wire.crowd import Listening
from tests.wire.lives import Bot, born, check_refused, check_repeats, lives_and_dies, until_sent

pytestmark = pytest.mark.kill

SEED = 20_261_128
KILLS = 10
LONGEST = 120.0  # seconds; it takes half a minute
ANSWERING = 0.03  # seconds between what a call does and its answer: time to die in
# how many people have how many cases
PEOPLE = {1: 100, 5: 100, 10: 140}
DUE = sum(cases * people for cases, people in PEOPLE.items())


@pytest.fixture
async def telegram() -> Listening:
    listening = Listening(Clock())
    listening.faults.delay(ANSWERING, "sendMessage")
    return listening


@pytest.fixture
async def bot(tmp_path: Path, telegram: Listening) -> AsyncIterator[Bot]:
    async with born(tmp_path, telegram) as running:
        yield running


async def test_ten_kills_among_two_thousand_reminders_lose_none(
    bot: Bot, telegram: Listening
) -> None:
    assert DUE == 2_000
    async with asyncio.timeout(LONGEST):  # what is lost is waited for in vain
        await ten_kills(bot, telegram)


async def ten_kills(bot: Bot, telegram: Listening) -> None:
    chance = random.Random(SEED)
    store = furnished(bot)
    people = [
        (count, telegram.phone("Ana", "en")) for count, many in PEOPLE.items() for _ in range(many)
    ]
    for _, phone in people:
        phone.chat.begun = True
    await store(open_cases, people)

    for _ in range(KILLS):
        await lives_and_dies(bot, telegram, chance)
    async with bot.live_for_real():
        await asyncio.gather(*(telegram.ear(phone).until(1) for _, phone in people))
        await until_sent(store)

    assert len(bot.killed_at) == KILLS
    for count, phone in people:
        check_told(telegram, count, phone)
    check_repeats(telegram, bot)
    check_refused(telegram)
    await store(check_rows, len(people))
    store.close()


def furnished(bot: Bot) -> Store:
    """Return the bot's database, made before its first life."""
    (bot.keys.parent / "data").mkdir(mode=0o700)
    migrate.upgrade(bot.database)
    return Store(bot.database, Vault.create(bot.keys))


def open_cases(session: Session, people: list[tuple[int, Phone]]) -> None:
    """Have people be asked whether they sent their letters, each about all of theirs."""
    now = Clock().now()
    for count, phone in people:
        someone = person.meet(session, phone.chat_id, "en", now.date(), "Europe/Dublin")
        for number in range(count):
            case_id = new_id()
            facts = {
                "company": {"name": f"Company {number}", "country": "ie"}, "regime": "eu",
                "place": "ie", "right": "access", "seatless": False,
            }  # fmt: skip
            yesterday = now - timedelta(days=1)
            case.open_case(session, case_id, someone.id, facts)
            case.add_event(session, case_id, new_id(), "prepared", yesterday.date(), {}, yesterday)
            due = ("unsent", f"unsent:{yesterday.date()}+1", now - timedelta(minutes=number + 1))
            reminder.plan(session, someone.id, case_id, [due])


def check_told(telegram: Listening, count: int, phone: Phone) -> None:
    """All their cases were told in one message, the oldest first."""
    (said,) = telegram.ear(phone).said
    companies = [f"Company {number}" for number in reversed(range(count))]
    places = [said.words.index(f"{name}<" if count > 1 else f"{name}?") for name in companies]
    assert places == sorted(places)


def check_rows(session: Session, messages: int) -> None:
    """Every reminder is queued, and every message sent."""
    states = Counter(session.execute(select(table(Reminder).c.state)).scalars())
    assert states == {"queued": DUE}
    sent = session.execute(
        select(func.count()).select_from(table(Departure)).where(table(Departure).c.state == "sent")
    ).scalar()
    assert sent == messages
