"""Why a demand, or more time, is contested: the letter says it, and so does a complaint."""

from collections.abc import Callable

from handlers.cases._story import Story
from handlers.flow import Facts, Step, Turn

_WHY = {
    "identity": ("unneeded", "excessive", "late"),
    "clarification": ("unneeded", "excessive", "late"),
    "fee": ("unneeded", "excessive", "unexplained"),
    "extension": ("unneeded", "late", "unexplained"),
}


def step(wanted: Callable[[Facts], bool]) -> Step:
    """Return the step that asks for the reason to contest ``what``."""
    return Step("contest", _ask, press=_take, wanted=wanted)


def reason(story: Story, demand: str) -> str:
    """Return the reason that was given; none if it was not asked for yet."""
    told = story.last(f"{demand}-contested")
    return str(told.note.get("why", "")) if told else ""


async def _ask(turn: Turn) -> None:
    demand = turn.facts["what"]
    rows = [[turn.button(f"cases.why_{demand}_{why}", why)] for why in _WHY[demand]]
    turn.ask("cases.contest_why", rows)


async def _take(turn: Turn, why: str) -> Facts | None:
    return {"why": why} if why in _WHY[turn.facts["what"]] else None
