"""One case in a few lines: its colour, where it stands, what to do next and by when."""

from collections.abc import Sequence

from bot.language import Html, say
from handlers.cases import _colours, _received
from handlers.cases._story import Story
from handlers.context import Button, Context

_PAGE = 10  # cases in one message: with long names they still fit


def page(context: Context, stories: Sequence[Story]) -> tuple[Sequence[Story], list[list[Button]]]:
    """Return the cases to show, from where the button says, and the way to those that follow."""
    asked = context.press.id if context.press.verb == "all" else ""
    start = int(asked) if asked.isascii() and asked.isdecimal() else 0
    start = start if start < len(stories) else 0
    left = len(stories) - start - _PAGE
    further = [[context.button("overview.more", f"cases:all:{start + _PAGE}", count=left)]]
    return stories[start : start + _PAGE], further if left > 0 else []


def line(context: Context, story: Story, state: Html) -> Html:
    """Return a case as /cases lists it."""
    language = context.language
    right = context.words(f"cases.right_{story.facts['right']}")
    head = say("cases.line", language, company=story.company, right=right)
    step, values = _step(context, story)
    todo = say(f"overview.{step}", language, **values)
    return Html(f"{_colours.mark(story)} {head}\n{state}\n→ {todo}")


def _step(context: Context, story: Story) -> tuple[str, dict[str, object]]:
    """Return the key of what the person can do next, with its day where there is one."""
    standing = story.standing
    if standing.state == "waiting":
        return _while_waiting(story), {}
    if standing.state != "overdue":
        return standing.state, {}
    if not story.silence:
        return "look", {}
    until = standing.complain_by
    if until is None:
        return "go-on", {}
    return ("go-on-until", {"day": until}) if until >= context.today else ("too-late", {})


def _while_waiting(story: Story) -> str:
    standing = story.standing
    if standing.demanded:
        return "demanded"
    if _received.is_to_be_asked(story):
        return "slip"
    known = standing.deadline is not None and standing.deadline.legal is not None
    return "waiting" if known else "waiting-open"
