"""« I sent it »: the day, the channel, the proof, and the day it arrived."""

from datetime import date

from bot.language import day as in_words
from bot.language import say
from handlers import days
from handlers.cases import _agenda, _story
from handlers.context import Context
from handlers.flow import Facts, Flow, Step, Turn

CHANNELS = ("email", "form", "registered", "post")
_POSTED = {"registered", "post"}


async def _ask_day(turn: Turn) -> None:
    turn.ask("cases.sent_day", [days.latest(turn)])


def _day(_: Turn, found: date) -> Facts:
    return {"day": found.isoformat()}


async def _ask_channel(turn: Turn) -> None:
    turn.ask("cases.channel", [[turn.button(f"cases.channel_{name}", name)] for name in CHANNELS])


async def _channel(_: Turn, name: str) -> Facts | None:
    return {"channel": name} if name in CHANNELS else None


async def _ask_proof(turn: Turn) -> None:
    turn.ask("cases.proof", [[turn.button("common.skip", "none")]])


async def _type_proof(_: Turn, text: str) -> Facts | None:
    return {"proof": " ".join(text.split())[:100]}


async def _no_proof(_: Turn, __: str) -> Facts:
    return {"proof": ""}


async def _ask_received(turn: Turn) -> None:
    if turn.facts["channel"] in _POSTED:
        rows = [[turn.button("cases.received_unknown", "unknown")]]
        turn.ask("cases.received_post", rows)
        return
    sent = date.fromisoformat(turn.facts["day"])
    same = turn.choice(in_words(sent, turn.context.language), turn.facts["day"])
    turn.ask("cases.received_mail", [[same], [turn.button("cases.received_unknown", "unknown")]])


async def finish(turn: Turn) -> None:
    """Record what was said and show the day and why."""
    context, facts = turn.context, turn.facts
    story = await _story.read(context, facts["case"])
    if story is None:
        context.say("cases.gone")
        return
    channel = "post" if facts["channel"] in _POSTED else facts["channel"]
    note = {"channel": channel, "by": facts["channel"], "proof": facts["proof"]}
    note["country"] = context.person.country  # the post took its time from there, whoever moves
    events = [("sent", date.fromisoformat(facts["day"]), note)]
    if facts["received"]:
        events.append(("received", date.fromisoformat(facts["received"]), {}))
    later = _story.add_all(context, story, events)
    context.freeze()
    tell(context, later)


def tell(context: Context, story: _story.Story) -> None:
    """Say by when the company must answer, and why."""
    standing = story.standing
    rows = [
        *_agenda.buttons(context, story),
        [context.button("cases.see", f"cases:open:{story.record.id}")],
    ]
    deadline = standing.deadline
    if deadline is None or deadline.legal is None:
        context.say("cases.noted_no_date", rows=rows)
        return
    why = _story.why(story, context.language)
    context.tell(
        say(
            "cases.noted_sent",
            context.language,
            company=story.company,
            day=deadline.legal,
            reasons=why,
        ),
        rows=rows,
    )


def not_before_sent(turn: Turn, found: date) -> Facts | None:
    """Take a day of arrival, unless it is before the letter left."""
    if found < date.fromisoformat(turn.facts["day"]):
        turn.context.say("cases.received_too_early")
        return None
    return {"received": found.isoformat()}


FLOW = Flow(
    name="sent",
    feature="cases",
    steps=(
        days.step("sday", _ask_day, _day),
        Step("channel", _ask_channel, press=_channel),
        Step("proof", _ask_proof, press=_no_proof, text=_type_proof),
        days.step("received", _ask_received, not_before_sent, unknown={"received": None}),
    ),
    finish=finish,
)
