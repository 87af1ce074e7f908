"""Notes: what the person wants to remember of a case, kept with it."""

from collections.abc import Iterator

from bot import documents
from bot.language import Html, say
from handlers.cases import _story
from handlers.cases._story import Story
from handlers.context import Button, Context
from handlers.flow import Facts, Flow, Step, Turn

SHOWN = 3  # the newest; all of them are in /mydata
LENGTH = 300


async def begin(context: Context, story: Story) -> None:
    """Ask for the note."""
    await FLOW.begin(context, {"case": story.record.id})


def section(context: Context, story: Story) -> Iterator[Html]:
    """Give the newest notes as a part of the case."""
    notes = [one for one in story.happened if one.kind == "note"]
    if not notes:
        return
    lines = [
        say("cases.note", context.language, day=one.on, text=one.note["text"])
        for one in notes[-SHOWN:]
    ]
    if len(notes) > SHOWN:
        lines.insert(0, say("cases.notes_before", context.language))
    yield say("cases.notes", context.language, notes=Html("\n".join(lines)))


async def _ask(turn: Turn) -> None:
    turn.ask("cases.note_ask")


async def _take(_: Turn, text: str) -> Facts:
    return {"text": documents.clean_text(text, LENGTH)}


async def _finish(turn: Turn) -> None:
    context = turn.context
    story = await _story.read(context, turn.facts["case"])
    if story is None:
        context.say("cases.gone")
        return
    _story.add(context, story, "note", context.today, {"text": turn.facts["text"]})
    see = Button(context.words("cases.see"), f"cases:open:{story.record.id}")
    context.say("cases.noted_note", rows=[[see]])


FLOW = Flow(
    name="note",
    feature="cases",
    steps=(Step("text", _ask, text=_take),),
    finish=_finish,
)
