"""Rounds of updates: as fast as they go, or at a steady rate."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench.contestants import Contestant

LONGEST = 60.0

Updates = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Pace:
    """How fast a round went."""

    per_second: float
    cpu: float  # milliseconds of processor an update


async def at_full_speed(contestant: Contestant, updates: Updates) -> Pace:
    """Give all updates at once, each of another chat, and wait for the last reply."""
    mailbox = contestant.mailbox
    mailbox.expect(len(updates))
    cpu, began = contestant.seconds, time.perf_counter()
    mailbox.offer(updates)
    await mailbox.all_heard(LONGEST)
    taken = time.perf_counter() - began
    await mailbox.quiet()
    spent = contestant.seconds - cpu
    return Pace(len(updates) / taken, spent / len(updates) * 1000)


async def at_rate(contestant: Contestant, updates: Updates, rate: float) -> list[float]:
    """Give updates one by one and return the milliseconds from each to its reply's arrival."""
    mailbox, loop = contestant.mailbox, asyncio.get_running_loop()
    mailbox.expect(len(updates))
    begin, given = loop.time(), {}
    for number, update in enumerate(updates):
        await asyncio.sleep(begin + number / rate - loop.time())
        given[_chat(update)] = time.perf_counter()
        mailbox.offer([update])
    await mailbox.all_heard(LONGEST)
    await mailbox.quiet()
    return [(mailbox.heard[chat] - moment) * 1000 for chat, moment in given.items()]


def _chat(update: dict[str, Any]) -> int:
    found: int = update.get("callback_query", update)["message"]["chat"]["id"]
    return found
