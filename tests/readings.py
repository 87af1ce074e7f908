"""The kindest reading of a case, worked out apart from the rules it judges."""

from collections.abc import Sequence
from datetime import date

from bot import law
from bot.cases import Happening, Matter
from bot.law import Event


def last_day(matter: Matter, happened: Sequence[Happening]) -> date | None:
    """Return the last day to answer if every demand was justified; none while one is not met."""
    received = next((one.on for one in reversed(happened) if one.kind == "received"), None)
    sent = next((one.on for one in reversed(happened) if one.kind == "sent"), None)
    arrived = received or sent
    if arrived is None:
        return None
    events = [
        Event(one.on, asked, bool(one.note.get("reasons")))
        for one in happened
        if (asked := one.kind.replace("contested", "asked")) in law.EVENTS
        and (one.on >= arrived or received is None)
    ]
    return law.deadline(matter.regime, matter.place, matter.right, arrived, events).legal
