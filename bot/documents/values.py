"""Clean what a person types for a letter, or say kindly why it cannot be used.

A value's length is its weight: what it costs in a Telegram message, escaped, in UTF-16 units.
The limits add up so that every letter fits one message.
"""

import re
import unicodedata
from collections.abc import Iterator
from html import escape

from bot.language import units
from bot.refusal import Refusal

NAME = 80
COMPANY = 100
LINE = 70
LINES = 6
CONTACT = 300
HELP = 350

_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
# Symbols that are no emoji and that people do write in an address or a description
_SIGNS = "№°©®™§|"
_UNWRITTEN = {"Me", "Sk", "So"}
_MARKS_IN_A_ROW = 3
_FANCY = re.compile("[\N{MATHEMATICAL BOLD CAPITAL A}-\N{MATHEMATICAL MONOSPACE DIGIT NINE}]+")
_EMAIL = re.compile(
    r"[\w.!#$%&'*+/=?^`{|}~-]+@(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z][a-z\d-]+",
    re.ASCII | re.IGNORECASE,
)


def clean_name(text: str, limit: int = NAME) -> str:
    """Return a name on one line; refuse one without letters or too long to print."""
    name = " ".join(_lines(text))
    if not any(char.isalpha() for char in name):
        raise Refusal("documents.no-name")
    return _within(name, limit)


def clean_lines(text: str) -> tuple[str, ...]:
    """Return the lines of an address or other contact details."""
    lines = _written(text)
    if len(lines) > LINES:
        raise Refusal("documents.too-many-lines", count=LINES)
    for line in lines:
        _within(line, LINE)
    _within("\n".join(lines), CONTACT)
    return lines


def clean_text(text: str, limit: int = HELP) -> str:
    """Return free text, its lines kept."""
    return _within("\n".join(_written(text)), limit)


def clean_email(text: str) -> str:
    """Return an e-mail address that is safe in a header."""
    address = "".join(_lines(text)).removeprefix("mailto:")
    if not _EMAIL.fullmatch(address):
        raise Refusal("documents.no-email")
    return _within(address, LINE)


def weight(text: str) -> int:
    """Return what ``text`` costs in a Telegram message once escaped."""
    return units(escape(text, quote=False))


def _within(text: str, limit: int) -> str:
    if weight(text) > limit:
        raise Refusal("documents.too-long", limit=limit)
    return text


def _written(text: str) -> tuple[str, ...]:
    lines = _lines(text)
    if not any(char.isalnum() for line in lines for char in line):
        raise Refusal("documents.nothing-written")
    return lines


def _lines(text: str) -> tuple[str, ...]:
    """Return the lines of ``text`` without controls, overrides, emoji or spare blanks."""
    plain = _FANCY.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    shown = "".join(_shown(unicodedata.normalize("NFC", plain)))
    return tuple(line for line in (" ".join(raw.split()) for raw in shown.split("\n")) if line)


def _shown(text: str) -> Iterator[str]:
    marks = 0
    for before, char, after in zip(" " + text, text, text[1:] + " ", strict=False):
        category = unicodedata.category(char)
        marks = marks + 1 if category == "Mn" else 0
        if char in _JOINERS:  # Persian and Indic names need it, nothing else does
            yield char if _spells(before) and _spells(after) else ""
        elif marks <= _MARKS_IN_A_ROW:  # a few accents are a name, a hundred are a prank
            yield _seen(char, category)


def _spells(char: str) -> bool:
    return not char.isascii() and unicodedata.category(char)[0] in "LM"


def _seen(char: str, category: str) -> str:
    if char in "\n\r\v\f\N{NEXT LINE}" or category in {"Zl", "Zp"}:
        return "\n"
    if category == "Zs" or char == "\t":
        return " "
    if char in _SIGNS or char.isalnum() or " " < char < "\x7f":
        return char
    # controls, overrides, unassigned; emoji and their modifiers, frames and selectors
    return "" if category[0] == "C" or category in _UNWRITTEN or _selector(char) else char


def _selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or char >= "\U0001f000"
