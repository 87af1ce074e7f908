"""A question for a day: today and yesterday as buttons, any other typed as people do."""

from collections.abc import Callable
from datetime import date

from bot import dates
from bot.language import day as in_words
from handlers.context import Button
from handlers.flow import Ask, Facts, Step, Turn


def step(
    name: str, ask: Ask, take: Callable[[Turn, date], Facts | None], *, unknown: Facts | None = None
) -> Step:
    """Return a step whose answer is a day; ``unknown`` is the answer of who does not know it."""

    async def press(turn: Turn, value: str) -> Facts | None:
        if value == "unknown":
            return unknown
        found = dates.pressed(value, turn.context.today)
        return take(turn, found) if found else None

    async def text(turn: Turn, said: str) -> Facts | None:
        found = typed(turn, said)
        return take(turn, found) if found else None

    return Step(name, ask, press=press, text=text)


def step_ahead(name: str, ask: Ask, take: Callable[[Turn, date], Facts | None]) -> Step:
    """Return a step whose answer is a day to come."""

    async def press(turn: Turn, value: str) -> Facts | None:
        found = dates.pressed_ahead(value, turn.context.today)
        return take(turn, found) if found else None

    async def text(turn: Turn, said: str) -> Facts | None:
        found = typed(turn, said, dates.coming)
        return take(turn, found) if found else None

    return Step(name, ask, press=press, text=text)


def latest(turn: Turn) -> list[Button]:
    """Return the buttons for today and yesterday."""
    return [turn.button("cases.today", "0"), turn.button("cases.yesterday", "1")]


def typed(turn: Turn, text: str, read: Callable[[str, date], date] = dates.read) -> date | None:
    """Return the day that was typed; one that reads two ways is asked back."""
    try:
        return read(text, turn.context.today)
    except dates.Ambiguous as asked:
        choices = [
            turn.choice(in_words(one, turn.context.language), one.isoformat()) for one in asked.days
        ]
        turn.context.say(asked.key, rows=[choices], **asked.values)
        return None
