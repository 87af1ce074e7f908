"""The way to the authority: what it wants first, the steps, where, and what remains when it is late."""

from collections.abc import Iterator

from bot.cases import UNSETTLED
from bot.language import Html, say
from bot.law import Authority
from handlers.cases import _story
from handlers.cases._story import Story
from handlers.context import Button, Context, Rows


def fits(context: Context, story: Story) -> bool:
    """Return whether the case has come so far, and we know the authority."""
    answer = story.last("answered")
    unsettled = (
        story.standing.state == "answered"
        and answer is not None
        and answer.note.get("how") in UNSETTLED
    )
    silent = story.standing.state == "overdue" and story.silence
    return (silent or unsettled) and _story.authority_of(context, story) is not None


def button(context: Context, story: Story) -> Button:
    """Return the button that shows the way."""
    return context.button("route.how", f"cases:route:{story.record.id}")


def tell(context: Context, story: Story, rows: Rows = ()) -> None:
    """Show the way to the authority in the order of doing."""
    authority = _story.authority_of(context, story)
    if authority is None:
        return
    site = Button(context.words("cases.to_authority"), url=authority.portal[context.language])
    pack = context.button("papers.pack", f"cases:pack:{story.record.id}")
    text = Html("\n\n".join(_parts(context, story, authority)))
    context.display(text, rows=[[site], *rows, [pack], [_see(context, story)]])


def _parts(context: Context, story: Story, authority: Authority) -> Iterator[Html]:
    language = context.language
    yield say("route.head", language, name=authority.name, before=authority.before)
    if late := _story.window_closed(context, story):
        yield late
    elif until := story.standing.complain_by:
        yield say("route.until", language, day=until)
    if authority.steps:
        yield Html("\n".join(_numbered(context, authority)))
    yield say("route.complaint", language, complaint=authority.complaint)
    if authority.post:
        yield say("route.post", language, address="\n".join(authority.post))
    if authority.note:
        yield say("route.note", language, note=authority.note)
    yield say("route.seen", language, day=authority.seen, source=authority.steps_source)


def _numbered(context: Context, authority: Authority) -> Iterator[Html]:
    yield say("route.steps", context.language)
    for number, step in enumerate(authority.steps, start=1):
        yield say("route.step", context.language, number=number, step=step)


def _see(context: Context, story: Story) -> Button:
    return context.button("cases.see", f"cases:open:{story.record.id}")
