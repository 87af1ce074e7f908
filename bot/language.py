"""Words, dates and plurals; alone knows Babel and locales/messages.

A key is ``feature.event``; its words stand in ``locales/messages/<feature>/<language>.po``.
"""

import gettext
import io
import os
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from html import escape, unescape
from pathlib import Path
from string import Formatter
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global, negotiate_locale
from babel.dates import (
    format_date,
    format_time,
    get_day_names,
    get_month_names,
    get_timezone_location,
)
from babel.lists import format_list
from babel.numbers import format_decimal

LANGUAGES = ("fr", "en")
OWN_NAMES = {"fr": "français", "en": "English"}
MESSAGES = Path(__file__).parent.parent / "locales" / "messages"

# British English for dates: « 3 March 2026 » is read the same everywhere
_LOCALES = {"fr": Locale("fr", "FR"), "en": Locale("en", "GB")}

# where most people of a country with several zones live
_CROWDED = {
    "AU": ("Australia/Sydney", "Australia/Brisbane", "Australia/Perth", "Australia/Adelaide"),
    "BR": ("America/Sao_Paulo", "America/Manaus"),
    "CA": (
        "America/Toronto", "America/Vancouver", "America/Edmonton", "America/Winnipeg",
        "America/Halifax",
    ),
    "CY": ("Asia/Nicosia",),
    "DE": ("Europe/Berlin",),
    "ES": ("Europe/Madrid", "Atlantic/Canary"),
    "MX": ("America/Mexico_City",),
    "NZ": ("Pacific/Auckland",),
    "PT": ("Europe/Lisbon", "Atlantic/Azores"),
    "US": (
        "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
        "America/Anchorage",
    ),
}  # fmt: skip


class Html(str):
    """A string that is safe to put into a message as it is."""

    __slots__ = ()


def say(key: str, language: str, /, **values: object) -> Html:
    """Return the words of ``key`` as HTML, every value escaped.

    ``count`` among the values chooses the plural. Dates, numbers, lists and ``{"fr", "en"}``
    names are put into ``language``. Raises KeyError when the key or a value is missing.
    """
    words = _words(key, language, values.get("count"))
    shown = {name: _html(value, language) for name, value in values.items()}
    return Html(words.format_map(shown))


def label(key: str, language: str, /, **values: object) -> str:
    """Return the words of ``key`` as plain text: buttons, alerts, files."""
    words = _words(key, language, values.get("count"))
    return words.format_map({name: plain(value, language) for name, value in values.items()})


def bare(html: str) -> str:
    """Return the text of a message without its tags."""
    return unescape(re.sub(r"<[^<>]+>", "", html))


def units(text: str) -> int:
    """Return the length of a text as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def plain(value: object, language: str) -> str:
    """Return ``value`` as a reader of ``language`` writes it."""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        raise TypeError("a moment needs a zone: use moment()")
    if isinstance(value, date):
        return day(value, language)
    if isinstance(value, Mapping):
        return plain(value[language], language)
    if isinstance(value, bool) or value is None:
        raise TypeError("no words for this value")
    if isinstance(value, int | float):
        return _number(value, language)
    if isinstance(value, Iterable):
        return listing(value, language)
    raise TypeError(f"no words for a {type(value).__name__}")


@lru_cache(maxsize=4096)  # Babel reads its pattern anew each time
def day(value: date, language: str, form: str = "long") -> str:
    """Return a date in words; ``form`` is ``full`` (with its weekday), ``long`` or ``short``.

    French puts « 1er » for the first of a month, which Babel does not.
    """
    words = format_date(value, form, locale=_LOCALES[language])
    if language == "fr" and value.day == 1 and form in {"full", "long"}:
        words = words.replace(
            f"1 {format_date(value, 'MMMM', locale='fr')}",
            "1er " + format_date(value, "MMMM", locale="fr"),
        )
    # a date must not break between its day and its month
    return words.replace(" ", "\N{NO-BREAK SPACE}", 1) if form == "long" else words


def moment(value: datetime, zone: str, language: str) -> str:
    """Return a moment's time of day in ``zone``."""
    return format_time(value.astimezone(ZoneInfo(zone)), "short", locale=_LOCALES[language])


def listing(
    values: Iterable[object], language: str, style: Literal["standard", "or"] = "standard"
) -> str:
    """Return « a, b and c »; ``style`` may be ``or``."""
    return format_list(
        [plain(value, language) for value in values], style=style, locale=_LOCALES[language]
    )


def country(code: str, language: str) -> str:
    """Return the name of a country by its two-letter code."""
    return str(_LOCALES[language].territories[code.upper()])


@cache
def countries(language: str) -> Mapping[str, str]:
    """Return the names of all countries by two-letter code, small letters."""
    names = _LOCALES[language].territories
    return {code.lower(): names[code] for code in get_global("territory_zones") if code in names}


def zones(code: str) -> list[str]:
    """Return the time zones of a country, those most people live in first."""
    found: list[str] = list(get_global("territory_zones").get(code.upper(), ()))
    first = [zone for zone in _CROWDED.get(code.upper(), ()) if zone in found]
    return [*first, *(zone for zone in found if zone not in first)]


@cache
def cities(language: str) -> Mapping[str, str]:
    """Return the city that stands for each time zone, in ``language``."""
    return {
        zone: get_timezone_location(zone, locale=_LOCALES[language], return_city=True)
        for found in get_global("territory_zones").values()
        for zone in found
        if not zone.startswith("Etc/")
    }


@cache
def month_names(language: str) -> Mapping[str, int]:
    """Return the months' names, long and short, with their numbers."""
    return {
        name: number
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=_LOCALES[language]).items()
    }


@cache
def weekday_names(language: str) -> Mapping[str, int]:
    """Return the weekdays' names, Monday being 0."""
    names = get_day_names("wide", locale=_LOCALES[language])
    return {name: number for number, name in names.items()}


def negotiate(code: str | None) -> str | None:
    """Return our language for a client's ``language_code``, or nothing when it is neither."""
    if not code:
        return None
    return negotiate_locale([code.replace("-", "_")], LANGUAGES)


@cache
def placeholders(words: str) -> frozenset[str]:
    """Return the names a text waits for."""
    return frozenset(name for _, name, _, _ in Formatter().parse(words) if name)


def keys() -> frozenset[str]:
    """Return every key there is."""
    from babel.messages.pofile import read_po  # noqa: PLC0415  built catalogues need none of it

    found = set()
    for source in MESSAGES.glob("*/en.po"):
        with source.open("rb") as file:
            found |= {one.id if isinstance(one.id, str) else one.id[0] for one in read_po(file)}
    return frozenset(found - {""})


def shell() -> str:
    """Return the language of whoever sits at the command line."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    return negotiate((spoken or "").partition(".")[0]) or "en"


def build() -> int:
    """Compile every catalogue beside its source and return how many there are."""
    sources = sorted(MESSAGES.glob("*/*.po"))
    for source in sources:
        source.with_suffix(".mo").write_bytes(_compiled(source))
    return len(sources)


def _words(key: str, language: str, count: object) -> str:
    catalogue = _catalogue(key.partition(".")[0], language)
    number = count if isinstance(count, int) else None
    # gettext gives the key back for what it does not know; a plural is known under its plural only
    found = catalogue.gettext(key) if number is None else catalogue.ngettext(key, key, number)
    if found == key:
        found = catalogue.gettext(key)
    if found == key:
        raise KeyError(key)
    return found


@cache
def _catalogue(feature: str, language: str) -> gettext.GNUTranslations:
    source = MESSAGES / feature / f"{language}.po"
    built = source.with_suffix(".mo")
    if not source.exists():
        raise KeyError(feature)
    if built.exists() and built.stat().st_mtime >= source.stat().st_mtime:
        return gettext.GNUTranslations(io.BytesIO(built.read_bytes()))
    return gettext.GNUTranslations(io.BytesIO(_compiled(source)))


def _compiled(source: Path) -> bytes:
    from babel.messages.mofile import write_mo  # noqa: PLC0415  built catalogues need none of it
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.stem)
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


@lru_cache(maxsize=1024, typed=True)
def _number(value: float, language: str) -> str:
    return str(format_decimal(value, locale=_LOCALES[language]))


def _html(value: object, language: str) -> str:
    if isinstance(value, Html):
        return value
    return escape(plain(value, language), quote=False)
