"""Letters, printed and mailed, and calendars: what a person takes away.

``write`` and ``follow_up`` make a letter from ``locales/letters``; ``pdf``, ``eml`` and ``message``
hand it over; ``calendar`` puts its last day into somebody's diary; ``picture`` and ``page`` show a
case in time; ``pack`` puts its papers into one file; ``clean_…`` take what was typed.
"""

from bot.documents.agenda import calendar
from bot.documents.letters import (
    Facts,
    Letter,
    Sent,
    complain,
    complaints,
    every_right,
    everywhere,
    follow_up,
    grounds,
    kinds,
    regimes,
    rights,
    write,
)
from bot.documents.mail import eml
from bot.documents.message import message
from bot.documents.pack import pack
from bot.documents.paper import pdf
from bot.documents.proofs import Proof, proofs
from bot.documents.timeline import Colour, Moment, Timeline, page, picture
from bot.documents.values import clean_email, clean_lines, clean_name, clean_text
from bot.documents.wordings import Provision, needs, provisions

__all__ = [
    "Colour",
    "Facts",
    "Letter",
    "Moment",
    "Proof",
    "Provision",
    "Sent",
    "Timeline",
    "calendar",
    "clean_email",
    "clean_lines",
    "clean_name",
    "clean_text",
    "complain",
    "complaints",
    "eml",
    "every_right",
    "everywhere",
    "follow_up",
    "grounds",
    "kinds",
    "message",
    "needs",
    "pack",
    "page",
    "pdf",
    "picture",
    "proofs",
    "provisions",
    "regimes",
    "rights",
    "write",
]
