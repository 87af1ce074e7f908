from typing import Any

import pytest

from bot.playground.mistake import Lost, Mistake, Refused
from bot.playground.phone import Phone
from bot.playground.telegram import Telegram


@pytest.fixture
def ana(telegram: Telegram) -> Phone:
    phone = telegram.phone("Ana", "fr")
    phone.start()
    return phone


async def send(telegram: Telegram, phone: Phone, text: str = "x") -> Any:
    return await telegram.call("sendMessage", {"chat_id": phone.chat_id, "text": text})


async def test_a_flood_limit_says_how_long_to_wait(telegram: Telegram, ana: Phone) -> None:
    telegram.faults.flood(7)
    with pytest.raises(Mistake) as caught:
        await send(telegram, ana)
    assert caught.value.body() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }
    await send(telegram, ana)
    assert len(ana.replies) == 1
    assert telegram.refused == [], "the test asked for it"


async def test_a_fault_hits_one_method_in_one_chat_so_many_times(
    telegram: Telegram, ana: Phone
) -> None:
    bob = telegram.phone("Bob", "en")
    bob.start()
    telegram.faults.crash("sendMessage", ana.chat_id, times=2)
    await send(telegram, bob)
    await telegram.call("sendChatAction", {"chat_id": ana.chat_id, "action": "typing"})
    for _ in range(2):
        with pytest.raises(Mistake, match="502 Bad Gateway"):
            await send(telegram, ana)
    await send(telegram, ana)
    assert len(ana.replies) == 1


async def test_a_lost_answer_is_a_call_that_happened(telegram: Telegram, ana: Phone) -> None:
    telegram.faults.lose("sendMessage")
    with pytest.raises(Lost):
        await send(telegram, ana)
    assert [m.text for m in ana.replies] == ["x"]


async def test_a_refused_connection_is_a_call_that_did_not(telegram: Telegram, ana: Phone) -> None:
    telegram.faults.disconnect()
    with pytest.raises(Refused):
        await send(telegram, ana)
    assert ana.replies == []


async def test_faults_last_until_they_are_cleared(telegram: Telegram, ana: Phone) -> None:
    telegram.faults.forbid(chat_id=ana.chat_id)
    telegram.faults.refuse("Bad Request: PEER_FLOOD", times=None)
    for _ in range(3):
        with pytest.raises(Mistake, match="403 Forbidden: bot was blocked by the user"):
            await send(telegram, ana)
    telegram.faults.clear()
    await send(telegram, ana)
    assert len(ana.replies) == 1


async def test_a_slow_answer_comes_after_the_deed(telegram: Telegram, ana: Phone) -> None:
    telegram.faults.delay(0.01, "sendMessage")
    telegram.faults.lose("sendMessage")
    with pytest.raises(Lost):
        await send(telegram, ana)
    assert len(ana.replies) == 1
