"""One colour for where a case stands: it never tells anything that the words do not."""

from bot.documents import Colour
from handlers.cases._story import Story

MARKS = {"grey": "⚪", "green": "🟢", "amber": "🟠", "red": "🔴", "blue": "🔵"}
_STATES: dict[str, Colour] = {
    "to-send": "grey",
    "waiting": "green",
    "overdue": "red",
    "answered": "blue",
    "moved-on": "blue",
    "closed": "grey",
}


def colour(story: Story) -> Colour:
    """Return the colour of a case: amber where a demand is open or contested."""
    standing = story.standing
    asked = standing.state == "waiting" and standing.demanded
    contested = standing.state == "overdue" and standing.contested
    return "amber" if asked or contested else _STATES[standing.state]


def mark(story: Story) -> str:
    """Return the colour as a sign at the head of a line."""
    return MARKS[colour(story)]
