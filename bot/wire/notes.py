"""What is written of a departure that was attempted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.wire.limits import Limits, group_limit
from bot.wire.outcome import Fate, Outcome
from bot.wire.patience import backoff, before_repeat
from db import outbox
from db.parcel import Leaving

Blocked = Callable[[Session, int, datetime], None]  # notes that a chat does not want us
# hears what became of a departure of the desk's; True when it has seen to a failed one itself
Ended = Callable[[Session, Leaving, Outcome, datetime], bool]


@dataclass(frozen=True, slots=True)
class Note:
    """An outcome to be written."""

    leaving: Leaving
    outcome: Outcome
    now: datetime
    limits: Limits
    blocked: Blocked | None = None
    ended: Ended | None = None


def sent(session: Session, notes: list[Note]) -> list[None]:
    """Write that departures arrived: in one go, they are many."""
    outbox.sent(session, [(one.leaving.id, one.outcome.message_id) for one in notes])
    for one in notes:
        if one.leaving.parcel.desk and one.ended:
            one.ended(session, one.leaving, one.outcome, one.now)
    return [None] * len(notes)


def note(session: Session, notes: list[Note]) -> list[None]:
    """Write what became of departures that did not arrive, or may not have."""
    for one in notes:
        desk = one.leaving.parcel.desk and one.ended
        if not desk or not desk(session, one.leaving, one.outcome, one.now):
            _note(session, one)
    return [None] * len(notes)


def give_back(session: Session, leavings: list[Leaving]) -> list[None]:
    """Free what was leased but not begun."""
    outbox.release(session, leavings)
    return [None] * len(leavings)


def _note(session: Session, note: Note) -> None:
    leaving, fate = note.leaving, note.outcome.fate
    if fate in {Fate.NOT_SENT, Fate.STRANGER}:
        pause = timedelta(seconds=backoff(leaving.attempts))
        outbox.put_back(session, leaving.id, leaving.retry_state, note.now + pause)
    elif fate is Fate.FLOOD:
        _wait(session, note, note.now + timedelta(seconds=note.outcome.retry_after))
    elif fate is Fate.UNKNOWN and not leaving.parcel.once:
        pause = before_repeat(leaving.attempts)
        outbox.put_back(session, leaving.id, "unknown", note.now + pause)
    else:
        outbox.bury(session, [leaving.id])
        if fate is Fate.BLOCKED and note.blocked is not None:
            note.blocked(session, leaving.parcel.chat_id, note.now)


def _wait(session: Session, note: Note, until: datetime) -> None:
    """Have the chat wait for as long as Telegram says, and all bulk if it was bulk.

    In a group what is queued meanwhile stands behind nothing, so that the group's limit waits, too.
    """
    leaving, limits = note.leaving, note.limits
    outbox.put_back(session, leaving.id, leaving.retry_state, until)
    outbox.hold(session, leaving.chat_key, until)
    if leaving.parcel.lane == "bulk":
        outbox.push_back(session, "bulk", until.timestamp())
    elif leaving.parcel.lane == "group":
        whole = limits.group_step * (limits.group_burst - 1)  # no burst at once after it
        outbox.push_back(session, group_limit(leaving), until.timestamp() + whole)
