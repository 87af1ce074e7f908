"""Why a date is what it is: keys and values that read well in any language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.law.days import Holiday
from bot.law.words import Words

# Babel belongs to bot.language; a weekday among the values comes with its two names
WEEKDAY_NAMES: tuple[Words, ...] = (
    {"fr": "lundi", "en": "Monday"},
    {"fr": "mardi", "en": "Tuesday"},
    {"fr": "mercredi", "en": "Wednesday"},
    {"fr": "jeudi", "en": "Thursday"},
    {"fr": "vendredi", "en": "Friday"},
    {"fr": "samedi", "en": "Saturday"},
    {"fr": "dimanche", "en": "Sunday"},
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence: its key in ``locales/messages`` and its values."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


def weekday(day: date) -> Words:
    """Return the name of a day's weekday."""
    return WEEKDAY_NAMES[day.weekday()]


def counted(unit: str, count: int, day: date, holiday: Holiday | None, *, closed: bool) -> Reason:
    """Say where a count of days or months ends, and whether that day is closed."""
    key = f"law.one_{unit}" if count == 1 else f"law.{unit}s"
    values: dict[str, object] = {"day": day} if count == 1 else {"count": count, "day": day}
    if closed and holiday is not None and holiday.closed:
        return Reason(f"{key}_holiday", values | {"name": holiday.name})
    if closed:
        return Reason(f"{key}_weekday", values | {"weekday": weekday(day)})
    return Reason(key, values)


def doubts(holidays: Iterable[Holiday | None]) -> list[Reason]:
    """Name the doubts about the days that a result hangs on, each once."""
    texts: list[Words] = []
    for holiday in holidays:
        if holiday is not None and holiday.doubt is not None and holiday.doubt not in texts:
            texts.append(holiday.doubt)
    return [Reason("law.doubt", {"doubt": text}) for text in texts]
