"""What became of a call: sent, not sent, unknown, or never to be."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from bot.wire.line import (
    BAD_REQUEST,
    CONFLICT,
    FLOOD,
    FORBIDDEN,
    OK,
    SERVER,
    UNAUTHORIZED,
    Reply,
)
from db.parcel import Parcel

_DONE_ALREADY = (
    "message is not modified",
    "topic_not_modified",
    "message to delete not found",
    "message can't be deleted",
)
_NO_TOPIC = ("message thread not found", "topic_deleted", "topic_id_invalid")
_NO_CHAT = ("chat not found", "group chat was deactivated", "chat_id is empty")
_NO_RIGHTS = ("not enough rights", "chat_admin_required", "need administrator rights")
_NOTHING_TO_EDIT = ("message to edit not found", "message can't be edited", "message_id_invalid")


class Fate(Enum):
    """What became of a call."""

    SENT = auto()
    NOT_SENT = auto()  # may be made again
    FLOOD = auto()  # may be made again, later
    UNKNOWN = auto()  # may have arrived
    BLOCKED = auto()  # the person does not want us
    REFUSED = auto()  # never: the call is wrong
    STRANGER = auto()  # the token is wrong
    NOTHING_TO_EDIT = auto()
    NO_TOPIC = auto()  # it was deleted
    TOPIC_CLOSED = auto()
    NO_QUOTE = auto()  # the words quoted are not there any more
    NO_CHAT = auto()
    NO_RIGHTS = auto()  # in a group


@dataclass(frozen=True, slots=True)
class Outcome:
    """A fate, with what is to be kept of it."""

    fate: Fate
    message_id: int | None = None
    retry_after: float = 0.0
    why: str = ""  # for the log: a class or a code, never words
    moved_to: int | None = None  # the group's new id, by which it was done


_SIGNS = {
    Fate.NO_TOPIC: _NO_TOPIC,
    Fate.TOPIC_CLOSED: ("topic_closed",),
    Fate.NO_QUOTE: ("quote_text_invalid",),
    Fate.NO_CHAT: _NO_CHAT,
    Fate.NO_RIGHTS: _NO_RIGHTS,
}


def judge(reply: Reply) -> Outcome:
    """Tell from Telegram's answer what became of a call."""
    if reply.code == OK:
        return Outcome(Fate.SENT, _message_id(reply.result))
    why = str(reply.code)
    if reply.code == FLOOD:
        return Outcome(Fate.FLOOD, retry_after=reply.retry_after or 1.0, why=why)
    if reply.code == BAD_REQUEST:
        return Outcome(_of_bad_request(reply.description.lower()), why=why)
    fates = {
        FORBIDDEN: Fate.BLOCKED,
        UNAUTHORIZED: Fate.STRANGER,
        CONFLICT: Fate.NOT_SENT,
    }
    # a server's error, or its front's: the message may have gone through before
    otherwise = Fate.UNKNOWN if reply.code >= SERVER else Fate.REFUSED
    return Outcome(fates.get(reply.code, otherwise), why=why)


def without_quote(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the call as a reply to the whole message: the words quoted were changed since."""
    tie = {
        name: v for name, v in params["reply_parameters"].items() if not name.startswith("quote")
    }
    return {**params, "reply_parameters": tie}


def sent_anew(parcel: Parcel) -> tuple[str, dict[str, Any]] | None:
    """Return the call that says in a new message what could not be put into an old one.

    Not in a group: the new message would stand outside its topic.
    """
    if parcel.method != "editMessageText" or parcel.chat_id < 0:
        return None
    gone = ("message_id", "inline_message_id")
    return "sendMessage", {name: v for name, v in parcel.params.items() if name not in gone}


def _of_bad_request(description: str) -> Fate:
    if any(words in description for words in _DONE_ALREADY):
        return Fate.SENT
    if any(words in description for words in _NOTHING_TO_EDIT):
        return Fate.NOTHING_TO_EDIT
    return next(
        (fate for fate, signs in _SIGNS.items() if any(words in description for words in signs)),
        Fate.REFUSED,
    )


def _message_id(result: Any) -> int | None:
    """Return the id by which a later call can name the result: a message's, or a topic's."""
    if not isinstance(result, dict):
        return None
    found = result.get("message_id", result.get("message_thread_id"))
    return found if isinstance(found, int) else None
