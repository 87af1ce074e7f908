"""HTML as a bot writes it: tags, references, and Telegram's complaints about them.

https://core.telegram.org/bots/api#html-style
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.playground.entities import Entity, Text, linkable, ordered, units
from bot.playground.mistake import Mistake, bad, strict

_NAMES = {
    "b": "bold", "strong": "bold",
    "i": "italic", "em": "italic",
    "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler",
    "code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]+)|#(?P<dec>\d+)|(?P<name>[A-Za-z]+));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_START = re.compile(r"<(?P<name>[^\s>]*)(?P<rest>(?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>")
_END = re.compile(r"</(?P<name>[^\s>]*)\s*>")
_ATTRIBUTE = re.compile(
    r"\s*(?P<name>[^\s=>/\"']+)"
    r"(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[A-Za-z0-9.-]+)))?"
)
_SURROGATES = range(0xD800, 0xE000)


def parse(source: str) -> Text:
    """Return what a text says, or raise Telegram's own complaint."""
    return _Reading(source).read()


def broken(complaint: str) -> Mistake:
    """Return Telegram's complaint about marks it cannot read."""
    return bad(f"can't parse entities: {complaint}")


class _Reading:
    """One reading of an HTML text, tag by tag."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.out: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Entity | None] = []

    def read(self) -> Text:
        """Return the text, or raise Telegram's own complaint."""
        while self.at < len(self.source):
            mark = self.source[self.at]
            if mark == "<":
                self._end() if self.source.startswith("</", self.at) else self._start()
            elif mark == "&":
                self._put(*_referred(self.source, self.at))
            else:
                self._put(*_until_mark(self.source, self.at))
        if self.open:
            tag = self.open[-1].tag
            raise broken(f'Can\'t find end tag corresponding to start tag "{tag}"')
        return Text("".join(self.out), ordered(e for e in self.entities if e is not None))

    def _put(self, words: str, at: int) -> None:
        self.out.append(words)
        self.length += units(words)
        self.at = at

    def _start(self) -> None:
        match = _START.match(self.source, self.at)
        if match is None:
            raise self._broken("Unclosed start tag")
        tag = match["name"].lower()
        if tag not in _NAMES:
            raise self._broken(f'Unsupported start tag "{tag}"')
        attributes = dict(_attributes(match["rest"], self.source, match.start("rest")))
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._broken('Tag "span" must have class "tg-spoiler"')
        self._check_nesting(tag)
        self.open.append(_Open(tag, attributes, self.length, len(self.out), len(self.entities)))
        self.entities.append(None)
        self.at = match.end()

    def _check_nesting(self, tag: str) -> None:
        outer = [one.tag for one in self.open]
        coded = bool(outer) and outer[-1] == "pre" and tag == "code"
        if ("code" in outer or "pre" in outer) and not coded:
            raise strict(f'"{tag}" inside code at byte offset {self._bytes()}')
        if tag == "blockquote" and tag in outer:
            raise strict(f"a quotation inside a quotation at byte offset {self._bytes()}")

    def _end(self) -> None:
        if not self.open:
            raise self._broken("Unexpected end tag")
        match = _END.match(self.source, self.at)
        if match is None:
            raise self._broken("Unclosed end tag")
        begun, name = self.open.pop(), match["name"].lower()
        if name and name != begun.tag:
            where = f"Unmatched end tag at byte offset {self._bytes()}"
            raise broken(f'{where}, expected "</{begun.tag}>", found "</{name}>"')
        if self.length > begun.offset:
            self.entities[begun.slot] = self._entity(begun)
        self.at = match.end()

    def _entity(self, begun: "_Open") -> Entity | None:
        kind, length = _NAMES[begun.tag], self.length - begun.offset
        entity = Entity(kind, begun.offset, length)
        if kind == "blockquote" and "expandable" in begun.attributes:
            return replace(entity, type="expandable_blockquote")
        if kind == "custom_emoji":
            number = begun.attributes.get("emoji-id", "")
            if not number.isdigit():
                raise broken("Invalid custom emoji identifier specified")
            return replace(entity, custom_emoji_id=number)
        if kind == "text_link":
            url = begun.attributes.get("href") or "".join(self.out[begun.words :])
            return replace(entity, url=url) if linkable(url) else None
        if kind == "code" and self.open and self.open[-1].tag == "pre":
            self.open[-1].attributes["language"] = begun.attributes.get("class", "").removeprefix(
                "language-"
            )
            return None
        return replace(entity, language=begun.attributes.get("language") or None)

    def _broken(self, complaint: str) -> Mistake:
        return broken(f"{complaint} at byte offset {self._bytes()}")

    def _bytes(self) -> int:
        return len(self.source[: self.at].encode())


@dataclass
class _Open:
    """A tag that waits for its end."""

    tag: str
    attributes: dict[str, str]
    offset: int
    words: int
    slot: int


def _until_mark(source: str, at: int) -> tuple[str, int]:
    end = at
    while end < len(source) and source[end] not in "<&":
        end += 1
    return source[at:end], end


def _referred(source: str, at: int) -> tuple[str, int]:
    """Return the character that a reference such as ``&lt;`` stands for.

    Telegram shows unknown ones as they stand; nobody means that, so they are refused here.
    """
    match = _REFERENCE.match(source, at)
    if match is None:
        return "&", at + 1
    if match["name"]:
        if match["name"] not in _NAMED:
            where = len(source[:at].encode())
            raise broken(f'Unsupported entity "{match.group()}" at byte offset {where}')
        return _NAMED[match["name"]], match.end()
    code = int(match["hex"], 16) if match["hex"] else int(match["dec"])
    if not 0 < code <= sys.maxunicode or code in _SURROGATES:
        raise broken(f"Invalid character {code}")
    return chr(code), match.end()


def _attributes(rest: str, source: str, at: int) -> Iterator[tuple[str, str]]:
    where = 0
    while rest[where:].strip():
        match = _ATTRIBUTE.match(rest, where)
        if match is None:
            begin = len(source[:at].encode())
            raise broken(f"Empty attribute name in the tag at byte offset {begin}")
        raw = match["double"] or match["single"] or (match["bare"] or "").lower()
        yield match["name"], _plain(raw)
        where = match.end()


def _plain(raw: str) -> str:
    out, at = [], 0
    while at < len(raw):
        words, at = _referred(raw, at) if raw[at] == "&" else _until_mark_or_tag(raw, at)
        out.append(words)
    return "".join(out)


def _until_mark_or_tag(raw: str, at: int) -> tuple[str, int]:
    end = raw.find("&", at)
    end = len(raw) if end < 0 else end
    return raw[at:end], end
