"""A group takes twenty calls a minute: what goes first, what keeps its order, what waits."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from bot.clock import Clock
from bot.wire import Limits
from bot.wire.outcome import Fate, Outcome
from db import outbox
from db.inbox import Arrival
from db.outbox import Bucket, Departure, NotYet
from db.parcel import Leaving, Parcel
from db.store import Store, table
from tests.wire.conftest import Build, Rows
from tests.wire.fake import Fake, message, refused

GROUP = -1001

Queue = Callable[..., Any]


@pytest.fixture
def queue(store: Store, clock: Clock) -> Queue:
    async def put(text: str, **more: Any) -> None:
        params = {"text": text, **more.pop("params", {})}
        method = more.pop("method", "sendMessage")

        def write(session: Session) -> None:
            outbox.queue(
                session, chat_id=GROUP, method=method, params=params, now=clock.now(),
                lane="group", **more,
            )  # fmt: skip

        await store(write)

    return put


async def test_the_lowest_rank_goes_first_and_each_thread_keeps_its_order(
    wired: Build, telegram: Fake, queue: Queue
) -> None:
    await queue("a1", thread="a", rank=2)
    await queue("a2", thread="a", rank=0)  # must not overtake what was said before it
    await queue("b1", thread="b", rank=2)
    await queue("c1", thread="c", rank=0)
    wire = await wired()
    await wire.settle()
    assert telegram.sent(GROUP) == ["c1", "a1", "a2", "b1"]


async def test_who_comes_first_is_decided_when_there_is_a_place(
    wired: Build, telegram: Fake, queue: Queue, clock: Clock
) -> None:
    limits = Limits(chat_step=0, group_burst=1, group_step=0.02)
    for number in range(3):
        await queue(f"old {number}", thread="a", rank=2)
    telegram.held.clear()
    wire = await wired(limits=limits)
    await telegram.until_sending()
    await queue("first contact", thread="b", rank=0)
    telegram.held.set()
    clock.skip(timedelta(seconds=5))
    await wire.settle()
    assert telegram.sent(GROUP) == ["old 0", "first contact", "old 1", "old 2"]


async def test_what_has_to_wait_holds_only_its_own_thread(
    wired: Build, telegram: Fake, queue: Queue, clock: Clock
) -> None:
    there = False

    def ready(_: Session, leaving: Leaving, __: datetime) -> Parcel:
        if not there and leaving.parcel.thread == "a":
            raise NotYet
        return leaving.parcel

    await queue("a1", thread="a", desk={"of": "a"})
    await queue("b1", thread="b", desk={"of": "b"})
    wire = await wired(ready=ready)
    await wire.settle()
    assert telegram.sent(GROUP) == ["b1"]
    there = True
    clock.skip(timedelta(seconds=2))
    await wire.settle()
    assert telegram.sent(GROUP) == ["b1", "a1"]


async def test_what_has_to_wait_takes_no_place_from_the_others(
    wired: Build, telegram: Fake, queue: Queue
) -> None:
    def ready(_: Session, leaving: Leaving, __: datetime) -> Parcel:
        if leaving.parcel.thread == "a":  # its topic is being made
            raise NotYet
        return leaving.parcel

    await queue("a1", thread="a", rank=0, desk={"of": "a"})
    await queue("b1", thread="b", rank=2, desk={"of": "b"})
    wire = await wired(ready=ready, limits=Limits(chat_step=0, group_burst=1, group_step=600))
    async with asyncio.timeout(5):
        while not telegram.sent(GROUP):
            await telegram.until_sending(0)
            await wire._sender.sweep()
    await wire.stop(within=1)
    assert telegram.sent(GROUP) == ["b1"]


async def test_a_mistake_of_ours_holds_up_nobody_else(
    wired: Build, telegram: Fake, queue: Queue, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    broken = True

    def ready(_: Session, leaving: Leaving, __: datetime) -> Parcel:
        if broken and leaving.parcel.thread == "a":
            raise ValueError("somebody's words")
        return leaving.parcel

    await queue("a1", thread="a", desk={"of": "a"})
    await queue("b1", thread="b", desk={"of": "b"})
    wire = await wired(ready=ready)
    await wire.settle()
    assert telegram.sent(GROUP) == ["b1"]
    assert "cannot be made ready: ValueError" in caplog.text
    assert "somebody" not in caplog.text
    broken = False
    clock.skip(timedelta(minutes=2))
    await wire.settle()
    assert telegram.sent(GROUP) == ["b1", "a1"]


async def test_what_is_said_may_be_changed_when_it_goes(
    wired: Build, telegram: Fake, queue: Queue
) -> None:
    def ready(_: Session, leaving: Leaving, __: datetime) -> Parcel | None:
        told = {"text": "new", "message_thread_id": 9}
        return None if leaving.parcel.params["text"] == "no" else _with(leaving.parcel, told)

    await queue("no", desk={"of": "a"})
    await queue("old", desk={"of": "a"})
    wire = await wired(ready=ready)
    await wire.settle()
    assert [call.params for call in telegram.called("sendMessage")] == [
        {"chat_id": GROUP, "text": "new", "message_thread_id": 9}
    ]


def _with(parcel: Parcel, params: dict[str, Any]) -> Parcel:
    return Parcel(
        id=parcel.id, chat_id=GROUP, method=parcel.method, params=params, desk=parcel.desk
    )


async def test_the_desk_hears_what_became_of_its_departures(
    wired: Build, telegram: Fake, queue: Queue, rows: Rows
) -> None:
    heard: list[tuple[Any, Fate, int | None]] = []

    def ended(_: Session, leaving: Leaving, outcome: Outcome, __: datetime) -> bool:
        assert leaving.parcel.desk
        heard.append((leaving.parcel.desk["of"], outcome.fate, outcome.message_id))
        return False

    telegram.answer(
        "sendMessage",
        {"result": {"message_id": 71}},
        refused(400, "Bad Request: message thread not found"),
    )
    await queue("a", desk={"of": "a"})
    await queue("b", desk={"of": "b"})
    await queue("c")
    wire = await wired(ended=ended)
    await wire.settle()
    assert heard == [("a", Fate.SENT, 71), ("b", Fate.NO_TOPIC, None)]
    assert [row["state"] for row in await rows(Departure)].count("dead") == 1


async def test_a_closed_topic_is_opened_again_and_then_written_to(
    wired: Build, telegram: Fake, queue: Queue
) -> None:
    telegram.answer("sendMessage", refused(400, "Bad Request: TOPIC_CLOSED"))
    await queue("a", params={"message_thread_id": 5})
    wire = await wired()
    await wire.settle()
    assert [call.method for call in telegram.calls if call.params.get("chat_id") == GROUP] == [
        "sendMessage", "reopenForumTopic", "sendMessage",
    ]  # fmt: skip
    assert telegram.called("reopenForumTopic")[0].params["message_thread_id"] == 5


@pytest.mark.parametrize(
    "why",
    [
        refused(429, "Too Many Requests", retry_after=5),
        refused(502, "Bad Gateway"),
        refused(409, "Conflict"),
    ],
)
async def test_words_wait_while_their_topic_cannot_be_opened_again(
    wired: Build, telegram: Fake, queue: Queue, clock: Clock, why: Any
) -> None:
    telegram.answer("sendMessage", refused(400, "Bad Request: TOPIC_CLOSED"))
    telegram.answer("reopenForumTopic", why)
    await queue("a", params={"message_thread_id": 5})
    wire = await wired(again=lambda _: "once more")
    await wire.settle()
    clock.skip(timedelta(seconds=10))
    await wire.settle()
    assert [call.params["text"] for call in telegram.called("sendMessage")] == ["a", "a"]


async def test_what_general_refuses_is_given_up_and_holds_nothing_up(
    wired: Build, telegram: Fake, queue: Queue
) -> None:
    telegram.answer("sendMessage", refused(400, "Bad Request: TOPIC_CLOSED"))
    await queue("a")  # General has no id to be opened by
    await queue("b")
    wire = await wired()
    await wire.settle()
    assert [call.params["text"] for call in telegram.called("sendMessage")] == ["a", "b"]
    assert not telegram.called("reopenForumTopic")


async def test_words_that_can_no_longer_be_quoted_do_not_stop_the_reply(
    wired: Build, telegram: Fake, queue: Queue
) -> None:
    telegram.answer("sendMessage", refused(400, "Bad Request: QUOTE_TEXT_INVALID"))
    await queue("a", params={"reply_parameters": {"message_id": 5, "quote": "x"}})
    wire = await wired()
    await wire.settle()
    first, second = telegram.called("sendMessage")
    assert "quote" in first.params["reply_parameters"]
    assert second.params["reply_parameters"] == {"message_id": 5}


async def test_a_group_with_a_new_id_is_written_to_and_the_desk_is_told(
    wired: Build, telegram: Fake, queue: Queue
) -> None:
    moves: list[int | None] = []
    telegram.answer("sendMessage", refused(400, "Bad Request: group chat was upgraded",
                                           migrate_to_chat_id=-1002))  # fmt: skip
    await queue("a", desk={"of": "a"})

    def ended(_: Session, __: Leaving, outcome: Outcome, ___: datetime) -> bool:
        moves.append(outcome.moved_to)
        return True

    wire = await wired(ended=ended)
    await wire.settle()
    assert telegram.sent(-1002) == ["a"]
    assert moves == [-1002]


async def test_a_group_s_new_id_is_ours_from_the_call_on_that_told_it(
    wired: Build, telegram: Fake, queue: Queue
) -> None:
    telegram.answer("sendMessage", refused(400, "Bad Request: group chat was upgraded",
                                           migrate_to_chat_id=-1002))  # fmt: skip
    await queue("a", desk={"of": "a"})
    wire = await wired(ours=lambda chat_id: chat_id == GROUP)
    await wire.settle()
    telegram.deliver("message", message(-1002, "hello", kind="supergroup"))
    await wire.settle()
    assert telegram.called("leaveChat") == []


async def test_what_follows_a_new_id_at_once_is_heard(
    wired: Build, telegram: Fake, rows: Rows
) -> None:
    telegram.deliver("message", {**message(-1002, "", kind="supergroup"),
                                 "migrate_from_chat_id": GROUP})  # fmt: skip
    telegram.deliver("message", message(-1002, "hello", kind="supergroup"))
    wire = await wired(ours=lambda chat_id: chat_id == GROUP)
    await wire.settle()
    assert telegram.called("leaveChat") == []
    assert len(await rows(Arrival)) == 2


async def test_the_word_before_a_repeat_stands_where_the_repeat_does(
    wired: Build, telegram: Fake, queue: Queue, clock: Clock
) -> None:
    there = {"message_thread_id": 5, "protect_content": True}
    telegram.answer("copyMessage", refused(502, "Bad Gateway"))
    await queue("", method="copyMessage", params={"from_chat_id": 1, "message_id": 2, **there})
    wire = await wired(again=lambda _: "once more")
    await wire.settle()
    clock.skip(timedelta(minutes=1))
    await wire.settle()
    (word,) = telegram.called("sendMessage")
    assert word.params["text"] == "once more"
    assert {name: word.params[name] for name in there} == there


async def test_what_was_added_since_it_was_found_goes_too(
    store: Store, clock: Clock, queue: Queue
) -> None:
    def ready(_: Session, leaving: Leaving, __: datetime) -> Parcel:
        return leaving.parcel

    def add(session: Session) -> None:
        (waiting,) = outbox.waiting_in(session, "a")
        outbox.rewrite(session, waiting, _with(waiting.parcel, {"text": "one and two"}))

    def lease(session: Session) -> Leaving | None:
        return outbox.lease(session, found, clock.now(), clock.now() + timedelta(1), ready)

    await queue("one", thread="a", desk={"of": "a"})
    (found,) = await store(outbox.waiting_in, "a")
    await store(add)
    leased = await store(lease)
    assert leased
    assert leased.parcel.params["text"] == "one and two"
    assert not leased.doubtful
    assert leased.attempts == 0


async def test_what_is_queued_during_a_flood_waits_for_its_end_too(
    wired: Build, telegram: Fake, queue: Queue, store: Store, clock: Clock
) -> None:
    telegram.answer("sendMessage", refused(429, "Too Many Requests", retry_after=30))
    await queue("a", thread="a")
    wire = await wired(limits=Limits(chat_step=0, group_burst=3, group_step=0.001))
    await wire.settle()
    now = clock.now().timestamp()
    (bucket,) = await store(lambda session: session.scalars(select(table(Bucket).c.key)).all())
    place = await store(outbox.reserve, bucket, now, 0.001, 3)
    assert place == pytest.approx(now + 30, abs=0.001)


async def test_no_more_than_twenty_a_minute_leave_for_a_group(
    wired: Build, telegram: Fake, queue: Queue, clock: Clock
) -> None:
    for number in range(9):
        await queue(str(number), thread=str(number))
    limits = Limits(chat_step=0, group_burst=3, group_step=600)
    wire = await wired(limits=limits)
    while len(telegram.sent(GROUP)) < 3:
        await telegram.until_sending(0)
        await wire._sender.sweep()
    await wire.stop(within=1)
    assert telegram.sent(GROUP) == ["0", "1", "2"]


class TestNewGroups:
    """A group that is none of ours may ask for its id, and is left otherwise."""

    @staticmethod
    def taken_in(telegram: Fake, chat_id: int = -77) -> None:
        bot = {"id": 1, "is_bot": True, "first_name": "Traits"}
        telegram.deliver(
            "my_chat_member",
            {
                "chat": {"id": chat_id, "type": "supergroup", "title": "x"},
                "from": {"id": 5, "is_bot": False, "first_name": "Ana"},
                "date": 1_795_000_000,
                "old_chat_member": {"status": "left", "user": bot},
                "new_chat_member": {"status": "member", "user": bot},
            },
        )

    async def test_its_desk_command_is_answered_and_not_kept(
        self, wired: Build, telegram: Fake, rows: Rows
    ) -> None:
        heard: list[Any] = []

        async def newcomer(content: Any) -> None:
            heard.append(content["text"])

        wire = await wired(newcomer=newcomer)
        self.taken_in(telegram)
        telegram.deliver("message", message(-77, "hello", kind="supergroup"))
        telegram.deliver("message", message(-77, "/desk@traits_bot", kind="supergroup"))
        await wire.settle()
        assert heard == ["/desk@traits_bot"]
        assert telegram.called("leaveChat") == []
        assert await rows(Arrival) == []

    async def test_it_is_left_when_nobody_asks_in_time(
        self, wired: Build, telegram: Fake, clock: Clock
    ) -> None:
        async def newcomer(_: Any) -> None:
            """Never asked."""

        wire = await wired(newcomer=newcomer)
        self.taken_in(telegram)
        await wire.settle()
        clock.skip(timedelta(minutes=11))
        telegram.say(1, "somebody else's message")
        await wire.settle()
        assert [call.params["chat_id"] for call in telegram.called("leaveChat")] == [-77]

    async def test_where_it_was_not_taken_in_it_leaves_at_once(
        self, wired: Build, telegram: Fake
    ) -> None:
        async def newcomer(_: Any) -> None:
            """Never asked."""

        wire = await wired(newcomer=newcomer)
        telegram.deliver("message", message(-77, "/deskmate", kind="supergroup"))
        await wire.settle()
        assert len(telegram.called("leaveChat")) == 1

    async def test_what_was_left_is_not_remembered_for_ever(
        self, wired: Build, telegram: Fake, clock: Clock
    ) -> None:
        wire = await wired()
        for chat_id in (-77, -78):
            telegram.deliver("message", message(chat_id, "hello", kind="supergroup"))
            await wire.settle()
            clock.skip(timedelta(minutes=2))
        assert len(telegram.called("leaveChat")) == 2
        assert list(wire._left) == [-78]
