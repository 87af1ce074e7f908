"""The webhook answers 200 only for what is stored; the health page says what is wrong."""

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.clock import Clock
from bot.refusal import Refusal
from bot.wire import Webhook, Wire
from bot.wire.transport import NotSent
from db import inbox
from db.inbox import Arrival, Fresh, Grip
from db.store import Away, Store
from tests.wire.conftest import Build, Rows
from tests.wire.fake import Fake, message, refused

SECRET = "s3cr3t-of-the-webhook"
HOOK = Webhook("https://example.org/hook/7c1", SECRET, port=0)
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


def update(number: int, text: str = "hello", chat_id: int = 1) -> dict[str, Any]:
    return {"update_id": number, "message": message(chat_id, text)}


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def post(
    http: aiohttp.ClientSession, wire: Wire, body: Any, headers: Any = HEADERS
) -> aiohttp.ClientResponse:
    url = f"http://127.0.0.1:{wire.port}{HOOK.path}"
    given = {"data": io.BytesIO(body)} if isinstance(body, bytes) else {"json": body}
    async with http.post(url, headers=headers, **given) as answer:
        await answer.read()
        return answer


async def health(http: aiohttp.ClientSession, wire: Wire) -> tuple[int, str]:
    async with http.get(f"http://127.0.0.1:{wire.port}/healthz") as answer:
        return answer.status, await answer.text()


async def test_an_update_that_is_stored_is_acknowledged_and_handled(
    wired: Build, telegram: Fake, http: aiohttp.ClientSession, rows: Rows
) -> None:
    wire = await wired(webhook=HOOK)
    assert (await post(http, wire, update(1))).status == 200
    assert [row["update_id"] for row in await rows(Arrival)] == [1]
    await wire.settle()
    assert telegram.sent() == ["hello"]


async def test_many_at_once_are_stored_and_a_repeat_is_harmless(
    wired: Build, telegram: Fake, http: aiohttp.ClientSession
) -> None:
    wire = await wired(webhook=HOOK)
    numbers = [*range(1, 41), *range(1, 41)]
    answers = await asyncio.gather(
        *(post(http, wire, update(n, str(n), chat_id=n)) for n in numbers)
    )
    assert {answer.status for answer in answers} == {200}
    await wire.settle()
    assert sorted(telegram.sent(), key=int) == [str(n) for n in range(1, 41)]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Telegram-Bot-Api-Secret-Token": ""},
        {"X-Telegram-Bot-Api-Secret-Token": SECRET[:-1]},
        {"X-Telegram-Bot-Api-Secret-Token": "é" + SECRET},
    ],
)
async def test_who_does_not_know_the_secret_is_turned_away(
    wired: Build, http: aiohttp.ClientSession, rows: Rows, headers: dict[str, str]
) -> None:
    wire = await wired(webhook=HOOK)
    assert (await post(http, wire, update(1), headers)).status == 403
    assert await rows(Arrival) == []


async def test_a_body_too_large_is_turned_away(
    wired: Build, http: aiohttp.ClientSession, rows: Rows
) -> None:
    wire = await wired(webhook=HOOK)
    assert (await post(http, wire, b'"' + b"x" * 2**20 + b'"')).status == 413
    assert (await post(http, wire, update(1, "x" * 4096))).status == 200


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"[1, 2]", b'"update"'])
async def test_what_is_no_update_is_not_asked_for_again(
    wired: Build, http: aiohttp.ClientSession, rows: Rows, body: bytes
) -> None:
    wire = await wired(webhook=HOOK)
    assert (await post(http, wire, body)).status == 200
    assert await rows(Arrival) == []


async def test_telegram_keeps_the_update_while_the_database_is_away(
    wired: Build,
    telegram: Fake,
    http: aiohttp.ClientSession,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wire = await wired(webhook=HOOK)

    def away(*_: Any) -> Any:
        raise Away("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(inbox, "arrive", away)
        answer = await post(http, wire, update(1))
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert (await post(http, wire, update(1))).status == 200
    await wire.settle()
    assert telegram.sent() == ["hello"]


async def test_a_database_that_hangs_does_not_keep_telegram_waiting(
    wired: Build, http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.wire.web.PATIENCE", 0.01)
    wire = await wired(webhook=HOOK)

    async def hang(_: Any) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(wire._gate, "enter", hang)
    assert (await post(http, wire, update(1))).status == 503


async def test_no_other_way_leads_in(wired: Build, http: aiohttp.ClientSession) -> None:
    wire = await wired(webhook=HOOK)
    async with http.post(f"http://127.0.0.1:{wire.port}/", json=update(1)) as answer:
        assert answer.status == 404
    async with http.get(f"http://127.0.0.1:{wire.port}{HOOK.path}") as answer:
        assert answer.status == 405


async def test_telegram_is_told_once_where_we_are(wired: Build, telegram: Fake) -> None:
    wire = await wired(webhook=HOOK)
    await _registered(wire)
    [call] = telegram.called("setWebhook")
    assert call.params == {
        "url": HOOK.url,
        "secret_token": SECRET,
        "allowed_updates": [
            "message",
            "edited_message",
            "callback_query",
            "my_chat_member",
            "chat_member",
        ],
        "max_connections": 40,
    }
    telegram.answer("getWebhookInfo", *[{"result": {"url": HOOK.url}}] * 2)
    await _registered(await wired(webhook=HOOK))
    assert len(telegram.called("setWebhook")) == 1, "it knows"
    other = Webhook(HOOK.url, "another-secret", port=0)
    await _registered(await wired(webhook=other))
    assert len(telegram.called("setWebhook")) == 2, "the secret is new"


async def test_telegram_is_told_again_when_it_has_forgotten(wired: Build, telegram: Fake) -> None:
    await _registered(await wired(webhook=HOOK))
    await _registered(await wired(webhook=HOOK))
    assert len(telegram.called("setWebhook")) == 2


async def test_telegram_is_told_however_long_it_takes(wired: Build, telegram: Fake) -> None:
    telegram.answer("getWebhookInfo", NotSent("x"))
    telegram.answer("setWebhook", refused(400, "Bad Request: bad webhook"), refused(502, ""))
    await _registered(await wired(webhook=HOOK))
    assert len(telegram.called("setWebhook")) == 3


async def test_a_wrong_token_is_noticed_when_telegram_is_told(wired: Build, telegram: Fake) -> None:
    telegram.answer("setWebhook", refused(401, "Unauthorized"))
    wire = await wired(webhook=HOOK)
    with pytest.raises(Refusal, match=r"setup\.bad_token"):
        await wire.failed()


async def test_all_is_well(wired: Build, http: aiohttp.ClientSession) -> None:
    wire = await wired(listen=("127.0.0.1", 0))
    assert await health(http, wire) == (200, "ok\n")


async def test_it_is_said_when_updates_wait_or_the_database_is_away(
    wired: Build,
    http: aiohttp.ClientSession,
    store: Store,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wire = await wired(listen=("127.0.0.1", 0))
    now = clock.now()
    fresh = Fresh(1, 1, update(1))
    await store(inbox.arrive, [fresh], Grip((), 9, now, now + timedelta(hours=1)))
    clock.skip(timedelta(minutes=3))
    assert await health(http, wire) == (503, "inbox: updates wait for more than two minutes\n")

    def away(_: Any) -> Any:
        raise Away("gone")

    monkeypatch.setattr(inbox, "waiting", away)
    assert await health(http, wire) == (503, "database: no answer\n")


async def test_without_a_webhook_there_is_no_way_in(
    wired: Build, http: aiohttp.ClientSession
) -> None:
    wire = await wired(listen=("127.0.0.1", 0))
    async with http.post(f"http://127.0.0.1:{wire.port}{HOOK.path}", json=update(1)) as answer:
        assert answer.status == 404


async def test_stop_answers_what_it_has_taken_and_takes_nothing_more(
    wired: Build, http: aiohttp.ClientSession, rows: Rows
) -> None:
    wire = await wired(webhook=HOOK)
    taken = asyncio.create_task(post(http, wire, update(1)))
    await asyncio.sleep(0.005)
    await wire.stop()
    try:
        status = (await taken).status
    except aiohttp.ClientError:
        status = 0
    assert (status == 200) == bool(await rows(Arrival))
    with pytest.raises(aiohttp.ClientConnectorError):
        await post(http, wire, update(2))


def test_the_secret_is_not_shown() -> None:
    assert SECRET not in repr(HOOK)


async def _registered(wire: Wire) -> None:
    """Wait until Telegram was told, or found to know."""
    await wire._tasks[-1]
