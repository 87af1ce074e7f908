"""How much may come in and go out."""

from datetime import timedelta
from itertools import pairwise

import pytest

from bot.wire.limits import Limits, Pace, Tally, place
from bot.wire.patience import backoff, before_repeat
from tests.conftest import NOON


class Watch:
    """A time that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_goes_at_once_and_then_one_each_step() -> None:
    watch = Watch()
    pace = Pace(step=1.0, burst=3, time=watch)
    assert [pace.take(1) for _ in range(5)] == pytest.approx([0, 0, 0, 1, 2])
    assert not pace.open(1)
    assert pace.open(2), "chats do not wait for one another"
    watch.now += 3
    assert pace.open(1)


def test_a_chat_that_was_quiet_has_its_burst_again() -> None:
    watch = Watch()
    pace = Pace(step=1.0, burst=3, time=watch)
    for _ in range(3):
        pace.take(1)
    watch.now += 100
    assert [pace.take(1) for _ in range(4)] == pytest.approx([0, 0, 0, 1])


def test_paces_of_long_ago_are_not_kept() -> None:
    watch = Watch()
    pace = Pace(step=1.0, burst=3, time=watch)
    for chat_id in range(Pace.MANY):
        pace.take(chat_id)
    watch.now += 100
    pace.take(-1)
    assert len(pace._free_at) == 1


def test_a_group_never_gets_more_than_twenty_in_any_minute() -> None:
    limits = Limits()
    free_at, moments, now = 0.0, [], 0.0
    for number in range(400):
        now += 30 if number % 37 == 0 else 0  # quiet for a while, then everything at once
        moment, free_at = place(free_at, now, limits.group_step, limits.group_burst)
        moments.append(moment)
    for start in moments:
        assert sum(start <= moment < start + 60 for moment in moments) <= 20


def test_bulk_leaves_at_twenty_five_a_second() -> None:
    limits = Limits()
    free_at, moments = 0.0, []
    for _ in range(100):
        moment, free_at = place(free_at, 0.0, limits.bulk_step, limits.bulk_burst)
        moments.append(moment)
    assert {round(later - earlier, 6) for earlier, later in pairwise(moments)} == {0.04}


def test_a_minute_s_share_comes_back_as_its_minute_passes() -> None:
    tally = Tally(2)
    seconds = [timedelta(seconds=n) for n in (0, 30, 59, 60, 61, 90)]
    admitted = [tally.admit(1, number, NOON + after) for number, after in enumerate(seconds)]
    assert admitted == [True, True, False, True, False, True]
    assert tally.admit(2, 99, NOON)


def test_an_update_that_is_fetched_again_counts_once() -> None:
    tally = Tally(2)
    for _ in range(9):
        assert tally.admit(1, 5, NOON)
        assert tally.admit(1, 6, NOON)
    assert not tally.admit(1, 7, NOON)


def test_one_refusal_a_minute_is_told() -> None:
    tally = Tally(1)
    seconds = [timedelta(seconds=n) for n in (0, 59, 60, 61)]
    assert [tally.first_refusal(1, NOON + after) for after in seconds] == [True, False, True, False]


def test_tallies_of_long_ago_are_not_kept() -> None:
    tally = Tally(5)
    for chat_id in range(Tally.MANY):
        tally.admit(chat_id, chat_id, NOON)
        tally.first_refusal(chat_id, NOON)
    tally.admit(-1, -1, NOON + timedelta(minutes=2))
    assert (len(tally._came), len(tally._told)) == (1, 0)


def test_attempts_become_rarer_and_are_never_given_up() -> None:
    for attempts in range(2000):
        assert 0 < backoff(attempts) <= 30
        assert 0.5 * min(30.0, 2.0 ** min(attempts, 5)) <= backoff(attempts)
        assert backoff(attempts, longest=60) <= 60
    pauses = [before_repeat(attempts) for attempts in range(10)]
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(seconds=3)
    assert pauses[-1] == timedelta(minutes=10)
