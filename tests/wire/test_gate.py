"""What may come in, and how much of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot.clock import Clock
from bot.wire import Limits, Surplus
from db import inbox, outbox
from db.inbox import Arrival
from db.store import Away
from tests.wire.conftest import Build, Rows
from tests.wire.fake import Fake, message, press

DESK = -1001
DOCUMENT: dict[str, Any] = {"document": {"file_id": "f", "file_unique_id": "u"}}


def notice(session: Session, surplus: Surplus, now: datetime) -> None:
    text = f"too many {surplus.what}, {surplus.language_code}"
    params = {"text": text}
    outbox.queue(session, chat_id=surplus.chat_id, method="sendMessage", params=params, now=now)


async def test_a_stranger_s_group_is_left_and_nothing_of_it_is_kept(
    wired: Build, telegram: Fake, rows: Rows
) -> None:
    wire = await wired(ours=DESK.__eq__)
    telegram.deliver("message", message(-77, "hello", kind="supergroup"))
    telegram.deliver("message", message(-77, "hello again", kind="supergroup"))
    telegram.deliver("callback_query", {**press(5, "x"), "message": message(-78, "x", "group")})
    telegram.deliver("my_chat_member", _member(-79, "channel", "administrator"))
    await wire.settle()
    assert await rows(Arrival) == []
    left = [call.params["chat_id"] for call in telegram.called("leaveChat")]
    assert left == [-77, -78, -79], "each once"


async def test_a_group_we_are_out_of_is_not_left_again(wired: Build, telegram: Fake) -> None:
    wire = await wired()
    telegram.deliver("my_chat_member", _member(-77, "supergroup", "kicked"))
    await wire.settle()
    assert telegram.called("leaveChat") == []


async def test_the_desk_is_heard_without_limit(wired: Build, telegram: Fake, rows: Rows) -> None:
    wire = await wired(ours=DESK.__eq__, limits=Limits(updates=2).unpaced(), notice=notice)
    for number in range(5):
        telegram.deliver("message", message(DESK, str(number), kind="supergroup"))
    await wire.settle()
    assert telegram.sent(DESK) == ["0", "1", "2", "3", "4"]
    assert telegram.called("leaveChat") == []


async def test_what_we_did_not_ask_for_is_dropped(wired: Build, telegram: Fake, rows: Rows) -> None:
    wire = await wired()
    for kind in ("channel_post", "poll", "something_of_next_year"):
        telegram.deliver(kind, message(1, "x"))
    await wire.settle()
    assert await rows(Arrival) == []


async def test_a_block_is_heard(wired: Build, telegram: Fake, rows: Rows) -> None:
    heard = []

    async def handle(update: Any) -> None:
        heard.append(update.my_chat_member.new_chat_member.status)

    wire = await wired(handle)
    telegram.deliver("my_chat_member", _member(1, "private", "kicked"))
    await wire.settle()
    assert heard == ["kicked"]


async def test_a_press_on_a_message_that_is_gone_belongs_to_its_presser(
    wired: Build, telegram: Fake
) -> None:
    heard = []

    async def handle(update: Any) -> None:
        heard.append(update.callback_query.data)

    wire = await wired(handle)
    pressed = press(1, "x")
    del pressed["message"]
    telegram.deliver("callback_query", pressed)
    await wire.settle()
    assert heard == ["x"]


async def test_more_than_its_share_of_a_chat_is_dropped_with_one_kind_word(
    wired: Build, telegram: Fake, rows: Rows, clock: Clock
) -> None:
    wire = await wired(limits=Limits(updates=3).unpaced(), notice=notice)
    for number in range(6):
        telegram.say(1, str(number))
    telegram.say(2, "another chat")
    await wire.settle()
    assert sorted(telegram.sent(1)) == ["0", "1", "2", "too many updates, fr"]
    assert telegram.sent(2) == ["another chat"]
    assert len(await rows(Arrival)) == 4
    clock.skip(timedelta(seconds=60))
    telegram.say(1, "a minute later")
    await wire.settle()
    assert telegram.sent(1)[-1] == "a minute later"


async def test_the_kind_word_comes_again_a_minute_later(
    wired: Build, telegram: Fake, clock: Clock
) -> None:
    wire = await wired(limits=Limits(updates=1).unpaced(), notice=notice)
    for _ in range(2):
        for _ in range(3):
            telegram.say(1, "x")
        await wire.settle()
        clock.skip(timedelta(seconds=61))
    assert telegram.sent().count("too many updates, fr") == 2


async def test_a_database_that_is_away_does_not_use_up_anybody_s_share(
    wired: Build, telegram: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = 20
    real = inbox.arrive

    def arrive(*given: Any) -> Any:
        nonlocal left
        if left:
            left -= 1
            raise Away("disk full")
        return real(*given)

    monkeypatch.setattr(inbox, "arrive", arrive)
    for number in range(10):
        telegram.say(1, str(number))
    wire = await wired(notice=notice)
    while left:
        await wire.settle()
    for _ in range(20):  # the last failure may still be on its way: what it held up comes after it
        await wire.settle()
        if telegram.sent():
            break
    assert telegram.sent() == [str(number) for number in range(10)]


async def test_documents_have_a_share_of_their_own(
    wired: Build, telegram: Fake, rows: Rows
) -> None:
    wire = await wired(limits=Limits(documents=2).unpaced(), notice=notice)
    for _ in range(4):
        telegram.deliver("message", message(1, None, **DOCUMENT))
    telegram.say(1, "words")
    await wire.settle()
    assert sorted(telegram.sent()) == ["too many documents, fr", "words"]
    assert len(await rows(Arrival)) == 3


async def test_without_words_the_surplus_is_dropped_in_silence(
    wired: Build, telegram: Fake
) -> None:
    wire = await wired(limits=Limits(updates=1).unpaced())
    telegram.say(1, "a")
    telegram.say(1, "b")
    await wire.settle()
    assert telegram.sent() == ["a"]


@pytest.mark.parametrize(
    "update", ["text", 7, None, [], {}, {"update_id": "x"}, {"update_id": 2**70}]
)
async def test_what_has_no_usable_id_is_dropped(
    wired: Build, telegram: Fake, rows: Rows, update: Any
) -> None:
    wire = await wired()
    await wire._gate.enter([update])
    telegram.say(1, "hello")
    await wire.settle()
    assert len(await rows(Arrival)) == 1


def test_what_was_surplus_shows_nobody() -> None:
    assert repr(Surplus(4242, "updates", "fr")) == "Surplus(what='updates')"


def _member(chat_id: int, kind: str, status: str) -> dict[str, Any]:
    bot = {"id": 123456789, "is_bot": True, "first_name": "Traits"}
    more = {"until_date": 0} if status == "kicked" else {}
    return {
        "chat": {"id": chat_id, "type": kind, "title": "x"},
        "from": {"id": 5, "is_bot": False, "first_name": "Ana"},
        "date": 1_795_000_000,
        "old_chat_member": {"status": "member", "user": bot},
        "new_chat_member": {"status": status, "user": bot, **more, **_RIGHTS[status]},
    }


_RIGHTS: dict[str, dict[str, bool]] = {
    "kicked": {},
    "administrator": dict.fromkeys(
        (
            "can_be_edited",
            "is_anonymous",
            "can_manage_chat",
            "can_delete_messages",
            "can_manage_video_chats",
            "can_restrict_members",
            "can_promote_members",
            "can_change_info",
            "can_invite_users",
            "can_post_stories",
            "can_edit_stories",
            "can_delete_stories",
        ),
        True,
    ),
}
