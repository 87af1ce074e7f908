"""Keyboards: what may hang under a message, and what Telegram says to the rest.

https://core.telegram.org/bots/api#inlinekeyboardmarkup
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.entities import linkable, units
from bot.playground.mistake import bad, strict

# observed by the authors of python-telegram-bot: constants.InlineKeyboardMarkupLimit
MOST, MOST_IN_A_ROW = 100, 8
DATA = 64  # bytes
COPY = 256
_STYLES = {"primary", "success", "danger"}
_ACTIONS = {"callback_data", "url", "copy_text"}
_KEYBOARD = {
    "keyboard", "resize_keyboard", "one_time_keyboard", "is_persistent",
    "input_field_placeholder", "selective",
}  # fmt: skip
_OTHERS = {
    "remove_keyboard": {"remove_keyboard", "selective"},
    "force_reply": {"force_reply", "selective", "input_field_placeholder"},
}


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press on a screen."""

    text: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None
    style: str | None = None


def checked(markup: Any, *, inline_only: bool = False) -> dict[str, Any] | None:
    """Return a keyboard that Telegram would take, nothing for an empty one, or refuse it."""
    if markup is None or markup == {}:
        return None
    if not isinstance(markup, Mapping):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in markup:
        _only(markup, {"inline_keyboard"})
        return _inline(markup["inline_keyboard"])
    if inline_only:
        raise bad("inline keyboard expected")
    if "keyboard" in markup:
        return _reply(markup)
    for name, fields in _OTHERS.items():
        if markup.get(name) is True:
            _only(markup, fields)
            return dict(markup)
    raise strict("unknown reply markup")


def rows(markup: Mapping[str, Any] | None) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons of an inline or a reply keyboard."""
    if not markup:
        return ()
    grid = markup.get("inline_keyboard") or markup.get("keyboard") or []
    return tuple(tuple(_button(one) for one in row) for row in grid)


def _inline(grid: Any) -> dict[str, Any] | None:
    cells = list(_cells(grid, "inline_keyboard"))
    for cell in cells:
        _check_inline(cell)
    return {"inline_keyboard": [list(row) for row in grid if row]} if cells else None


def _reply(markup: Mapping[str, Any]) -> dict[str, Any] | None:
    _only(markup, _KEYBOARD)
    placeholder = markup.get("input_field_placeholder", "x")
    if not 1 <= units(placeholder) <= 64:  # noqa: PLR2004  the limit of that field alone
        raise strict("a placeholder has 1 to 64 characters")
    for cell in _cells(markup["keyboard"], "keyboard"):
        if not isinstance(cell, str):
            _only(cell, {"text", "style"})
            _check_style(cell, "keyboard button")
        if not (cell if isinstance(cell, str) else cell.get("text")):
            raise bad("keyboard button text must be non-empty")
    return dict(markup) if any(markup["keyboard"]) else None


def _cells(grid: Any, field: str) -> Iterator[Any]:
    if not isinstance(grid, list) or not all(isinstance(row, list) for row in grid):
        raise bad(f'field "{field}" must be an Array of Arrays')
    if sum(len(row) for row in grid) > MOST or any(len(row) > MOST_IN_A_ROW for row in grid):
        raise bad("reply markup is too long")
    for row in grid:
        yield from row


def _check_inline(cell: Any) -> None:
    if not isinstance(cell, Mapping):
        raise bad("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    _only(cell, {"text", "style"} | _ACTIONS)
    if "text" not in cell:
        raise bad("can't parse inline keyboard button: Can't find field \"text\"")
    if not cell["text"]:
        raise bad("inline keyboard button text must be non-empty")
    _check_style(cell, "inline keyboard button")
    actions = [name for name in _ACTIONS if cell.get(name)]
    if not actions:
        raise bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise strict("a button does exactly one thing")
    _check_action(cell)


def _check_action(cell: Mapping[str, Any]) -> None:
    if "callback_data" in cell and not 1 <= len(cell["callback_data"].encode()) <= DATA:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in cell and not linkable(cell["url"]):
        raise bad(
            f"inline keyboard button URL '{cell['url']}' is invalid: Unsupported URL protocol"
        )
    if "copy_text" in cell:
        _only(cell["copy_text"], {"text"})
        if not 1 <= units(cell["copy_text"].get("text", "")) <= COPY:
            raise bad("BUTTON_COPY_TEXT_INVALID")


def _check_style(cell: Mapping[str, Any], what: str) -> None:
    if cell.get("style") is not None and cell["style"] not in _STYLES:
        raise bad(f"can't parse {what}: invalid button style specified")


def _only(fields: Mapping[str, Any], known: set[str]) -> None:
    if unknown := set(fields) - known:
        raise strict(f"unknown or not simulated: {', '.join(sorted(unknown))}")


def _button(cell: Any) -> Button:
    if isinstance(cell, str):
        return Button(cell)
    copy = (cell.get("copy_text") or {}).get("text")
    return Button(cell["text"], cell.get("callback_data"), cell.get("url"), copy, cell.get("style"))
