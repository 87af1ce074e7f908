"""The day a letter arrived, told later: nobody is called late before it has been asked for."""

from datetime import date

from handlers import days
from handlers.cases import _sent, _story
from handlers.cases._story import Story
from handlers.context import Context
from handlers.flow import Flow, Turn


async def begin(context: Context, story: Story, then: str = "open") -> None:
    """Ask for the day on the slip, then go on to the case or to the reminder letter."""
    sent = story.last("sent")
    day = sent.on if sent else context.today
    await FLOW.begin(context, {"case": story.record.id, "day": day.isoformat(), "then": then})


def is_to_be_asked(story: Story) -> bool:
    """Return whether a posted letter's day of arrival is still not known."""
    sent = story.last("sent")
    posted = sent is not None and sent.note.get("channel") == "post"
    return posted and story.last("received") is None


async def _ask(turn: Turn) -> None:
    no_slip = turn.button("cases.no_slip", "unknown")
    turn.ask("cases.received_post", [[no_slip]] if turn.facts["then"] == "nothing" else [])


async def _finish(turn: Turn) -> None:
    context, facts = turn.context, turn.facts
    story = await _story.read(context, facts["case"])
    if story is None:
        context.say("cases.gone")
        return
    if facts["received"]:
        story = _story.add(context, story, "received", date.fromisoformat(facts["received"]))
    context.freeze()
    if facts["then"] == "nothing" and story.standing.state == "overdue":
        await context.go("silence", story)
    else:
        await context.go("told", story)


FLOW = Flow(
    name="received",
    feature="cases",
    steps=(days.step("arrived", _ask, _sent.not_before_sent, unknown={"received": None}),),
    finish=_finish,
)
