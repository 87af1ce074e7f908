"""Texts with entities: what HTML means, and what it may not say.

https://core.telegram.org/bots/api#formatting-options
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from itertools import pairwise
from typing import Any

from bot.playground.mistake import Mistake, bad, strict

MOST = 100  # entities in one text
_NAMES = {
    "b": "bold", "strong": "bold",
    "i": "italic", "em": "italic",
    "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler",
    "code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
_TAGS = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s",
    "spoiler": "tg-spoiler", "code": "code", "pre": "pre", "blockquote": "blockquote",
}  # fmt: skip
_MARKUP = frozenset(_NAMES.values()) | {"expandable_blockquote"}
_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/@.<>])/[a-zA-Z0-9_]{1,64}(?:@\w{3,32})?\b)"
    r"|(?P<url>\bhttps?://[^\s<>\"«»]+[^\s<>\"«».,;:!?)\]'…])"
    r"|(?P<email>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b)"
)
_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]+)|#(?P<dec>\d+)|(?P<name>[A-Za-z]+));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_START = re.compile(r"<(?P<name>[^\s>]*)(?P<rest>(?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>")
_END = re.compile(r"</(?P<name>[^\s>]*)\s*>")
_ATTRIBUTE = re.compile(
    r"\s*(?P<name>[^\s=>/\"']+)"
    r"(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[A-Za-z0-9.-]+)))?"
)
_CONTROL = {code: " " for code in range(32) if chr(code) not in "\n\r"}
_SURROGATES = range(0xD800, 0xE000)
_UNSEEN = " \n\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2800\u3164\ufeff"


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of a text that means something; offsets count UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None

    @property
    def end(self) -> int:
        """Return where it ends."""
        return self.offset + self.length

    def json(self) -> dict[str, Any]:
        """Return it as the Bot API writes it."""
        told = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in told.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Text:
    """A text without its marks, and its entities."""

    plain: str
    entities: tuple[Entity, ...] = ()

    def __len__(self) -> int:
        """Count as Telegram does, in UTF-16 units."""
        return units(self.plain)

    @property
    def html(self) -> str:
        """Return the text with its marks; what Telegram found by itself bears none."""
        return "".join(_written(self.plain, self.entities))

    def json(self, name: str) -> dict[str, Any]:
        """Return the two fields of a message, ``text`` or ``caption``."""
        if not self.plain:
            return {}
        marks = {
            ("entities" if name == "text" else f"{name}_entities"): [
                e.json() for e in self.entities
            ]
        }
        return {name: self.plain, **(marks if self.entities else {})}


def read(source: str, mode: str | None = None, given: Sequence[dict[str, Any]] = ()) -> Text:
    """Return what a bot's text says, trimmed as Telegram trims it, or refuse it."""
    if len(source.encode()) > 1 << 15:
        raise bad("text is too long")
    source = source.replace("\r", "").translate(_CONTROL)
    if mode and mode.lower() != "html":
        known = mode.lower() in {"markdown", "markdownv2"}
        raise strict("parse mode not simulated") if known else bad("unsupported parse_mode")
    text = _Reading(source).read() if mode else _given(source, given)
    if len(text.entities) > MOST:
        raise strict(f"more than {MOST} entities, the rest would be dropped")
    return found(_trimmed(text))


def found(text: Text) -> Text:
    """Add what Telegram recognises by itself: commands, addresses of pages and of people."""
    taken = [e for e in text.entities if e.type in {"code", "pre", "text_link"}]
    new = (
        Entity(match.lastgroup or "", units(text.plain[: match.start()]), units(match.group()))
        for match in _FOUND.finditer(text.plain)
    )
    added = [e for e in new if not any(e.offset < t.end and t.offset < e.end for t in taken)]
    return replace(text, entities=_ordered([*text.entities, *added])) if added else text


def units(text: str) -> int:
    """Count UTF-16 units."""
    return len(text) + sum(1 for char in text if char > "\uffff")


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
        return Text("".join(self.out), _ordered(e for e in self.entities if e is not None))

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
    slot: int = field(default=0)


def broken(complaint: str) -> Mistake:
    """Return Telegram's complaint about marks it cannot read."""
    return bad(f"can't parse entities: {complaint}")


def linkable(url: str) -> bool:
    """Tell whether Telegram makes a link of it."""
    return bool(
        re.match(r"(?:https?|tg|ton|tonsite)://\S+$|[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?$", url)
    )


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


def _given(source: str, given: Sequence[dict[str, Any]]) -> Text:
    """Read the entities that came beside a text."""
    entities = []
    for one in given:
        if one.get("type") not in _MARKUP:
            continue  # the rest Telegram finds by itself
        known = {name: one.get(name) for name in ("url", "language", "custom_emoji_id")}
        entities.append(Entity(one["type"], one["offset"], one["length"], **known))
        if entities[-1].end > units(source):
            raise broken("Entity ends after the end of the text")
    ordered = _ordered(entities)
    for first, second in pairwise(ordered):
        if first.offset < second.offset < first.end < second.end:
            raise strict("entities overlap")
    return Text(source, ordered)


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


def _ordered(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    return tuple(sorted(entities, key=lambda e: (e.offset, -e.length)))


def _written(plain: str, entities: Iterable[Entity]) -> Iterator[str]:
    raw, at = plain.encode("utf-16-le"), 0
    stack: list[Entity] = []

    def words(end: int) -> str:
        nonlocal at
        piece = raw[2 * at : 2 * end].decode("utf-16-le")
        at = end
        return escape(piece, quote=False)

    for entity in entities:
        while stack and stack[-1].end <= entity.offset:
            yield words(stack[-1].end) + _marks(stack.pop())[1]
        yield words(entity.offset) + _marks(entity)[0]
        stack.append(entity)
    while stack:
        yield words(stack[-1].end) + _marks(stack.pop())[1]
    yield words(len(raw) // 2)


def _marks(entity: Entity) -> tuple[str, str]:
    if entity.type == "text_link":
        return f'<a href="{escape(entity.url or "")}">', "</a>"
    if entity.type == "expandable_blockquote":
        return "<blockquote expandable>", "</blockquote>"
    if entity.type == "custom_emoji":
        return f'<tg-emoji emoji-id="{entity.custom_emoji_id}">', "</tg-emoji>"
    if entity.type == "pre" and entity.language:
        return f'<pre><code class="language-{escape(entity.language)}">', "</code></pre>"
    tag = _TAGS.get(entity.type)
    return (f"<{tag}>", f"</{tag}>") if tag else ("", "")
