"""What volunteers can send by one button: ``locales/replies.toml``, both languages side by side."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from bot.answers import answer
from bot.language import LANGUAGES, MESSAGES

FILE = MESSAGES.parent / "replies.toml"


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that is ready: the words, and an answer to open with them."""

    id: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    topic: str | None = None


@cache
def replies() -> tuple[Reply, ...]:
    """Return the replies in the order of the file."""
    rows = tomllib.loads(FILE.read_text("utf-8"))["reply"]
    return tuple(Reply(**row) for row in rows)


def reply(id_: str) -> Reply | None:
    """Return the reply of this id."""
    return next((one for one in replies() if one.id == id_), None)


def mistakes() -> Iterator[str]:
    """Yield what is wrong with the file: words that lack, topics nobody wrote."""
    try:
        found = replies()
    except (KeyError, TypeError, ValueError) as mistake:
        yield f"{FILE.name}: {mistake}"
        return
    for one in found:
        for part in ("title", "text"):
            lacking = [code for code in LANGUAGES if not getattr(one, part).get(code, "").strip()]
            yield from (f"{FILE.name}: {one.id}: {part}.{code}" for code in lacking)
        if one.topic and answer(one.topic) is None:
            yield f"{FILE.name}: {one.id}: topic {one.topic}"
