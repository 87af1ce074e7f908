"""Until when to complain: the earliest reading, so that nobody comes too late."""

from dataclasses import dataclass
from datetime import date

from bot.law.clock import Clock
from bot.law.counting import last_open
from bot.law.places import Place
from bot.law.places import place as place_of
from bot.law.regimes import Regime, Window
from bot.law.regimes import regime as regime_of

_WEEKEND = frozenset({6, 7})


@dataclass(frozen=True, slots=True)
class Until:
    """The last safe day to complain, and the rule that says so."""

    day: date
    window: Window


def complain_until(
    law: Regime, where: Place, right: str, clock: Clock, *, seatless: bool
) -> Until | None:
    """Return the last safe day to complain, or nothing where the law sets none.

    It is counted from the day before any move, and where it is a closed day it is the working
    day before.
    """
    window = law.window(right, where.code)
    if window is None:
        return None
    day = clock.count(window.term, _begins(window, clock))
    if day <= clock.legal:  # the last contact was early and the period long
        day = clock.count(window.term, clock.nominal)
    return Until(_safe(day, clock, seatless=seatless), window)


def complain_until_after(
    regime: str, place: str, right: str, answered: date, *, seatless: bool = False
) -> date | None:
    """Return the last safe day to complain of an answer, or nothing where the law sets none.

    What it refuses, leaves out or denies is known from that day on.
    """
    law, where = regime_of(regime), place_of(place)
    window, rule = law.window(right, where.code), law.rule(right, where.code, answered)
    if window is None or rule is None or rule.period is None:
        return None
    clock = Clock(rule, rule.period, where.calendar_of(law.code), answered, ())
    return _safe(clock.count(window.term, answered), clock, seatless=seatless)


def _safe(day: date, clock: Clock, *, seatless: bool) -> date:
    def is_closed(other: date) -> bool:
        if seatless:
            return other.isoweekday() in clock.rule.roll.weekdays
        return clock.is_closed(other)

    def is_day_off(other: date) -> bool:
        return other.isoweekday() in _WEEKEND or is_closed(other)

    return last_open(day, is_day_off) if is_closed(day) else day


def _begins(window: Window, clock: Clock) -> date:
    if window.counted_from == "due":
        return clock.nominal
    if window.counted_from == "contact":
        return max([clock.received, *(event.on for event in clock.events)])
    return clock.received
