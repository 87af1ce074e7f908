"""Whom the volunteers do not answer for a while, or any more, and why."""

from datetime import date

from bot.language import Html, say
from handlers.context import Context

REASONS = ("insults", "spam", "threats", "other")
FOR_EVER = "9999-12-31"


def now(context: Context) -> Html | None:
    """Return what to say to somebody who is not answered at present."""
    until, reason = context.person.muted or ("", "")
    if not until or until < context.today.isoformat():
        return None
    return told(until, reason, context.language)


def told(until: str, reason: str, language: str) -> Html:
    """Return the words that tell somebody until when and why."""
    why = say(f"desk.reason_{reason}", language)
    if until == FOR_EVER:
        return say("desk.banned", language, reason=why)
    return say("desk.muted", language, day=date.fromisoformat(until), reason=why)
