"""One attempt at a departure: every call it takes, and what became of them."""

from typing import Any

from bot.wire.line import Line
from bot.wire.outcome import Fate, Outcome, judge, sent_anew
from bot.wire.repeat import Again, marked
from bot.wire.transport import NotSent, Unknown
from db.parcel import Leaving


async def attempt(line: Line, leaving: Leaving, again: Again | None) -> Outcome:
    """Make a departure's call, marked as a repeat if an earlier attempt may have arrived."""
    parcel = leaving.parcel
    plain = [(parcel.method, parcel.params, parcel.files)]
    outcome = Outcome(Fate.SENT)
    for method, params, files in marked(parcel, again) if leaving.doubtful else plain:
        outcome = await _call(line, method, {"chat_id": parcel.chat_id, **params}, files)
        if outcome.fate is not Fate.SENT:
            break
    anew = sent_anew(parcel) if outcome.fate is Fate.NOTHING_TO_EDIT else None
    if anew:
        method, params = anew
        outcome = await _call(line, method, {"chat_id": parcel.chat_id, **params}, {})
    return outcome


async def _call(line: Line, method: str, params: dict[str, Any], files: Any) -> Outcome:
    try:
        reply = await line.call(method, params, files)
        if reply.moved_to is not None:
            reply = await line.call(method, {**params, "chat_id": reply.moved_to}, files)
    except NotSent as problem:
        return Outcome(Fate.NOT_SENT, why=str(problem))
    except Unknown as problem:
        return Outcome(Fate.UNKNOWN, why=str(problem))
    return judge(reply)
