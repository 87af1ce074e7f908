"""Updates are fetched for ever, and confirmed only once they are stored."""

import asyncio
import json
from typing import Any

import pytest
from telegram import Update

from bot.refusal import Refusal
from bot.wire import poller
from bot.wire.transport import NotSent, Unknown
from db import inbox
from db.inbox import Arrival
from db.store import Away, Conflict
from tests.wire.conftest import Build, Rows, echo
from tests.wire.fake import Fake, refused


class Slow:
    """An echo that one chat waits for, until it may go on."""

    def __init__(self, chat_id: int) -> None:
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()
        self._chat_id = chat_id

    async def __call__(self, update: Update) -> None:
        if update.effective_chat and update.effective_chat.id == self._chat_id:
            self.begun.set()
            await self.go_on.wait()
        await echo(update)


@pytest.mark.parametrize("problem", [Away, Conflict])
async def test_the_next_batch_is_asked_for_once_the_last_is_stored(
    problem: type[Exception],
    wired: Build,
    telegram: Fake,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = inbox.arrive

    def arrive(*given: Any) -> Any:
        if len(telegram.offsets) <= 2:
            raise problem
        return real(*given)

    monkeypatch.setattr(inbox, "arrive", arrive)
    number = telegram.say(1, "hello")
    wire = await wired()
    while telegram.updates:
        await wire.settle()
    await wire.settle()
    assert telegram.offsets[:3] == [None, None, None], "asked for again until it is kept"
    assert telegram.offsets[3] == number + 1
    assert telegram.sent() == ["hello"]


async def test_a_backlog_of_several_batches_is_fetched_whole(
    wired: Build, telegram: Fake, rows: Rows
) -> None:
    for number in range(230):
        telegram.say(number + 1, str(number))
    wire = await wired()
    await wire.settle()
    assert len(await rows(Arrival)) == 230
    assert len(telegram.sent()) == 230


async def test_who_has_come_is_answered_before_more_is_asked_for(
    wired: Build, telegram: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poller, "BREATH", 60.0)
    slow = Slow(chat_id=1)
    number = telegram.say(1, "hello")
    wire = await wired(slow)
    await slow.begun.wait()
    await asyncio.sleep(0.05)
    assert telegram.offsets == [None]
    telegram.held.clear()
    slow.go_on.set()
    async with asyncio.timeout(5):
        await telegram.until_sending()
        telegram.held.set()
        await wire.settle()
    assert telegram.offsets[1] == number + 1


async def test_who_takes_long_keeps_nobody_else_waiting(
    wired: Build, telegram: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poller, "BREATH", 0.001)
    slow = Slow(chat_id=1)
    telegram.held.clear()
    telegram.say(1, "hello")
    wire = await wired(slow)
    await slow.begun.wait()
    telegram.say(2, "me too")
    await telegram.until_sending()
    telegram.held.set()
    assert telegram.sent() == ["me too"]
    slow.go_on.set()
    await wire.settle()
    assert telegram.sent() == ["me too", "hello"]


async def test_what_is_wanted_is_named_each_time(wired: Build, telegram: Fake) -> None:
    asked: list[dict[str, Any]] = []
    real = telegram._answer

    async def answer(name: str, params: dict[str, Any]) -> Any:
        if name == "getUpdates":
            asked.append(params)
        return await real(name, params)

    telegram._answer = answer  # type: ignore[method-assign]
    wire = await wired()
    await wire.settle()
    kinds = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]
    assert [params["allowed_updates"] for params in asked] == [kinds] * len(asked)
    assert {params["limit"] for params in asked} == {100}
    assert "offset" not in asked[0]


async def test_a_left_over_webhook_is_taken_off_and_nothing_dropped(
    wired: Build, telegram: Fake
) -> None:
    telegram.answer("getWebhookInfo", {"result": {"url": "https://example.org/x"}})
    telegram.say(1, "hello")
    wire = await wired()
    await wire.settle()
    [call] = telegram.called("deleteWebhook")
    assert json.dumps(call.params["drop_pending_updates"]) == "false"
    assert telegram.sent() == ["hello"]


async def test_a_webhook_set_meanwhile_is_taken_off_too(wired: Build, telegram: Fake) -> None:
    told = "Conflict: can't use getUpdates method while webhook is active"
    telegram.answer("getUpdates", refused(409, told))
    telegram.answer("getWebhookInfo", {"result": {"url": ""}}, {"result": {"url": "https://x"}})
    telegram.say(1, "hello")
    wire = await wired()
    while not telegram.sent():
        await wire.settle()
    assert len(telegram.called("deleteWebhook")) == 1


async def test_another_poller_ends_this_one_with_a_sentence(wired: Build, telegram: Fake) -> None:
    told = "Conflict: terminated by other getUpdates request"
    telegram.answer("getUpdates", refused(409, told))
    wire = await wired()
    with pytest.raises(Refusal) as caught:
        await wire.failed()
    assert caught.value.key == "setup.other_poller"
    await wire.settle()
    assert "wire: stopped" in await wire.trouble()


@pytest.mark.parametrize("code", [401, 404])
async def test_a_token_that_telegram_does_not_know_any_more_ends_it(
    wired: Build, telegram: Fake, code: int
) -> None:
    telegram.answer("getUpdates", refused(code, "Unauthorized"))
    wire = await wired()
    with pytest.raises(Refusal) as caught:
        await wire.failed()
    assert caught.value.key == "setup.bad_token"


async def test_a_token_that_telegram_never_knew_is_refused_at_start(
    wired: Build, telegram: Fake
) -> None:
    telegram.answer("getMe", refused(401, "Unauthorized"))
    with pytest.raises(Refusal) as caught:
        await wired()
    assert caught.value.key == "setup.bad_token"
    assert caught.value.__context__ is None, "the library's own sentence holds the token"


async def test_a_start_without_a_network_waits_for_it(wired: Build, telegram: Fake) -> None:
    telegram.answer("getMe", NotSent("x"), Unknown("y"), refused(502, "Bad Gateway"))
    telegram.say(1, "hello")
    wire = await wired()
    await wire.settle()
    assert telegram.sent() == ["hello"]


async def test_trouble_with_the_network_passes(wired: Build, telegram: Fake) -> None:
    telegram.answer(
        "getUpdates",
        NotSent("x"),
        Unknown("y"),
        refused(502, "Bad Gateway"),
        refused(429, "Too Many Requests", retry_after=0),
        {"result": "no list"},
    )
    telegram.say(1, "hello")
    wire = await wired()
    while not telegram.sent():
        await wire.settle()
    assert telegram.sent() == ["hello"]
    assert await wire.trouble() == []


async def test_it_is_known_that_telegram_does_not_answer(wired: Build, telegram: Fake) -> None:
    wire = await wired()
    telegram.answer("getUpdates", *[NotSent("x")] * 5)
    telegram.say(1, "hello")
    while "telegram: no answer" not in await wire.trouble():  # noqa: ASYNC110  it tells nobody
        await asyncio.sleep(0)
    while await wire.trouble():
        await wire.settle()
    await wire.settle()
    assert telegram.sent() == ["hello"]


async def test_settling_does_not_wait_for_a_telegram_that_is_away(
    wired: Build, telegram: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.wire.poller.backoff", lambda *_, **__: 3600.0)
    telegram.answer("getUpdates", NotSent("x"), NotSent("y"))
    wire = await wired()
    await wire.settle()
    await wire.settle()
    telegram.say(1, "hello")
    await wire.settle()
    assert telegram.sent() == ["hello"]
