"""Days as people type them, in French and English."""

import re
import unicodedata
from datetime import date, timedelta
from functools import cache

from bot.language import LANGUAGES, month_names, weekday_names
from bot.refusal import Refusal

_AGO = {
    "aujourd'hui": 0, "today": 0, "ce jour": 0, "this morning": 0, "ce matin": 0,
    "hier": 1, "yesterday": 1,
    "avant-hier": 2, "avant hier": 2, "the day before yesterday": 2, "day before yesterday": 2,
}  # fmt: skip
_AHEAD = {
    "demain": 1, "tomorrow": 1,
    "apres-demain": 2, "apres demain": 2, "the day after tomorrow": 2, "day after tomorrow": 2,
}  # fmt: skip
_NUMERIC = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?:\s*[/.\-]\s*(\d{4}|\d{2}))?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:er|e|st|nd|rd|th)?\s+(?:of\s+)?([a-z]+)\.?,?(?:\s+(\d{4}))?")
_MONTH_FIRST = re.compile(r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?(?:\s+(\d{4}))?")
_COUNTS = {
    "un": 1, "une": 1, "a": 1, "one": 1, "deux": 2, "two": 2, "trois": 3, "three": 3,
    "quatre": 4, "four": 4, "cinq": 5, "five": 5, "six": 6,
}  # fmt: skip
_SPAN = re.compile(
    rf"(?:il y a |dans |in )?(\d{{1,3}}|{'|'.join(_COUNTS)}) "
    r"(jour|jours|day|days|semaine|semaines|week|weeks)(?: ago)?"
)
_EARLIEST = date(2018, 1, 1)
_FURTHEST = timedelta(days=731)  # nobody wants to be reminded later


class Ambiguous(Refusal):
    """03/04 is the third of April or the fourth of March: ask which."""

    def __init__(self, first: date, second: date) -> None:
        super().__init__("dates.ambiguous", first=first, second=second)
        self.days = (first, second)


def read(text: str, today: date) -> date:
    """Return the past day that ``text`` names, the nearest one where the year is left out.

    Raises Ambiguous where day and month could change places, and Refusal where the text is no
    day, a future day, or one before 2018 (there was no such law to write under).
    """
    found = _find(_plain(text), today, ahead=False)
    if found > today:
        raise Refusal("dates.future", day=found)
    if found < _EARLIEST:
        raise Refusal("dates.too_old", day=found)
    return found


def coming(text: str, today: date) -> date:
    """Return the day to come that ``text`` names, the nearest one where the year is left out.

    Raises Ambiguous where day and month could change places, and Refusal where the text is no
    day, one that is not to come, or one more than two years away.
    """
    return _to_come(_find(_plain(text), today, ahead=True), today)


def _to_come(found: date, today: date) -> date:
    if found <= today:
        raise Refusal("dates.past", day=found)
    if found > today + _FURTHEST:
        raise Refusal("dates.too_far", day=found)
    return found


def pressed_ahead(value: str, today: date) -> date | None:
    """Return the day to come that a button names in full; nothing where it was forged."""
    try:
        return _to_come(date.fromisoformat(value), today)
    except (ValueError, Refusal):
        return None


def pressed(value: str, today: date) -> date | None:
    """Return the day that a button names, as « 0 » or « 1 » days ago or in full.

    Buttons can be forged: nothing where the value is no day, a future one, or one before 2018.
    """
    if value in {"0", "1"}:
        return today - timedelta(days=int(value))
    try:
        found = date.fromisoformat(value)
    except ValueError:
        return None
    return found if _EARLIEST <= found <= today else None


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.strip().lower().replace("’", "'"))
    words = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return re.sub(r"^(le|on|the|ce|du)\s+", "", re.sub(r"\s+", " ", words))


def _find(words: str, today: date, *, ahead: bool) -> date:
    found = (
        _relative(words, today, ahead=ahead)
        or _iso(words)
        or _numeric(words, today, ahead=ahead)
        or _named(words, today, ahead=ahead)
    )
    if found is None:
        raise Refusal("dates.unreadable_ahead" if ahead else "dates.unreadable")
    return found


def _relative(words: str, today: date, *, ahead: bool) -> date | None:
    near = _AHEAD if ahead else {name: -days for name, days in _AGO.items()}
    if words in near:
        return today + timedelta(days=near[words])
    span = _SPAN.fullmatch(words)
    marked = words.startswith(("dans ", "in ")) if ahead else _is_ago(words)
    if span and marked:
        count = int(span[1]) if span[1].isdigit() else _COUNTS[span[1]]
        days = timedelta(days=count * (7 if span[2][0] in "sw" else 1))
        return today + days if ahead else today - days
    return _weekday(words, today, ahead=ahead)


def _is_ago(words: str) -> bool:
    return words.startswith("il y a") or words.endswith("ago")


def _weekday(words: str, today: date, *, ahead: bool) -> date | None:
    around = r"^next |^this | prochain$" if ahead else r"^last | dernier$|^this past "
    if (number := _weekdays().get(re.sub(around, "", words))) is None:
        return None
    if ahead:
        return today + timedelta(days=(number - today.weekday()) % 7 or 7)
    return today - timedelta(days=(today.weekday() - number) % 7 or 7)


def _iso(words: str) -> date | None:
    found = _ISO.fullmatch(words)
    return _day(int(found[1]), int(found[2]), int(found[3])) if found else None


def _numeric(words: str, today: date, *, ahead: bool) -> date | None:
    found = _NUMERIC.fullmatch(words)
    if not found:
        return None
    one, two = int(found[1]), int(found[2])
    year = _year(found[3])
    european = _nearest(year, two, one, today, ahead=ahead)
    american = _nearest(year, one, two, today, ahead=ahead)
    if european and "." in words:  # 03.04. is European by its dots
        return european
    if european and american and european != american:
        raise Ambiguous(european, american)
    return european or american


def _named(words: str, today: date, *, ahead: bool) -> date | None:
    months = _months()
    weekdayless = re.sub(rf"^({'|'.join(_weekdays())}),? ", "", words)
    if (found := _DAY_FIRST.fullmatch(weekdayless)) and found[2] in months:
        return _nearest(_year(found[3]), months[found[2]], int(found[1]), today, ahead=ahead)
    if (found := _MONTH_FIRST.fullmatch(weekdayless)) and found[1] in months:
        return _nearest(_year(found[3]), months[found[1]], int(found[2]), today, ahead=ahead)
    return None


def _year(digits: str | None) -> int | None:
    if digits is None:
        return None
    return int(digits) + (2000 if len(digits) == 2 else 0)  # noqa: PLR2004  « 26 » is 2026


def _nearest(year: int | None, month: int, number: int, today: date, *, ahead: bool) -> date | None:
    if year is not None:
        return _day(year, month, number)
    this = _day(today.year, month, number)
    if this is not None and (this > today if ahead else this <= today):
        return this
    return _day(today.year + (1 if ahead else -1), month, number)


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


@cache
def _months() -> dict[str, int]:
    names = {
        _plain(name).rstrip("."): number
        for language in LANGUAGES
        for name, number in month_names(language).items()
    }
    return names | {"sept": 9}


@cache
def _weekdays() -> dict[str, int]:
    return {
        _plain(name): number
        for language in LANGUAGES
        for name, number in weekday_names(language).items()
    }
