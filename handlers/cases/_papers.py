"""What a person takes away of a case: its picture in time, with the same in words."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date

from bot import documents
from bot.documents import Moment, Timeline
from bot.language import Html, bare, day, say, units
from bot.refusal import Refusal
from handlers.cases import _colours, _story
from handlers.cases._story import Story
from handlers.context import Button, Context

_CAPTION, _TEXT = 1024, 4096  # UTF-16 units that Telegram takes
# between the person and us only: drafts, wishes and notes are no evidence
_OURS = {"prepared", "put-off", "remind", "watched", "unwatched", "kept", "note"}
_DATED = {"waiting", "overdue", "answered"}


def buttons(context: Context, story: Story) -> list[list[Button]]:
    """Return what can be taken away of a case that has begun."""
    if story.standing.state == "to-send":
        return []
    papers = ("picture", "pack")
    return [[context.button(f"papers.{one}", f"cases:{one}:{story.record.id}") for one in papers]]


async def picture(context: Context, story: Story, state: Html) -> None:
    """Show a case in time, and say the same in words for whoever cannot see it."""
    timeline = timeline_of(context, story, state)
    rows = [[context.button("cases.see", f"cases:open:{story.record.id}")]]
    name = f"{timeline.reference}.png"
    try:
        drawn = await asyncio.to_thread(documents.picture, timeline, context.language)
    except Refusal:  # a name in letters that our fonts lack
        context.anew()
        context.tell(_words(context, timeline, _TEXT), rows=rows)
        return
    if units(whole := _words(context, timeline, _TEXT)) <= _CAPTION:
        context.picture(name, drawn, whole, rows=rows)
    else:
        context.picture(name, drawn, _head(context, timeline))
        context.tell(whole, rows=rows)


def timeline_of(context: Context, story: Story, state: Html) -> Timeline:
    """Return a case in time: what happened, today, what is to come."""
    company = story.company
    return Timeline(
        company=company,
        right=context.words(f"cases.right_{story.facts['right']}"),
        reference=story.facts["reference"],
        state=bare(state),
        colour=_colours.colour(story),
        moments=tuple(sorted(_moments(context, story), key=lambda one: one.day)),
        reasons=tuple(filter(None, bare(_story.why(story, context.language)).split("\n"))),
        day=context.today,
    )


def _moments(context: Context, story: Story) -> Iterator[Moment]:
    """Yield the moments; on one day, what happened comes before today and what is due."""
    for one in story.happened:
        if one.kind not in _OURS:
            what = context.words(f"cases.event_{one.kind}")
            by = one.note.get("by") if one.kind == "sent" else None
            if by:
                what = context.words("papers.sent-by", what=what, by=context.words(f"papers.{by}"))
            yield Moment(one.on, what)
    if story.standing.state != "closed":
        yield Moment(context.today, context.words("papers.today"), "today")
    yield from _due(context, story)


def _due(context: Context, story: Story) -> Iterator[Moment]:
    """Yield the days that the law gives, unless the clock may stand still; no future once answered."""
    standing = story.standing
    if standing.state not in _DATED or standing.demanded:
        return
    legal = standing.accuse.legal if standing.accuse else None
    silence = standing.complain.complain_until if standing.complain else None
    until = standing.complain_by if standing.state == "answered" else silence
    assumed = "due-assumed" if story.last("received") is None else "due"
    over = context.today if standing.state == "answered" else date.max
    if legal and legal <= over:
        key = "contested" if standing.contested else assumed
        yield Moment(legal, context.words(f"papers.{key}"), "due")
    if until:
        yield Moment(until, context.words("papers.until"), "coming")


def _head(context: Context, timeline: Timeline) -> Html:
    company, right, state = timeline.company, timeline.right, timeline.state
    return say("papers.head", context.language, company=company, right=right, state=state)


def _words(context: Context, timeline: Timeline, limit: int) -> Html:
    """Return the picture in words, without its oldest lines where they do not fit."""
    language = context.language
    lines = [
        say("cases.event", language, day=day(one.day, language), what=one.what)
        for one in timeline.moments
    ]
    left_out = 0
    while units(text := _text(context, timeline, lines[left_out:], left_out)) > limit:
        left_out += 1
    return text


def _text(context: Context, timeline: Timeline, lines: Sequence[Html], left_out: int) -> Html:
    earlier = [say("papers.earlier", context.language, count=left_out)] if left_out else []
    return Html("\n".join([_head(context, timeline), "", *earlier, *lines]))
