"""Pressing a button: which one is meant, and what it does on the device."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.playground import updates
from bot.playground.chats import Message
from bot.playground.markup import Button

if TYPE_CHECKING:
    from bot.playground.phone import Phone


def find(button: str | Button, places: Sequence[Message]) -> tuple[Message, Button]:
    """Return the first button of these words, or this data, and where it stands."""
    for place in places:
        for one in place.buttons:
            if button in {one, one.text} or (one.data is not None and button == one.data):
                return place, one
    there = [label for place in places for label in place.labels]
    raise LookupError(f"no button {button!r}; there are {there}")


def taken(phone: Phone, button: Button, at: Message) -> bool:
    """Do what an inline button says; return whether it was one."""
    if button.url is not None:
        phone.opened.append(button.url)
    elif button.copy is not None:
        phone.clipboard = button.copy
    elif button.data is not None:
        updates.pressed(phone.telegram, phone, button.data, at)
    else:
        return False
    return True
