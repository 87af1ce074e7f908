import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import Clock
from bot.playground.arrivals import Arrivals
from bot.playground.mistake import Mistake


@pytest.fixture
def arrivals(clock: Clock) -> Arrivals:
    return Arrivals(clock)


def say(arrivals: Arrivals, *texts: str) -> None:
    for text in texts:
        arrivals.add("message", {"text": text})


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_an_update_comes_again_until_a_higher_offset_confirms_it(arrivals: Arrivals) -> None:
    say(arrivals, "a", "b")
    first = await arrivals.get()
    assert texts(first) == texts(await arrivals.get()) == ["a", "b"]
    assert texts(await arrivals.get(offset=first[0]["update_id"] + 1)) == ["b"]
    assert await arrivals.get(offset=first[1]["update_id"] + 1) == []
    assert len(arrivals) == 0


async def test_a_negative_offset_forgets_all_but_the_newest(arrivals: Arrivals) -> None:
    say(arrivals, "a", "b", "c")
    assert texts(await arrivals.get(offset=-1)) == ["c"]
    assert len(arrivals) == 1


async def test_a_limit_leaves_the_rest_for_later(arrivals: Arrivals) -> None:
    say(arrivals, *map(str, range(120)))
    assert len(await arrivals.get()) == 100
    assert texts(await arrivals.get(limit=2)) == ["0", "1"]


async def test_a_waiting_call_wakes_when_something_comes(arrivals: Arrivals) -> None:
    waiting = asyncio.create_task(arrivals.get(timeout=50))
    await asyncio.sleep(0)
    say(arrivals, "a")
    assert texts(await asyncio.wait_for(waiting, 2)) == ["a"]


async def test_a_waiting_call_ends_empty_handed(arrivals: Arrivals) -> None:
    # 0.01 s: a whole second, the shortest a bot can ask for, would only slow the test down
    assert await arrivals.get(timeout=0.01) == []  # type: ignore[arg-type]


async def test_a_second_poller_ends_the_first(arrivals: Arrivals) -> None:
    first = asyncio.create_task(arrivals.get(timeout=50))
    await asyncio.sleep(0)
    second = asyncio.create_task(arrivals.get(timeout=50))
    with pytest.raises(Mistake, match="409 Conflict: terminated by other getUpdates request"):
        await first
    say(arrivals, "a")
    assert texts(await second) == ["a"]


async def test_a_poller_that_went_away_takes_nothing_along(arrivals: Arrivals) -> None:
    gone = asyncio.create_task(arrivals.get(timeout=50))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    say(arrivals, "a")
    assert texts(await arrivals.get(timeout=50)) == ["a"]


async def test_only_wanted_kinds_come_and_the_wish_is_kept(arrivals: Arrivals) -> None:
    await arrivals.get(allowed_updates=["callback_query"])
    say(arrivals, "a")
    arrivals.add("callback_query", {"data": "x"})
    assert [set(one) for one in await arrivals.get()] == [{"update_id", "callback_query"}]
    await arrivals.get(allowed_updates=[])
    say(arrivals, "b")
    assert arrivals.add("message_reaction", {}) is None, "never by default"
    assert len(arrivals) == 2


async def test_telegram_keeps_updates_a_day_and_presses_150_seconds(
    arrivals: Arrivals, clock: Clock
) -> None:
    say(arrivals, "a")
    arrivals.add("callback_query", {"data": "x"})
    clock.skip(timedelta(seconds=151))
    assert texts(await arrivals.get()) == ["a"]
    clock.skip(timedelta(hours=24))
    assert await arrivals.get() == []


async def test_a_webhook_and_polling_exclude_each_other(arrivals: Arrivals) -> None:
    waiting = asyncio.create_task(arrivals.get(timeout=50))
    await asyncio.sleep(0)
    arrivals.set_webhook({"url": "https://x.org", "secret_token": "s"})
    with pytest.raises(Mistake, match="409 Conflict: terminated by setWebhook"):
        await waiting
    with pytest.raises(Mistake, match="409 Conflict: can't use getUpdates method while webhook"):
        await arrivals.get()
    say(arrivals, "a")
    assert arrivals.about() == {
        "url": "https://x.org",
        "has_custom_certificate": False,
        "pending_update_count": 1,
    }
    arrivals.set_webhook(None)
    assert texts(await arrivals.get()) == ["a"]
    arrivals.set_webhook(None, drop=True)
    assert await arrivals.get() == []
