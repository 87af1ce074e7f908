"""What the company wrote that is no answer yet: a receipt, a demand, more time."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from bot.cases import DEMANDS
from bot.law import Deadline
from handlers import days
from handlers.cases import _agenda, _contest, _followup, _story
from handlers.cases._story import Story
from handlers.context import Button, Context
from handlers.flow import Facts, Flow, Step, Turn

KINDS = ("asks", "extension", "acknowledged")
_MET = {"identity": "identity-given", "clarification": "clarification-given", "fee": "fee-paid"}


async def begin(context: Context, story: Story, kind: str) -> None:
    """Ask what is needed to note it: the day, and what the person makes of it."""
    sent = story.last("sent")
    day = (sent.on if sent else context.today).isoformat()
    await FLOW.begin(context, {"case": story.record.id, "day": day, "kind": kind})


async def begin_met(context: Context, story: Story) -> None:
    """Ask on which day the person gave what was demanded."""
    demand = story.standing.demanded
    if demand is None:
        await context.go("told", story)
        return
    asked = story.last(f"{demand}-asked")
    day = (asked.on if asked else context.today).isoformat()
    facts = {"case": story.record.id, "day": day, "kind": "met", "what": demand}
    await FLOW.begin(context, facts, ["what"])


async def _ask_what(turn: Turn) -> None:
    rows = [[turn.button(f"cases.asks_{demand}", demand)] for demand in DEMANDS]
    turn.ask("cases.asks_what", rows)


async def _what(_: Turn, demand: str) -> Facts | None:
    return {"what": demand} if demand in DEMANDS else None


async def _ask_day(turn: Turn) -> None:
    key = "cases.met_day" if turn.facts["kind"] == "met" else "cases.came_day"
    turn.ask(key, [days.latest(turn)])


def _not_too_early(turn: Turn, found: date) -> Facts | None:
    if found < date.fromisoformat(turn.facts["day"]):
        turn.context.say("cases.came_too_early")
        return None
    return {"on": found.isoformat()}


async def _ask_reasons(turn: Turn) -> None:
    rows = [
        [turn.button("cases.with_reasons", "yes")],
        [turn.button("cases.without_reasons", "no")],
    ]
    turn.ask("cases.reasons", rows)


async def _reasons(_: Turn, value: str) -> Facts | None:
    return {"reasons": value == "yes"} if value in {"yes", "no"} else None


async def _ask_stance(turn: Turn) -> None:
    demand = turn.facts["what"]
    rows = [
        [turn.button(f"cases.give_{demand}", "give")],
        [turn.button("cases.contest", "contest")],
    ]
    turn.ask(f"cases.stance_{demand}", rows)


async def _stance(_: Turn, value: str) -> Facts | None:
    return {"stance": value} if value in {"give", "contest"} else None


async def finish(turn: Turn) -> None:
    """Note it, and say where the case stands now."""
    context, facts = turn.context, turn.facts
    story = await _story.read(context, facts["case"])
    if story is None:
        context.say("cases.gone")
        return
    kind, note = _event(facts)
    later = _story.add(context, story, kind, date.fromisoformat(facts["on"]), note)
    context.freeze()
    tell(context, later, kind, before=story)


def _event(facts: Facts) -> tuple[str, Facts]:
    if facts["kind"] == "extension":
        return "extension", {"reasons": facts["reasons"]}
    if facts["kind"] == "met":
        return _MET[facts["what"]], {}
    if facts["kind"] == "asks" and facts["stance"] == "contest":
        return f"{facts['what']}-contested", {"why": facts["why"]}
    if facts["kind"] == "asks":
        return f"{facts['what']}-asked", {}
    return "acknowledged", {}


def tell(context: Context, story: Story, kind: str, *, before: Story) -> None:
    """Say what follows from an event, with the letter that fits."""
    fitting = _followup.fitting(story)
    rows = [
        *letters(context, story, fitting),
        *gave(context, story),
        *_agenda.buttons(context, story),
        [_see(context, story)],
    ]
    demand, _, turn = kind.partition("-")
    day, other = _legal(story.standing.deadline), _legal(story.standing.justified)
    key = f"cases.noted_{_TURNS.get(turn, kind)}"
    if kind == "extension" and day and _legal(before.standing.deadline) == day:
        key = "cases.noted_extension_void"
    elif turn == "contested" and day and other is None:
        key = "cases.noted_unmoved"
    elif day is None and turn != "asked":
        key = f"{key}_open"
    told = {"day": day, "other": other, "company": story.company}
    values: dict[str, Any] = {name: value for name, value in told.items() if value}
    if turn == "contested":
        values["what"] = context.words(f"cases.demand_{demand}")
    context.say(key, rows=rows, reasons=_story.why(story, context.language), **values)


def letters(context: Context, story: Story, kinds: Iterable[str]) -> list[list[Button]]:
    """Return a button for each of some letters that fit what happened."""
    return [
        [
            context.button(
                f"cases.write_{kind}", f"cases:followup.{kind}:{story.record.id}", style="primary"
            )
        ]
        for kind in kinds
    ]


def gave(context: Context, story: Story) -> list[list[Button]]:
    """Return the button by which the person says that they gave what was demanded."""
    demand = story.standing.demanded
    if demand is None:
        return []
    return [[context.button(f"cases.gave_{demand}", f"cases:gave:{story.record.id}")]]


def _see(context: Context, story: Story) -> Button:
    return context.button("cases.see", f"cases:open:{story.record.id}")


def _legal(deadline: Deadline | None) -> date | None:
    return deadline.legal if deadline else None


def _is(kind: str) -> Callable[[Facts], bool]:
    return lambda facts: bool(facts["kind"] == kind)


def _is_contested(facts: Facts) -> bool:
    return bool(facts.get("stance") == "contest")


_TURNS = {"given": "met", "paid": "met", "contested": "contested"}  # said alike for all demands

FLOW = Flow(
    name="came",
    feature="cases",
    steps=(
        Step("what", _ask_what, press=_what, wanted=_is("asks")),
        days.step("cday", _ask_day, _not_too_early),
        Step("why", _ask_reasons, press=_reasons, wanted=_is("extension")),
        Step("stance", _ask_stance, press=_stance, wanted=_is("asks")),
        _contest.step(_is_contested),
    ),
    finish=finish,
)
