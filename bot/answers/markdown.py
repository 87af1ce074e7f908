"""Markdown to Telegram's HTML: a strict subset, everything else refused."""

from functools import cache
from html import escape
from typing import TYPE_CHECKING

from bot.language import Html

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_INLINE = {
    "strong_open": "<b>",
    "strong_close": "</b>",
    "em_open": "<i>",
    "em_close": "</i>",
    "link_close": "</a>",
    "softbreak": " ",
    "hardbreak": "\n",
}


class UnknownMarkupError(ValueError):
    """A text uses markup that a Telegram message cannot show."""


def html(text: str) -> Html:
    """Return Markdown ``text`` as Telegram shows it: bold, italic, lists, links, quotes."""
    blocks: list[str] = []
    lines: list[str] = []
    for token in _parser().parse(text):
        _take(token, blocks, lines)
    return Html("\n\n".join(blocks))


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415  not needed before the first answer

    allowed = ["emphasis", "list", "blockquote", "link", "newline", "escape"]
    return MarkdownIt("zero", {"html": False}).enable(allowed)


def _take(token: "Token", blocks: list[str], lines: list[str]) -> None:
    match token.type:
        case "inline" if token.level > 1 and lines and lines[-1] == "• ":
            lines[-1] += _inline(token)
        case "inline":
            blocks.append(_inline(token))
        case "bullet_list_open":
            if lines:
                raise UnknownMarkupError("a list within a list")
        case "list_item_open":
            lines.append("• ")
        case "bullet_list_close":
            blocks.append("\n".join(lines))
            lines.clear()
        case "blockquote_open":
            blocks.append("<blockquote>")
        case "blockquote_close":
            at = len(blocks) - 1 - blocks[::-1].index("<blockquote>")
            blocks[at:] = ["<blockquote>" + "\n".join(blocks[at + 1 :]) + "</blockquote>"]
        case "paragraph_open" | "paragraph_close" | "list_item_close":
            pass
        case _:
            raise UnknownMarkupError(token.type)


def _inline(token: "Token") -> str:
    return "".join(_piece(child) for child in token.children or [])


def _piece(token: "Token") -> str:
    if token.type == "text":
        return escape(token.content, quote=False)
    if token.type == "link_open":
        return f'<a href="{escape(_address(token))}">'
    if token.type in _INLINE:
        return _INLINE[token.type]
    raise UnknownMarkupError(token.type)


def _address(link: "Token") -> str:
    address = str(link.attrGet("href") or "")
    if not address.startswith("https://"):
        raise UnknownMarkupError("a link that is not https")
    return address
