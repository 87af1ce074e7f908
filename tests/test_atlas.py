"""Countries and cities as people type them."""

import re

import pytest

from bot.atlas import find_countries, find_zones
from bot.language import LANGUAGES, label


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("Suisse", ["ch"]),
        ("SWITZERLAND ", ["ch"]),
        ("Suise", ["ch"]),
        ("Allemange", ["de"]),
        ("grece", ["gr"]),
        ("Pays bas", ["nl"]),
        ("Hollande", ["nl"]),
        ("UK", ["gb"]),  # not the beginning of Ukraine
        ("U.K.", ["gb"]),
        ("England", ["gb"]),
        ("Northern Ireland", ["gb"]),  # not in Ireland
        ("Irlande du Nord", ["gb"]),
        ("USA", ["us"]),
        ("l’Amérique", ["us"]),
        ("côte d'ivoire", ["ci"]),
        ("je vis en Suisse", ["ch"]),
        ("I live in the Netherlands.", ["nl"]),
        ("Niger", ["ne"]),  # not Nigeria
        ("Dominique", ["dm"]),  # not the Dominican Republic
        ("Congo", ["cg", "cd"]),  # to be asked
        ("Corée", ["kp", "kr"]),
    ],
)
def test_a_country_is_found_as_it_is_typed(typed: str, codes: list[str]) -> None:
    assert find_countries(typed) == codes


@pytest.mark.parametrize("typed", ["", "  ", "xyzzy", "S", "王", "🇫🇷", "x" * 4096, "?!"])
def test_what_is_no_country_finds_none(typed: str) -> None:
    assert find_countries(typed) == []


@pytest.mark.parametrize(
    ("typed", "zones"),
    [
        ("Paris", ["Europe/Paris"]),
        ("londres", ["Europe/London"]),
        ("Montréal", ["America/Toronto"]),
        ("Genève", ["Europe/Zurich"]),
        ("Edinburgh", ["Europe/London"]),
        ("Suisse", ["Europe/Zurich"]),
        ("Luxembourg", ["Europe/Luxembourg"]),
        ("new-york", ["America/New_York"]),
    ],
)
def test_a_zone_is_found_by_a_city_or_a_country(typed: str, zones: list[str]) -> None:
    assert find_zones(typed) == zones


def test_a_wide_country_offers_the_zones_most_people_live_in() -> None:
    assert find_zones("Canada")[:2] == ["America/Toronto", "America/Vancouver"]
    assert "America/Los_Angeles" in find_zones("États-Unis")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cities_we_give_as_examples_are_found(language: str) -> None:
    examples = re.findall(r"[«“]\s?([^»”]+?)\s?[»”]", label("settings.type_zone", language))
    assert len(examples) == 3
    assert all(len(find_zones(city)) == 1 for city in examples)
