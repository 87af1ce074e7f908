"""Days as people type them, on Wednesday 25 November 2026."""

from datetime import date

import pytest

from bot.dates import Ambiguous, read
from bot.refusal import Refusal

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("aujourd’hui", date(2026, 11, 25)),
        ("Today", date(2026, 11, 25)),
        ("hier", date(2026, 11, 24)),
        ("yesterday", date(2026, 11, 24)),
        ("avant-hier", date(2026, 11, 23)),
        ("il y a 3 jours", date(2026, 11, 22)),
        ("two weeks ago", date(2026, 11, 11)),
        ("il y a une semaine", date(2026, 11, 18)),
        ("lundi", date(2026, 11, 23)),
        ("mercredi dernier", date(2026, 11, 18)),
        ("last Monday", date(2026, 11, 23)),
        ("3 mars", date(2026, 3, 3)),
        ("le 3 mars 2025", date(2025, 3, 3)),
        ("1er octobre", date(2026, 10, 1)),
        ("1 déc.", date(2025, 12, 1)),
        ("March 3rd", date(2026, 3, 3)),
        ("3rd of March", date(2026, 3, 3)),
        ("Monday 16 November", date(2026, 11, 16)),
        ("03/03/2026", date(2026, 3, 3)),
        ("25/11", date(2026, 11, 25)),
        ("11/25/2026", date(2026, 11, 25)),
        ("10.11.26", date(2026, 11, 10)),
        ("2026-11-01", date(2026, 11, 1)),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, day: date) -> None:
    assert read(text, TODAY) == day


def test_day_and_month_that_could_change_places_are_asked_back() -> None:
    with pytest.raises(Ambiguous) as asked:
        read("03/04", TODAY)
    assert asked.value.days == (date(2026, 4, 3), date(2026, 3, 4))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "dates.unreadable"),
        ("demain", "dates.unreadable"),
        ("31/02/2026", "dates.unreadable"),
        ("99", "dates.unreadable"),
        ("💥", "dates.unreadable"),
        ("x" * 4096, "dates.unreadable"),
        ("26/11/2026", "dates.future"),
        ("3 mars 2030", "dates.future"),
        ("31/12/2017", "dates.too_old"),
    ],
)
def test_what_is_no_past_day_is_refused_kindly(text: str, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(text, TODAY)
    assert refused.value.key == key
