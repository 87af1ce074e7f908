"""What one update asks to be done."""

import pytest

from bot.wire.work import Work, begun, current


async def nothing() -> None:
    """Do nothing."""


def test_outside_an_update_there_is_no_work() -> None:
    with pytest.raises(LookupError):
        current()
    with begun(7) as work:
        assert current() is work
    with pytest.raises(LookupError):
        current()


def test_a_call_keeps_the_bot_api_s_own_words() -> None:
    work = Work(7)
    id_ = work.send("sendMessage", chat_id=1, text="a", reply_markup={}, language="fr")
    [parcel] = work.parcels
    assert (parcel.id, parcel.method, parcel.lane) == (id_, "sendMessage", "interactive")
    assert parcel.params == {"text": "a", "reply_markup": {}}
    assert len(id_.encode()) <= 16, "fit for callback data"


def test_what_goes_to_a_group_takes_the_group_s_lane() -> None:
    work = Work(7)
    work.send("sendMessage", chat_id=-5, text="a")
    work.send("sendMessage", chat_id=-5, text="a", lane="bulk")
    assert [parcel.lane for parcel in work.parcels] == ["group", "bulk"]


def test_a_failure_drops_what_was_asked_for_but_still_answers_the_press() -> None:
    work = Work(7)
    work.remember(print)
    work.send("sendMessage", chat_id=1, text="half")
    work.later(nothing)
    problem = ValueError("x")
    work.failed(problem)
    work.send("sendMessage", chat_id=1, text="sorry")
    assert work.effects == []
    assert [parcel.params["text"] for parcel in work.parcels] == ["sorry"]
    assert work.afterwards == [nothing]
    assert work.failure is problem
    assert repr(work) == "<Work on update 7>"
