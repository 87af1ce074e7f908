"""The numbers to call: sourced, dated, and said in both languages."""

from datetime import date

import pytest

from bot.answers import emergency
from bot.answers.emergency import KINDS, numbers


@pytest.mark.parametrize("place", ["fr", "be", "ch", "lu", "gb", "ie", "ca", "ca-qc", "au", "us"])
def test_every_country_of_ours_has_somebody_to_call_at_once(place: str) -> None:
    found = numbers(place)

    assert found[0].kind == "emergency"
    assert {number.kind for number in found} & {"suicide", "listening", "violence"}


def test_every_number_has_a_source_and_a_day() -> None:
    for number in emergency._listed():
        assert number.source.startswith("http"), number
        assert date(2026, 1, 1) < number.seen, number
        assert number.kind in KINDS, number


@pytest.mark.parametrize("place", ["us-il", "us-tx"])
def test_a_state_takes_the_numbers_of_its_country(place: str) -> None:
    assert numbers(place) == numbers("us")


def test_where_nothing_is_known_nothing_is_guessed() -> None:
    assert numbers(None) == ()
    assert numbers("sn") == ()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_number_is_said(language: str) -> None:
    for number in emergency._listed():
        assert f"<b>{number.call}</b>" in emergency.lines(number.places[0], language)
