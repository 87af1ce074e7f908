"""Groups that are none of ours: what is said there is nobody's business here, and we leave."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

# whoever takes the bot into a group has so long to type /desk there
PATIENCE = timedelta(minutes=10)

_GONE = frozenset(("left", "kicked"))
_HERE = frozenset(("member", "administrator"))
_GROUPS = frozenset(("group", "supergroup"))
_DESK = re.compile(r"/desk(@\w+)?(\s|$)", re.IGNORECASE)

Leave = Callable[[int], None]
Newcomer = Callable[[Mapping[str, Any]], None]  # answers /desk, given the message


def asks_for_desk(text: object) -> bool:
    """Tell whether a message is the command by which a group is set up or listed."""
    return bool(_DESK.match(str(text or "")))


class Strangers:
    """Leave groups that are not ours, save those that are being set up."""

    def __init__(self, leave: Leave, newcomer: Newcomer | None) -> None:
        self._leave = leave
        self._newcomer = newcomer
        self._guests: dict[int, datetime] = {}  # where we wait for /desk, and since when

    def meet(self, content: Mapping[str, Any], chat_id: int, now: datetime) -> None:
        """Take something from a group that is not ours: nothing of it is kept."""
        status = content.get("new_chat_member", {}).get("status")
        if status in _GONE:
            self._guests.pop(chat_id, None)
        elif self._newcomer and status in _HERE and content["chat"]["type"] in _GROUPS:
            self._guests[chat_id] = now
        elif self._newcomer and asks_for_desk(content.get("text")):
            self._guests[chat_id] = now
            self._newcomer(content)
        elif chat_id not in self._guests:
            self._leave(chat_id)

    def part(self, now: datetime) -> None:
        """Leave where nobody has typed /desk in time."""
        late = [chat for chat, since in self._guests.items() if now - since >= PATIENCE]
        for chat_id in late:
            del self._guests[chat_id]
            self._leave(chat_id)
