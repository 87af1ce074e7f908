"""Which part of a country must be known, by what hangs on it."""

import pytest

from bot.law import homes, propose, sites

LAENDER = 16


@pytest.mark.parametrize(
    ("country", "seat", "count"),
    [
        pytest.param("ca", "us", 3, id="Canada: the law"),
        pytest.param("de", "us", LAENDER, id="Germany: the authority"),
        pytest.param("de", "ie", LAENDER, id="Germany: the authority, wherever the company sits"),
        pytest.param("gb", "us", 3, id="United Kingdom: the holidays, no company to count by"),
        pytest.param("gb", "gb-eng", 0, id="United Kingdom: the company's holidays"),
        pytest.param("au", "us", 8, id="Australia: the holidays"),
        pytest.param("fr", "us", 0, id="France: the country's calendar"),
        pytest.param("ch", "us", 0, id="Switzerland: the common days for companies abroad"),
        pytest.param("ch", "ch-zh", 0, id="Switzerland: the company's canton"),
        pytest.param("nz", "us", 0, id="New Zealand has no parts"),
        pytest.param(None, "us", 0, id="country unknown"),
    ],
)
def test_where_somebody_lives_is_asked_if_anything_hangs_on_it(
    country: str | None, seat: str, count: int
) -> None:
    assert len(homes(country, seat)) == count


def test_of_laws_that_do_not_come_into_question_nothing_is_asked() -> None:
    assert homes("us", "us")
    assert homes("us", "us", among=["eu", "uk"]) == ()


@pytest.mark.parametrize(
    ("country", "seat", "count"),
    [
        pytest.param("ch", "ch", 4, id="Switzerland"),
        pytest.param("fr", "fr", 10, id="France: Alsace-Moselle and overseas"),
        pytest.param("gb", "gb", 3, id="United Kingdom"),
        pytest.param("jp", "de", LAENDER, id="Germany, for a person far away"),
        pytest.param("fr", "ie", 0, id="Ireland has no parts"),
        pytest.param("us", "us", 0, id="the law is the person's own"),
        pytest.param("fr", "de-by", 0, id="a place that is known already"),
        pytest.param("fr", None, 0, id="seat unknown"),
    ],
)
def test_where_a_company_sits_is_asked_if_the_day_hangs_on_it(
    country: str, seat: str | None, count: int
) -> None:
    assert len(sites(country, seat, None)) == count


@pytest.mark.parametrize("country", ["ca", "de", "gb", "au", "us"])
def test_parts_that_are_asked_for_can_be_proposed_for(country: str) -> None:
    for part in homes(country, None):
        assert part.country == country
        assert propose(country, "us", home=part.code).regime
