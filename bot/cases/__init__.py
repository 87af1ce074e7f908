"""What happened to a request -> where it stands, what is due, what to remind of.

Pure: the moment is given, the law computes the days.
"""

from bot.cases.course import DEMANDS, UNSETTLED, Happening, Matter, counted
from bot.cases.schedule import Wanted, asked_again, reminders
from bot.cases.standings import STATES, Standing, standing

__all__ = [
    "DEMANDS",
    "STATES",
    "UNSETTLED",
    "Happening",
    "Matter",
    "Standing",
    "Wanted",
    "asked_again",
    "counted",
    "reminders",
    "standing",
]
