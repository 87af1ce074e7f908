"""What follows when the day has passed and nothing came."""

from typing import Any

from handlers.cases import _came, _followup, _route, _story
from handlers.cases._story import Story
from handlers.context import Context


def offer(context: Context, story: Story) -> None:
    """Say what comes next: nobody is called late while a demand of theirs is contested."""
    authority, contested = _story.authority_of(context, story), story.standing.contested
    letters = [kind for kind in _followup.fitting(story) if kind != "authority"]
    rows = _came.letters(context, story, letters)
    if authority:
        rows.append([_route.button(context, story)])
    rows.append([context.button("cases.see", f"cases:open:{story.record.id}")])
    key = f"cases.after_{'contesting' if contested else 'silence'}{'' if authority else '_alone'}"
    values: dict[str, Any] = (
        {"name": authority.name, "before": authority.before} if authority else {}
    )
    context.show(key, rows=rows, company=story.company, **values)
