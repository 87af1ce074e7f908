"""Print a letter: tagged PDF/UA through Typst, its values passed as data."""

import re
from collections.abc import Iterator
from typing import Literal, TypedDict

from bot.documents import press
from bot.documents.letters import Letter
from bot.documents.message import enclosed
from bot.documents.wordings import catalogue
from bot.language import label

_NUMBERED = re.compile(r"\d+\. ")
_DASHED = "– "


class Block(TypedDict):
    """A paragraph, or a list of one kind."""

    kind: Literal["paragraph", "numbers", "dashes"]
    lines: list[str]


def pdf(letter: Letter) -> bytes:
    """Return the letter as a tagged PDF; refuse a script the fonts cannot print."""
    return press.pdf("letter", _data(letter), letter.language, letter.day)


def _data(letter: Letter) -> dict[str, object]:
    language, sheet = letter.language, catalogue(letter.regime)
    return {
        "title": letter.subject,
        "author": letter.sender[0],
        "sender": letter.sender,
        "recipient": letter.recipient,
        "paper": sheet.paper,
        "window": sheet.window,
        "day": label("documents.day", language, day=letter.day),
        "subject": label("documents.subject", language, subject=letter.subject),
        "blocks": list(_blocks(letter.body)),
        "signature": letter.signature,
        "enclosed": enclosed(letter),
        "page": label("documents.page", language, reference=letter.reference),
        "of": label("documents.page-of", language),
    }


def _blocks(body: str) -> Iterator[Block]:
    """Split a body into paragraphs and lists; the numbers of a list are its order."""
    for part in body.split("\n\n"):
        lines = part.split("\n")
        lead = [line for line in lines if not _listed(line)]
        if lead:
            yield {"kind": "paragraph", "lines": lead}
        if numbered := [line for line in lines if _NUMBERED.match(line)]:
            yield {"kind": "numbers", "lines": [line.partition(" ")[2] for line in numbered]}
        if dashed := [line for line in lines if line.startswith(_DASHED)]:
            yield {"kind": "dashes", "lines": [line.removeprefix(_DASHED) for line in dashed]}


def _listed(line: str) -> bool:
    return line.startswith(_DASHED) or _NUMBERED.match(line) is not None
