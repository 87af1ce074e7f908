"""The first letter of a case, made again from what the person had us keep."""

from dataclasses import replace

from bot import documents
from bot.documents import Letter
from handlers import letters
from handlers.cases import _followup, _story
from handlers.cases._story import Story
from handlers.context import Button, Context


def is_kept(story: Story) -> bool:
    """Tell whether all that it said was kept: its own particulars never are."""
    facts = story.facts
    needs = documents.needs(facts["regime"], "requests", facts["right"])
    return bool(facts.get("kept")) and story.last("prepared") is not None and not needs


def letter(context: Context, story: Story) -> Letter | None:
    """Return it as it was on its day, or nothing where it was not kept."""
    prepared = story.last("prepared")
    if not is_kept(story) or prepared is None:
        return None
    facts = replace(_followup.told(context, story, story.facts["kept"]), day=prepared.on)
    right, regime = story.facts["right"], story.facts["regime"]
    return documents.write(right, regime, story.facts["language"], facts)


def buttons(context: Context, story: Story) -> list[list[Button]]:
    """Return the button that gives it again, where it was kept."""
    again = context.button("papers.letter", f"cases:letter:{story.record.id}")
    return [[again]] if is_kept(story) else []


async def give(context: Context, story: Story) -> None:
    """Hand it over once more, in all its forms."""
    found = letter(context, story)
    if found is None:
        await context.go("moved_on", story)
        return
    to = _story.company_of(context, story).email
    context.anew()
    context.tell(letters.framed(found), rows=[letters.copies(context, to, found)])
    await letters.give(context, found, to, found.reference)
