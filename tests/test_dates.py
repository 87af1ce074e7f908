"""Days as people type them, on Wednesday 25 November 2026."""

from datetime import date

import pytest

from bot.dates import Ambiguous, coming, pressed_ahead, read
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


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("demain", date(2026, 11, 26)),
        ("après-demain", date(2026, 11, 27)),
        ("the day after tomorrow", date(2026, 11, 27)),
        ("dans 3 jours", date(2026, 11, 28)),
        ("in two weeks", date(2026, 12, 9)),
        ("lundi prochain", date(2026, 11, 30)),
        ("next Wednesday", date(2026, 12, 2)),
        ("mercredi", date(2026, 12, 2)),
        ("3 mars", date(2027, 3, 3)),
        ("le 25 novembre", date(2027, 11, 25)),
        ("December 1st", date(2026, 12, 1)),
        ("1er décembre 2027", date(2027, 12, 1)),
        ("31/12", date(2026, 12, 31)),
        ("2027-02-01", date(2027, 2, 1)),
    ],
)
def test_days_to_come_are_read_as_people_write_them(text: str, day: date) -> None:
    assert coming(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("aujourd’hui", "dates.unreadable_ahead"),
        ("hier", "dates.unreadable_ahead"),
        ("bientôt", "dates.unreadable_ahead"),
        ("25 novembre 2026", "dates.past"),
        ("3 mars 2026", "dates.past"),
        ("1 January 2031", "dates.too_far"),
    ],
)
def test_a_day_that_is_not_to_come_is_refused_kindly(text: str, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        coming(text, TODAY)
    assert refused.value.key == key


def test_a_day_to_come_that_reads_two_ways_is_asked_back() -> None:
    with pytest.raises(Ambiguous) as asked:
        coming("03/04", TODAY)
    assert asked.value.days == (date(2027, 4, 3), date(2027, 3, 4))


@pytest.mark.parametrize("value", ["2026-11-25", "2026-99-99", "2031-01-01", "0", ""])
def test_a_button_with_no_day_to_come_is_none(value: str) -> None:
    assert pressed_ahead(value, TODAY) is None
