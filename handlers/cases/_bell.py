"""What the person wants to be reminded of beyond what the law asks: before the day, or on a day."""

from datetime import date, timedelta

from bot.language import Html, say
from bot.language import day as in_words
from handlers import days
from handlers.cases import _story
from handlers.cases._story import Story
from handlers.context import Button, Context
from handlers.flow import Facts, Flow, Turn

_OFFERED = (3, 7, 30)  # days from today


async def menu(context: Context, story: Story) -> None:
    """Show what can be asked for, and what was."""
    if story.standing.state == "closed":
        await context.go("told", story)
        return
    id_, standing = story.record.id, story.standing
    rows = [[context.button("cases.remind_on", f"cases:remind:{id_}")]]
    if standing.state == "waiting" and standing.deadline and standing.deadline.legal:
        key = "cases.unwatch" if standing.watched else "cases.watch"
        rows.append([context.button(key, f"cases:watch:{id_}")])
    rows.append([context.button("cases.see", f"cases:open:{id_}")])
    said = [say("cases.bell", context.language, company=story.company)]
    context.display(Html("\n\n".join([*said, *asked_for(context, story)])), rows=rows)


def asked_for(context: Context, story: Story) -> list[Html]:
    """Return the line that says what the person asked for; none if nothing."""
    standing, language = story.standing, context.language
    parts = [in_words(one, language) for one in standing.wishes if one > context.today]
    if standing.watched and standing.state == "waiting":
        parts.insert(0, context.words("cases.before_the_day"))
    return [say("cases.asked_for", language, what=", ".join(parts))] if parts else []


async def watch(context: Context, story: Story) -> None:
    """Turn the reminder before the day on or off."""
    if story.standing.state != "waiting":
        await context.go("told", story)
        return
    kind = "unwatched" if story.standing.watched else "watched"
    await menu(context, _story.add(context, story, kind, context.today))


async def begin(context: Context, story: Story) -> None:
    """Ask on which day to remind."""
    if story.standing.state == "closed":
        await context.go("told", story)
    else:
        await FLOW.begin(context, {"case": story.record.id})


async def _ask(turn: Turn) -> None:
    today, language = turn.context.today, turn.context.language
    offered = [today + timedelta(days=ahead) for ahead in _OFFERED]
    rows = [[turn.choice(in_words(one, language), one.isoformat())] for one in offered]
    turn.ask("cases.remind_day", rows)


def _take(_: Turn, found: date) -> Facts:
    return {"on": found.isoformat()}


async def _finish(turn: Turn) -> None:
    context = turn.context
    story = await _story.read(context, turn.facts["case"])
    if story is None:
        context.say("cases.gone")
        return
    on = date.fromisoformat(turn.facts["on"])
    _story.add(context, story, "remind", context.today, {"day": turn.facts["on"]})
    context.freeze()
    see = Button(context.words("cases.see"), f"cases:open:{story.record.id}")
    context.say("cases.noted_remind", company=story.company, day=on, rows=[[see]])


FLOW = Flow(
    name="remind",
    feature="cases",
    steps=(days.step_ahead("wday", _ask, _take),),
    finish=_finish,
)
