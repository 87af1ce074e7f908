from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.law.counting import (
    days_after,
    easter,
    first_open,
    last_open,
    months_after,
    open_days_after,
)

DAYS = st.dates(date(2018, 1, 1), date(2036, 12, 31))


@pytest.mark.parametrize(
    ("day", "count", "ends"),
    [
        pytest.param(date(2026, 1, 31), 1, date(2026, 2, 28), id="N1: 31 January, not 3 March"),
        pytest.param(date(2027, 2, 28), 1, date(2027, 3, 28), id="N2: 28 February, never 31 March"),
        pytest.param(date(2028, 1, 31), 1, date(2028, 2, 29), id="F4: a leap year"),
        pytest.param(date(2026, 1, 31), 3, date(2026, 4, 30), id="FX1: three months at once"),
        pytest.param(date(2026, 11, 30), 3, date(2027, 2, 28), id="FX4: over the new year"),
        pytest.param(date(2026, 12, 1), 1, date(2027, 1, 1), id="F20: December"),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last(day: date, count: int, ends: date) -> None:
    assert months_after(day, count) == ends


@given(day=DAYS, count=st.integers(1, 12))
def test_months_keep_the_day_or_shorten_it(day: date, count: int) -> None:
    ends = months_after(day, count)
    assert ends > day
    assert ends.day <= day.day
    assert (ends.year * 12 + ends.month) - (day.year * 12 + day.month) == count


@given(day=DAYS, count=st.integers(0, 100))
def test_open_days_are_counted_one_by_one(day: date, count: int) -> None:
    def weekend(other: date) -> bool:
        return other.weekday() > 4

    ends = open_days_after(day, count, weekend)
    passed = [day + timedelta(days=n + 1) for n in range((ends - day).days)]
    assert sum(not weekend(other) for other in passed) == count
    assert first_open(ends, weekend) >= ends >= last_open(ends, weekend)


def test_the_first_day_is_not_counted() -> None:
    assert days_after(date(2026, 9, 1), 30) == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2026, date(2026, 4, 5)),
        (2027, date(2027, 3, 28)),
        (2028, date(2028, 4, 16)),
        (2029, date(2029, 4, 1)),
        (2030, date(2030, 4, 21)),
    ],
)
def test_easter_is_where_the_sheet_computes_it(year: int, day: date) -> None:  # eu-uk.md 1.7
    assert easter(year) == day
