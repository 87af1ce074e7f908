"""« I sent that letter »: a reminder, a complaint to the organisation, one to the authority."""

from datetime import date

from bot import documents
from handlers import days
from handlers.cases import _story
from handlers.cases._story import Story
from handlers.context import Button, Context
from handlers.flow import Facts, Flow, Turn

_EVENTS = ("reminded", "complained", "moved-on")
_FIRST = "complaint"  # the letter of laws under which the organisation comes first


def comes_first(story: Story) -> bool:
    """Return whether the organisation must be complained to before the authority."""
    return _FIRST in documents.kinds(story.facts["regime"])


def button(context: Context, story: Story, letter: str) -> Button:
    """Return the button by which the person says that a letter has gone."""
    return context.button("cases.wrote", f"cases:wrote.{_event(story, letter)}:{story.record.id}")


def _event(story: Story, letter: str) -> str:
    if letter == "authority":
        return "moved-on"
    complains = letter == _FIRST or (letter == "no-answer" and comes_first(story))
    return "complained" if complains else "reminded"


async def begin(context: Context, story: Story) -> None:
    """Ask on which day it went."""
    event, sent = context.press.value, story.last("sent")
    fits = event in _EVENTS and (event != "complained" or comes_first(story))
    if not fits or sent is None or story.standing.state in {"to-send", "closed"}:
        await context.go("moved_on", story)
        return
    facts = {"case": story.record.id, "event": event, "day": sent.on.isoformat()}
    await FLOW.begin(context, facts)


async def _ask(turn: Turn) -> None:
    turn.ask("cases.wrote_day", [days.latest(turn)])


def _take(turn: Turn, found: date) -> Facts | None:
    if found < date.fromisoformat(turn.facts["day"]):
        turn.context.say("cases.came_too_early")
        return None
    return {"on": found.isoformat()}


async def _finish(turn: Turn) -> None:
    context, event = turn.context, turn.facts["event"]
    story = await _story.read(context, turn.facts["case"])
    if story is None:
        context.say("cases.gone")
        return
    later = _story.add(context, story, event, date.fromisoformat(turn.facts["on"]))
    context.freeze()
    rows = [
        [context.button("cases.remind_on", f"cases:remind:{story.record.id}")],
        [context.button("cases.see", f"cases:open:{story.record.id}")],
    ]
    found = later.standing.acknowledgement
    if found and found.legal:
        day, why = found.legal, _story.reasons(found.reasons, context.language)
        context.say(
            "cases.noted_complained", rows=rows, company=story.company, day=day, reasons=why
        )
    else:
        key = "cases.noted_reminded" if event == "complained" else f"cases.noted_{event}"
        context.say(key, rows=rows, company=story.company)


FLOW = Flow(
    name="wrote",
    feature="cases",
    steps=(days.step("wrote", _ask, _take),),
    finish=_finish,
)
