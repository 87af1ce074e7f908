"""Print a letter: tagged PDF/UA through Typst, its values passed as data."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Literal, TypedDict

import typst

from bot.documents.letters import Letter
from bot.documents.message import enclosed
from bot.documents.wordings import catalogue
from bot.language import label
from bot.refusal import Refusal

_SHEET = Path(__file__).parent / "letter.typ"
_NUMBERED = re.compile(r"\d+\. ")
_DASHED = "– "
# Typst names the text it has no glyphs for; PDF/UA does not allow it to be left out
_NO_GLYPHS = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed')


class Block(TypedDict):
    """A paragraph, or a list of one kind."""

    kind: Literal["paragraph", "numbers", "dashes"]
    lines: list[str]


def pdf(letter: Letter) -> bytes:
    """Return the letter as a tagged PDF; refuse a script the fonts cannot print."""
    try:
        return typst.compile(
            _sheet(),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=datetime.combine(letter.day, time(12), UTC),
            sys_inputs={"letter": json.dumps(_data(letter))},
        )
    except typst.TypstError as error:
        unprintable = _NO_GLYPHS.search(str(error))
        if unprintable is None:
            raise
        # the error itself quotes the letter, so it is not carried along
        raise Refusal("documents.no-glyphs", text=unprintable["text"]) from None


@cache
def _sheet() -> bytes:
    return _SHEET.read_bytes()


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts that come with Typst: the same on every machine."""
    return typst.Fonts(include_system_fonts=False)


def _data(letter: Letter) -> dict[str, object]:
    language, sheet = letter.language, catalogue(letter.regime)
    return {
        "language": language,
        "region": {"fr": "FR", "en": "GB"}[language],
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
