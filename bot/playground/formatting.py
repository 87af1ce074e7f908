"""A text as it comes in, read, cleaned and trimmed as Telegram does.

https://core.telegram.org/bots/api#formatting-options
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from bot.playground import hypertext
from bot.playground.entities import MARKS, Entity, Text, found, ordered, units
from bot.playground.hypertext import broken
from bot.playground.mistake import bad, strict

LONGEST, LONGEST_CAPTION = 4096, 1024  # UTF-16 units once the marks are read
MOST = 100  # entities in one text
_HEAVIEST = 1 << 15  # bytes before anything is read
_CONTROL = {code: " " for code in range(32) if chr(code) not in "\n\r"}
_UNSEEN = " \n\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2800\u3164\ufeff"


def read(source: str, mode: str | None = None, given: Sequence[dict[str, Any]] = ()) -> Text:
    """Return what a bot's text says, trimmed as Telegram trims it, or refuse it."""
    if len(source.encode()) > _HEAVIEST:
        raise bad("text is too long")
    source = source.replace("\r", "").translate(_CONTROL)
    if mode and mode.lower() != "html":
        known = mode.lower() in {"markdown", "markdownv2"}
        raise strict("parse mode not simulated") if known else bad("unsupported parse_mode")
    text = hypertext.parse(source) if mode else _given(source, given)
    if len(text.entities) > MOST:
        raise strict(f"more than {MOST} entities, the rest would be dropped")
    return found(_trimmed(text))


def _given(source: str, given: Sequence[dict[str, Any]]) -> Text:
    """Read the entities that came beside a text."""
    entities = []
    for one in given:
        if one.get("type") not in MARKS:
            continue  # the rest Telegram finds by itself
        known = {name: one.get(name) for name in ("url", "language", "custom_emoji_id", "user")}
        entities.append(Entity(one["type"], one["offset"], one["length"], **known))
        if entities[-1].end > units(source):
            raise broken("Entity ends after the end of the text")
    listed = ordered(entities)
    for first, second in pairwise(listed):
        if first.offset < second.offset < first.end < second.end:
            raise strict("entities overlap")
    return Text(source, listed)


def _trimmed(text: Text) -> Text:
    """Cut blanks off both ends; in front only as far as the first mark."""
    plain = text.plain.rstrip()
    front = len(plain) - len(plain.lstrip(" \n"))
    front = min([front, *(e.offset for e in text.entities[:1])])
    total = units(plain)
    cut = (
        replace(e, offset=e.offset - front, length=min(e.end, total) - e.offset)
        for e in text.entities
        if e.offset < total
    )
    plain = plain[front:]
    return Text(plain if plain.strip(_UNSEEN) else "", tuple(cut))
