"""One attempt at a departure: every call it takes, and what became of them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.wire.line import Line
from bot.wire.outcome import Fate, Outcome, judge, sent_anew, without_quote
from bot.wire.repeat import Again, marked
from bot.wire.transport import NotSent, Unknown
from db.parcel import Leaving

Params = Mapping[str, Any]


async def attempt(line: Line, leaving: Leaving, again: Again | None) -> Outcome:
    """Make a departure's call, marked as a repeat if an earlier attempt may have arrived."""
    parcel = leaving.parcel
    plain = [(parcel.method, parcel.params, parcel.files)]
    outcome = Outcome(Fate.SENT)
    for method, params, files in marked(parcel, again) if leaving.doubtful else plain:
        outcome = await _make(line, method, {"chat_id": parcel.chat_id, **params}, files)
        if outcome.fate is not Fate.SENT:
            break
    anew = sent_anew(parcel) if outcome.fate is Fate.NOTHING_TO_EDIT else None
    if anew:
        method, params = anew
        outcome = await _call(line, method, {"chat_id": parcel.chat_id, **params}, {})
    return outcome


async def _make(line: Line, method: str, params: Params, files: Any) -> Outcome:
    """Make a call; what a closed topic or a changed quote refuses is made once more without it."""
    outcome = await _call(line, method, params, files)
    if outcome.fate is Fate.NO_QUOTE:
        outcome = await _call(line, method, without_quote(params), files)
    elif outcome.fate is Fate.TOPIC_CLOSED and "message_thread_id" in params:
        topic = {name: params[name] for name in ("chat_id", "message_thread_id")}
        opened = await _call(line, "reopenForumTopic", topic, {})
        if opened.fate is not Fate.SENT:
            return _not_begun(opened)
        outcome = await _call(line, method, params, files)
    return outcome


def _not_begun(opened: Outcome) -> Outcome:
    """Return why a topic did not open; whatever is known of that, nothing was said in it."""
    return replace(opened, fate=Fate.NOT_SENT) if opened.fate is Fate.UNKNOWN else opened


async def _call(line: Line, method: str, params: Params, files: Any) -> Outcome:
    moved_to = None
    try:
        reply = await line.call(method, params, files)
        if reply.moved_to is not None:
            moved_to = reply.moved_to
            reply = await line.call(method, {**params, "chat_id": moved_to}, files)
    except NotSent as problem:
        return Outcome(Fate.NOT_SENT, why=str(problem), moved_to=moved_to)
    except Unknown as problem:
        return Outcome(Fate.UNKNOWN, why=str(problem), moved_to=moved_to)
    return replace(judge(reply), moved_to=moved_to)
