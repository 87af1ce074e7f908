"""What became of a call: sent, not sent, unknown, or never to be."""

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
    "message to delete not found",
    "message can't be deleted",
)
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


@dataclass(frozen=True, slots=True)
class Outcome:
    """A fate, with what is to be kept of it."""

    fate: Fate
    message_id: int | None = None
    retry_after: float = 0.0
    why: str = ""  # for the log: a class or a code, never words


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


def sent_anew(parcel: Parcel) -> tuple[str, dict[str, Any]] | None:
    """Return the call that says in a new message what could not be put into an old one."""
    if parcel.method != "editMessageText":
        return None
    gone = ("message_id", "inline_message_id")
    return "sendMessage", {name: v for name, v in parcel.params.items() if name not in gone}


def _of_bad_request(description: str) -> Fate:
    if any(words in description for words in _DONE_ALREADY):
        return Fate.SENT
    if any(words in description for words in _NOTHING_TO_EDIT):
        return Fate.NOTHING_TO_EDIT
    return Fate.REFUSED


def _message_id(result: Any) -> int | None:
    """Return the id by which a later call can name the result: a message's, or a topic's."""
    if not isinstance(result, dict):
        return None
    found = result.get("message_id", result.get("message_thread_id"))
    return found if isinstance(found, int) else None
