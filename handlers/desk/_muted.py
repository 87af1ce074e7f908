"""Whom the volunteers do not answer for a while, or any more, and why."""

from datetime import date

from bot.language import Html, say
from db.person import Someone
from handlers.context import Context

REASONS = ("insults", "spam", "threats", "other")
FOR_EVER = "9999-12-31"


def now(context: Context) -> Html | None:
    """Return what to say to somebody who is not answered at present."""
    muted = lasting(context.person, context.today)
    return told(*muted, context.language) if muted else None


def lasting(someone: Someone, today: date) -> tuple[str, str] | None:
    """Return the last day and the reason, while somebody is not answered."""
    until, reason = someone.muted or ("", "")
    return (until, reason) if until >= today.isoformat() else None


def lapse(context: Context) -> None:
    """Keep nothing of a time that is over."""
    if context.person.muted and not lasting(context.person, context.today):
        context.change(muted=None)


def told(until: str, reason: str, language: str) -> Html:
    """Return the words that tell somebody until when and why."""
    why = say(f"desk.reason_{reason}", language)
    if until == FOR_EVER:
        return say("desk.banned", language, reason=why)
    return say("desk.muted", language, day=date.fromisoformat(until), reason=why)


def line(until: str, reason: str, language: str) -> Html:
    """Return the words that tell the volunteers the same."""
    why = say(f"desk.reason_{reason}", language)
    if until == FOR_EVER:
        return say("desk.banned_line", language, reason=why)
    return say("desk.muted_line", language, day=date.fromisoformat(until), reason=why)
