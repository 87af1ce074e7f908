"""Put a letter into one message, for a phone that copies it."""

from bot.documents.letters import Letter
from bot.documents.values import weight
from bot.language import label, listing
from bot.refusal import Refusal

LIMIT = 4096 - len("<pre></pre>")


def message(letter: Letter) -> str:
    """Return the letter from its salutation to its enclosures, short enough for one message."""
    text = "\n\n".join(filter(None, [letter.body, _signed(letter), enclosed(letter)]))
    if weight(text) > LIMIT:
        raise Refusal("documents.letter-too-long")
    return text


def _signed(letter: Letter) -> str:
    return "\n".join([*letter.signature, *letter.sender[1:]])


def enclosed(letter: Letter) -> str:
    """Return the line that lists what goes with the letter, or nothing."""
    if not letter.enclosures:
        return ""
    return label(
        "documents.enclosed", letter.language, items=listing(letter.enclosures, letter.language)
    )
