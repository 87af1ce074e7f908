"""What leaves for Telegram, and how it is packed into a row."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from db.store import new_id

RESULT = "result_of"  # a parameter {RESULT: id} is the message id that another departure got


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A call to Telegram that is to leave; only its id may be shown."""

    id: str = field(default_factory=new_id)
    chat_id: int = field(repr=False)
    method: str
    params: Mapping[str, Any] = field(repr=False)
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict, repr=False)
    lane: str = "interactive"
    thread: str = ""  # in a group's lane: what keeps its order
    rank: int = 0  # in a group's lane: the lowest goes first
    dedupe: str | None = None
    person_id: str | None = None
    reminder_id: str | None = None
    again_text: str | None = field(default=None, repr=False)  # how a repeat says that it is one
    language: str | None = field(default=None, repr=False)
    once: bool = False  # better not at all than twice
    desk: Mapping[str, Any] | None = field(default=None, repr=False)  # what the desk wants of it


@dataclass(frozen=True, slots=True)
class Leaving:
    """A departure on its way: what to call, and what is known of earlier attempts."""

    parcel: Parcel
    chat_key: str
    state: str = "waiting"  # as its row was found
    attempts: int = 0
    leased: bool = False  # by us: it may go

    @property
    def id(self) -> str:
        """Return the id of its row."""
        return self.parcel.id

    @property
    def file(self) -> tuple[str, str]:
        """Return the file it stands in: chat and lane keep their order."""
        return self.chat_key, self.parcel.lane

    @property
    def doubtful(self) -> bool:
        """Tell whether an earlier attempt may have arrived."""
        return self.state != "waiting"

    @property
    def retry_state(self) -> str:
        """Return the state to go back to when it was not sent: a doubt stays one."""
        return "unknown" if self.doubtful else "waiting"


def waits(parcel: Parcel) -> bool:
    """Tell whether a parcel needs the result of another."""
    return any(isinstance(value, dict) and RESULT in value for value in parcel.params.values())


def pack(parcel: Parcel) -> dict[str, Any]:
    """Return what is sealed of a parcel, ``chat_id`` at its top."""
    packed = {
        "chat_id": parcel.chat_id,
        "method": parcel.method,
        "params": parcel.params,
        "files": {
            part: [name, b64encode(content).decode()]
            for part, (name, content) in parcel.files.items()
        },
        "again_text": parcel.again_text,
        "language": parcel.language,
        "once": parcel.once,
        "desk": parcel.desk,
    }
    return {name: value for name, value in packed.items() if value not in (None, {}, False)}


def unpack(row: Any, packed: Mapping[str, Any]) -> Parcel:
    """Return a parcel from its row and what was sealed in it."""
    files = packed.get("files", {})
    return Parcel(
        id=row.id,
        lane=row.lane,
        thread=row.thread,
        rank=row.rank,
        dedupe=row.dedupe,
        person_id=row.person_id,
        reminder_id=row.reminder_id,
        chat_id=packed["chat_id"],
        method=packed["method"],
        params=packed.get("params", {}),
        files={part: (name, b64decode(content)) for part, (name, content) in files.items()},
        again_text=packed.get("again_text"),
        language=packed.get("language"),
        once=packed.get("once", False),
        desk=packed.get("desk"),
    )
