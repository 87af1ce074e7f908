"""The evidence pack: the papers of one case in one file, made anew each time and never kept."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from bot import documents
from bot.cases import Happening
from bot.documents import Letter, Timeline
from bot.language import Html
from handlers.cases import _first, _followup, _papers, _story
from handlers.cases._story import Story
from handlers.context import Context
from handlers.flow import Facts, Flow, Step, Turn


async def begin(context: Context, story: Story, state: Html) -> None:
    """Give the pack; first, where a complaint fits, ask whether it is to go in."""
    if not _followup.complains(context, story):
        await give(context, story, state)
        return
    await FLOW.begin(context, *_followup.known(story, "authority"))


async def _ask_put(turn: Turn) -> None:
    rows = [[turn.button(f"papers.pack-{one}", one)] for one in ("with", "without")]
    turn.ask("papers.pack-complaint", rows)


async def _put(_: Turn, value: str) -> Facts | None:
    return {"put": value} if value in {"with", "without"} else None


async def finish(turn: Turn) -> None:
    """Give the pack, with the complaint if it is wanted and still fits."""
    context, facts = turn.context, turn.facts
    story = await _story.read(context, facts["case"])
    if story is None:
        context.say("cases.gone")
        return
    wanted = facts["put"] == "with" and _followup.complains(context, story)
    complaint = _followup.letter_of(context, story, facts) if wanted else None
    context.freeze()
    await context.go("pack", story, complaint)


async def give(
    context: Context, story: Story, state: Html, complaint: Letter | None = None
) -> None:
    """Send the pack as one file."""
    timeline = _papers.timeline_of(context, story, state)
    request = _first.letter(context, story)
    packed = await asyncio.to_thread(_packed, story, timeline, context.language, request, complaint)
    rows = [[context.button("cases.see", f"cases:open:{story.record.id}")]]
    name = f"{timeline.reference}-{context.words('papers.file-folder')}.zip"
    context.document(name, packed, "papers.pack-ready", rows=rows)
    if request is None:
        context.say("papers.pack-no-letter")


def _packed(
    story: Story,
    timeline: Timeline,
    language: str,
    request: Letter | None,
    complaint: Letter | None,
) -> bytes:
    happenings = [Happening(one.kind, one.on, one.note) for one in story.happened]
    found = documents.proofs(happenings, story.facts["whom"], language, copied=request is not None)
    return documents.pack(timeline, found, language, request=request, complaint=complaint)


def _wanted(step: Step) -> Callable[[Facts], bool]:
    return lambda facts: facts.get("put") == "with" and step.wanted(facts)


FLOW = Flow(
    name="pack",
    feature="cases",
    steps=(
        Step("put", _ask_put, press=_put),
        *(replace(step, wanted=_wanted(step)) for step in _followup.STEPS),
    ),
    finish=finish,
)
