"""Texts with entities, and what Telegram recognises in them by itself.

https://core.telegram.org/bots/api#messageentity
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Any

_TAGS = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s",
    "spoiler": "tg-spoiler", "code": "code", "pre": "pre", "blockquote": "blockquote",
}  # fmt: skip
MARKS = frozenset(_TAGS) | {"text_link", "text_mention", "custom_emoji", "expandable_blockquote"}
_TAKEN = {"code", "pre", "text_link", "text_mention"}  # nothing is found in these
# the ends of names that Telegram takes for a page without being told so; a few of its many
_ENDS = (
    "com|org|net|info|eu|fr|de|be|ch|uk|ie|es|it|nl|at|ca|us|au|nz|io|ai|app|dev|me|co|tv|gov|edu"
)
_TAIL = r"[^\s<>\"«».,;:!?)\]'…]"
# https://github.com/tdlib/td/blob/master/td/telegram/MessageEntity.cpp
_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/@.<>])/[a-zA-Z0-9_]{1,64}(?:@\w{3,32})?\b)"
    rf"|(?P<url>\b(?:https?|tg|ton)://[^\s<>\"«»]*{_TAIL}"
    rf"|(?<![\w@.-])(?:[\w-]+\.)+(?:{_ENDS})\b(?![\w@-]|\.\w)(?:[/?#](?:[^\s<>\"«»]*{_TAIL})?)?)"
    r"|(?P<email>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b)"
    r"|(?P<mention>(?<!\w)@[a-zA-Z0-9_]{4,32}(?!\w))"
    r"|(?P<hashtag>(?<![\w#])#(?=\w*[^\W\d_])\w{1,256}(?!\w*#))"
    r"|(?P<cashtag>(?<![\w$])\$[A-Z]{1,8}(?!\w))"
    r"|(?P<phone_number>(?<![\w+])\+\d(?:[ ().-]{0,2}\d){6,14}(?!\w))"
)


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of a text that means something; offsets count UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    user: dict[str, Any] | None = None  # who is meant, where no @name tells it

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


def found(text: Text) -> Text:
    """Add what Telegram recognises by itself: names, tags, commands, addresses, numbers."""
    taken = [e for e in text.entities if e.type in _TAKEN]
    new = (
        Entity(match.lastgroup or "", units(text.plain[: match.start()]), units(match.group()))
        for match in _FOUND.finditer(text.plain)
    )
    added = [e for e in new if not any(e.offset < t.end and t.offset < e.end for t in taken)]
    return replace(text, entities=ordered([*text.entities, *added])) if added else text


def units(text: str) -> int:
    """Count UTF-16 units."""
    return len(text) + sum(1 for char in text if char > "\uffff")


def linkable(url: str) -> bool:
    """Tell whether Telegram makes a link of it."""
    return bool(
        re.match(r"(?:https?|tg|ton|tonsite)://\S+$|[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?$", url)
    )


def ordered(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Return entities as Telegram lists them, the outer before the inner."""
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
    if entity.type == "text_mention":
        return f'<a href="tg://user?id={(entity.user or {}).get("id")}">', "</a>"
    if entity.type == "expandable_blockquote":
        return "<blockquote expandable>", "</blockquote>"
    if entity.type == "custom_emoji":
        return f'<tg-emoji emoji-id="{entity.custom_emoji_id}">', "</tg-emoji>"
    if entity.type == "pre" and entity.language:
        return f'<pre><code class="language-{escape(entity.language)}">', "</code></pre>"
    tag = _TAGS.get(entity.type)
    return (f"<{tag}>", f"</{tag}>") if tag else ("", "")
