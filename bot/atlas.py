"""Countries and time zones as people type them, in French and English."""

import unicodedata
from collections.abc import Iterable
from functools import cache

from rapidfuzz import fuzz, process, utils

from bot import language
from bot.language import LANGUAGES, cities

OFFERED = 5  # to choose from, at most
_CLOSE = 80  # of 100: a letter or two wrong
_SHORT = 3  # letters: « UK » is not the beginning of Ukraine

# what a catalogue of official names does not know
_COUNTRIES = {
    "cd": ("République démocratique du Congo", "DR Congo"),
    "ci": ("Ivory Coast",),
    "cz": ("Czech Republic", "République tchèque"),
    "gb": (
        "UK", "Great Britain", "Britain", "England", "Scotland", "Wales", "Northern Ireland",
        "Grande-Bretagne", "Angleterre", "Écosse", "Pays de Galles", "Irlande du Nord",
    ),
    "ie": ("Republic of Ireland", "Éire"),
    "nl": ("Holland", "Hollande"),
    "tr": ("Turkey",),
    "us": ("USA", "US", "America", "Amérique", "États-Unis d’Amérique"),
}  # fmt: skip
# big cities that lend their name to no time zone
_CITIES = {
    "America/Toronto": ("Montréal", "Québec", "Ottawa"),
    "America/Vancouver": ("Victoria",),
    "America/New_York": ("Boston", "Miami", "Philadelphia", "Washington"),
    "America/Los_Angeles": ("San Francisco", "Seattle", "San Diego"),
    "America/Chicago": ("Houston", "Dallas"),
    "Australia/Sydney": ("Canberra",),
    "Europe/Berlin": ("Hambourg", "Hamburg", "Munich", "Cologne", "Francfort", "Frankfurt"),
    "Europe/Brussels": ("Liège", "Anvers", "Antwerp", "Gand", "Ghent", "Namur"),
    "Europe/Dublin": ("Cork", "Galway", "Limerick"),
    "Europe/London": (
        "Manchester", "Birmingham", "Liverpool", "Leeds", "Bristol", "Glasgow", "Edinburgh",
        "Édimbourg", "Cardiff", "Belfast",
    ),
    "Europe/Madrid": ("Barcelone", "Barcelona", "Séville", "Valencia"),
    "Europe/Paris": (
        "Lyon", "Marseille", "Lille", "Toulouse", "Bordeaux", "Nantes", "Strasbourg", "Nice",
        "Rennes", "Montpellier",
    ),
    "Europe/Rome": ("Milan", "Naples", "Turin", "Florence"),
    "Europe/Zurich": ("Genève", "Geneva", "Berne", "Bern", "Lausanne", "Bâle", "Basel"),
}  # fmt: skip


def find_countries(text: str) -> list[str]:
    """Return the codes of the countries that ``text`` may mean."""
    return _find(text, _countries())[:OFFERED]


def country_named(text: str) -> str | None:
    """Return the code of the country whose name ``text`` is, and nothing more."""
    codes = _countries().get(_bare(text), frozenset())
    return next(iter(codes)) if len(codes) == 1 else None


def find_zones(text: str) -> list[str]:
    """Return the time zones that the name of a city, or of a country, may mean."""
    found = [
        language.zones(code) if code in language.countries("en") else [code]
        for code in _find(text, _zones())
    ]
    return list(dict.fromkeys(zone for some in found for zone in some))[:OFFERED]


def _find(text: str, names: dict[str, frozenset[str]]) -> list[str]:
    """Return the codes of a name: itself, within a sentence, a part of it, or misspelt."""
    typed = _bare(text)
    if not typed:
        return []
    if typed in names:
        return sorted(names[typed])
    within = [name for name in names if f" {name} " in f" {typed} " and len(name) >= _SHORT]
    if within:  # « Irlande du Nord » is not in Ireland
        return _codes([max(within, key=len)], names)
    if len(typed) < _SHORT:
        return []
    around = sorted(name for name in names if f" {typed} " in f" {name} ")
    if around:
        return _codes(around, names)
    close = process.extract(typed, list(names), scorer=fuzz.ratio, score_cutoff=_CLOSE)
    return _codes([name for name, _, _ in close], names)


def _codes(found: Iterable[str], names: dict[str, frozenset[str]]) -> list[str]:
    return list(dict.fromkeys(code for name in found for code in sorted(names[name])))


@cache
def _countries() -> dict[str, frozenset[str]]:
    official = ((code, name) for of in LANGUAGES for code, name in language.countries(of).items())
    return _index([*official, *_flat(_COUNTRIES)])


@cache
def _zones() -> dict[str, frozenset[str]]:
    official = ((zone, name) for of in LANGUAGES for zone, name in cities(of).items())
    found = _index([*official, *_flat(_CITIES)])
    return {**_countries(), **found}  # Luxembourg and Singapore are cities first


def _flat(names: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(code, name) for code, some in names.items() for name in some]


def _index(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for code, name in pairs:
        found.setdefault(_bare(name), set()).add(code)
    return {name: frozenset(codes) for name, codes in found.items()}


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text)
    letters = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(utils.default_process(letters).split())
