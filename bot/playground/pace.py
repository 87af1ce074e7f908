"""How many calls a group bears in a minute, where a test says so.

Sends, edits and topic calls share one limit: https://github.com/tdlib/td/issues/2592
"""

from datetime import datetime, timedelta
from math import ceil

from bot.playground.chats import Chat
from bot.playground.mistake import flood

MINUTE = timedelta(seconds=60)
_FREE = {"sendChatAction", "leaveChat"}


def keep(chat: Chat | None, method: str, now: datetime) -> None:
    """Count a call that changes something in a group, or refuse it with the time to wait."""
    if chat is None or chat.per_minute is None or method in _FREE or method.startswith("get"):
        return
    while chat.spent and now - chat.spent[0] >= MINUTE:
        chat.spent.popleft()
    if len(chat.spent) >= chat.per_minute:
        raise flood(ceil((chat.spent[0] + MINUTE - now).total_seconds()))
    chat.spent.append(now)
