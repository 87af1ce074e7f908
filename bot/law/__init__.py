"""The law: which one applies, by when a company must answer, and why.

Pure: values in, values out; no clock, no words beyond names, no database.
"""

from bot.law.authorities import Authority, authority, authority_over
from bot.law.check import mistakes
from bot.law.counting import months_gone
from bot.law.deadlines import Deadline, deadline
from bot.law.events import Event
from bot.law.lines import deadline_line
from bot.law.parts import homes, sites
from bot.law.places import Place, place, places
from bot.law.proposals import Proposal, propose, zone
from bot.law.reasons import Reason
from bot.law.regimes import (
    EVENTS,
    RIGHTS,
    Fact,
    Provision,
    Regime,
    UnknownCode,
    regime,
    regimes,
)
from bot.law.windows import complain_until_after
from bot.law.words import Mistake, Words, editions
from bot.law.workdays import working_days_after

__all__ = [
    "EVENTS",
    "RIGHTS",
    "Authority",
    "Deadline",
    "Event",
    "Fact",
    "Mistake",
    "Place",
    "Proposal",
    "Provision",
    "Reason",
    "Regime",
    "UnknownCode",
    "Words",
    "authority",
    "authority_over",
    "complain_until_after",
    "deadline",
    "deadline_line",
    "editions",
    "homes",
    "mistakes",
    "months_gone",
    "place",
    "places",
    "propose",
    "regime",
    "regimes",
    "sites",
    "working_days_after",
    "zone",
]
