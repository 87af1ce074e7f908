"""What goes between a person and the volunteers: queued here, addressed when it leaves.

Every departure carries what the desk knows of it: ``of`` (the conversation), ``what`` it is, and
the messages it copies. Topic and replies are looked up when it leaves, since they may change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from html import escape
from typing import Any

from bot.language import Html, say, units
from db import desk, outbox, person
from db.desk import Group, Talk
from db.parcel import Parcel
from db.person import Someone
from db.store import Conflict
from handlers.context import Rows, keyboard
from handlers.desk import _alias

FIRST, TOLD, FOLLOWING, CHANGES = range(4)  # who goes first of what waits for a place
GATHERED = timedelta(seconds=4)  # for which a person's text waits for the next one
LIMIT = 4096
RECEIPT = "👌"
LOST = timedelta(minutes=10)  # between two tries to write to a group that will not have us


def open_topic(session: Any, talk: Talk, someone: Someone, now: datetime) -> None:
    """Have a topic made; it is nobody's row, so that it can be deleted whatever happens."""
    outbox.queue(
        session,
        id=talk.opening,
        chat_id=desk.group_of(session, talk).chat_id,
        method="createForumTopic",
        params={"name": topic_name(talk, someone)},
        now=now,
        lane="group",
        thread=beginning_of(talk),
        rank=FIRST,
        desk={"of": talk.id, "what": "topic"},
    )


def beginning_of(talk: Talk) -> str:
    """Return the thread in which a topic waits to be made, before all that goes into it."""
    return f"open:{talk.id}"


def topic_name(talk: Talk, someone: Someone) -> str:
    """Return what a topic is called: alias and language, nothing of the person."""
    return f"{_alias.words(talk.alias, someone.language)} · {someone.language.upper()}"


def to_group(
    session: Any,
    talk: Talk,
    what: str,
    now: datetime,
    *,
    method: str = "sendMessage",
    params: Mapping[str, Any] | None = None,
    rank: int = FOLLOWING,
    not_before: datetime | None = None,
    thread: str | None = None,
    dedupe: str | None = None,
    **told: Any,
) -> None:
    """Queue something for a conversation's topic; it goes when the person goes."""
    outbox.queue(
        session,
        chat_id=desk.group_of(session, talk).chat_id,
        method=method,
        params=params or {},
        now=now,
        not_before=not_before,
        lane="group",
        thread=thread or talk.id,
        rank=rank,
        dedupe=dedupe,
        person_id=talk.person_id,
        desk={"of": talk.id, "what": what, "at": now.isoformat(), **told},
    )


def to_general(session: Any, group: Group, words: Html, now: datetime, once: str) -> None:
    """Say something to all volunteers, outside every topic; it belongs to nobody's conversation."""
    outbox.queue(
        session,
        chat_id=group.chat_id,
        method="sendMessage",
        params={"text": words, "parse_mode": "HTML", "protect_content": True},
        now=now,
        lane="group",
        thread=once,
        rank=TOLD,
        dedupe=f"{group.id}:{once}",
    )


def line(
    session: Any, talk: Talk, words: str, now: datetime, *, rows: Rows = (),
    reply_to: int | None = None,
) -> None:  # fmt: skip
    """Say something of our own in a topic."""
    tie = {"message_id": reply_to, "allow_sending_without_reply": True}
    answers = {"reply_parameters": tie} if reply_to else {}
    params = {"text": words, "parse_mode": "HTML", **answers, **keyboard(rows)}
    to_group(session, talk, "line", now, params=params, rank=TOLD)


def to_person(
    session: Any,
    someone: Someone,
    words: Html,
    now: datetime,
    *,
    rows: Rows = (),
    reply_to: int | None = None,
    told: Mapping[str, Any] | None = None,
    dedupe: str | None = None,
) -> str | None:
    """Say something in the person's chat; nothing is returned when ``dedupe`` was said before."""
    tie = {"message_id": reply_to, "allow_sending_without_reply": True}
    return outbox.queue(
        session,
        chat_id=someone.chat_id,
        method="sendMessage",
        params={
            "text": words,
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
            **({"reply_parameters": tie} if reply_to else {}),
            **keyboard(rows),
        },
        now=now,
        person_id=someone.id,
        language=someone.language,
        dedupe=dedupe or _answer(told),
        desk=told,
    )


def answered(session: Any, talk: Talk, now: datetime) -> None:
    """Note that a volunteer has answered: nobody waits any more."""
    first = {} if talk.answered_at else {"answered_at": now}
    state = {"waiting_since": None, "alerted": False, "active_on": now.date()}
    desk.note(session, talk.id, **state, **first)


def copy_to_person(
    session: Any, someone: Someone, chat_id: int, message: int, caption: Html,
    told: Mapping[str, Any], now: datetime,
) -> None:  # fmt: skip
    """Copy a volunteer's photo or document into the person's chat."""
    params = {
        "from_chat_id": chat_id,
        "message_id": message,
        "caption": caption,
        "parse_mode": "HTML",
    }
    outbox.queue(
        session, chat_id=someone.chat_id, method="copyMessage", params=params, now=now,
        person_id=someone.id, language=someone.language, dedupe=_answer(told), desk=told,
    )  # fmt: skip


def _answer(told: Mapping[str, Any] | None) -> str | None:
    """Return the key by which a volunteer's message is passed on once."""
    is_answer = told is not None and told["what"] == "answer"
    # another group's messages may have the same ids
    return f"answer:{told['desk']}:{told['of']}:{told['message']}" if told and is_answer else None


def edit_at_person(
    session: Any, talk: Talk, someone: Someone, message: int, html: str, now: datetime
) -> None:
    """Change the copy of a volunteer's message in the person's chat, if there is or will be one."""
    told = {"of": talk.id, "what": "edit", "message": message, "text": html, "desk": talk.desk_id}
    key = _answer({**told, "what": "answer"})
    if not desk.of_group_message(session, talk.id, message) and not outbox.goes(session, key or ""):
        return
    outbox.queue(
        session, chat_id=someone.chat_id, method="editMessageText", params={}, now=now,
        person_id=someone.id, desk={**told, "at": now.isoformat()},
    )  # fmt: skip


def relay(
    session: Any, talk_id: str, message: int, text: str, now: datetime, reply: Mapping[str, Any]
) -> None:
    """Pass a person's text on; what waits already takes it along if there is room."""
    talk = _open(session, talk_id, now)
    if not reply and _takes_along(session, talk, message, text):
        return
    to_group(
        session, talk, "relay", now,
        not_before=now + GATHERED, parts=[[message, text]], **reply,
    )  # fmt: skip


def _takes_along(session: Any, talk: Talk, message: int, text: str) -> bool:
    """Add a text to the one before it, if that one is the last and still waits."""
    last = next(iter(outbox.waiting_in(session, talk.id)), None)
    told = last.parcel.desk if last else None
    if last is None or told is None or told["what"] != "relay" or last.attempts:
        return False
    parts = [*told["parts"], [message, text]]
    if units("\n\n".join(part for _, part in parts)) > LIMIT:
        return False
    return outbox.rewrite(session, last, _with_parts(last.parcel, parts))


def _with_parts(parcel: Parcel, parts: Sequence[Sequence[Any]]) -> Parcel:
    return replace(parcel, desk={**(parcel.desk or {}), "parts": list(parts)})


def amend(session: Any, talk_id: str, message: int, text: str, label_: str, now: datetime) -> None:
    """Pass on that a person changed a message: in what still waits, or in its copy."""
    talk = desk.get(session, talk_id)
    if talk is None:
        return
    for leaving in outbox.waiting_in(session, talk.id):
        told = leaving.parcel.desk or {}
        parts = told.get("parts", ())
        if any(one == message for one, _ in parts):
            new = [[one, text if one == message else part] for one, part in parts]
            if outbox.rewrite(session, leaving, _with_parts(leaving.parcel, new)):
                return
    to_group(
        session, talk, "edit", now, method="editMessageText", rank=CHANGES,
        message=message, text=text, label=label_,
    )  # fmt: skip


def knows(session: Any, talk_id: str, message: int) -> bool:
    """Tell whether a message in the person's chat was passed on, or waits to be."""
    if desk.of_person_message(session, talk_id, message):
        return True
    told = [leaving.parcel.desk or {} for leaving in outbox.open_in(session, talk_id)]
    return any(message in messages_of(each) for each in told)


def messages_of(told: Mapping[str, Any]) -> list[int]:
    """Return the person's messages that a departure copies."""
    return [one for one, _ in told.get("parts", ())] or list(told.get("messages", ()))


def file(
    session: Any, talk_id: str, chat_id: int, message: int, caption: str, now: datetime
) -> None:
    """Pass a photo or document on by copy; its caption becomes plain text."""
    talk = _open(session, talk_id, now)
    params = {
        "from_chat_id": chat_id,
        "message_id": message,
        "caption": quoted(caption),
        "parse_mode": "HTML",
    }
    to_group(
        session, talk, "file", now, method="copyMessage", params=params,
        dedupe=f"file:{talk.id}:{message}", messages=[message],
    )  # fmt: skip


def _open(session: Any, talk_id: str, now: datetime) -> Talk:
    """Return a conversation that waits for an answer from now on; Conflict if it is over."""
    talk = desk.get(session, talk_id)
    if talk is None or not talk.open:
        raise Conflict
    since = {} if talk.waiting_since else {"waiting_since": now, "alerted": False}
    desk.note(session, talk.id, active_on=now.date(), **since)
    return talk


def receipt(session: Any, someone: Someone, message: int, now: datetime) -> None:
    """Mark a person's message as arrived."""
    outbox.queue(
        session,
        chat_id=someone.chat_id,
        method="setMessageReaction",
        params={"message_id": message, "reaction": [{"type": "emoji", "emoji": RECEIPT}]},
        now=now,
        person_id=someone.id,
    )


def lost(session: Any, group: Group, now: datetime) -> None:
    """Note that a group cannot be written to, and tell who talks there."""
    outbox.hold_chat(session, group.chat_id, now + LOST)
    if desk.lose_group(session, group.id, lost=True):
        _tell_all(session, group, "desk.lost", now)


def found(session: Any, group: Group, now: datetime) -> None:
    """Note that a group can be written to again."""
    outbox.hold_chat(session, group.chat_id, now)
    if desk.lose_group(session, group.id, lost=False):
        _tell_all(session, group, "desk.found", now)


def _tell_all(session: Any, group: Group, key: str, now: datetime) -> None:
    for talk in desk.in_group(session, group.id):
        if someone := person.by_id(session, talk.person_id):
            to_person(session, someone, say(key, someone.language), now)


def moved(session: Any, group: Group, chat_id: int) -> None:
    """Follow a group that got a new id."""
    desk.move_group(session, group, chat_id)
    outbox.readdress_chat(session, group.chat_id, chat_id)


def quoted(text: str) -> Html:
    """Return a person's words so that they mention, link and format nothing in the group."""
    # within « code » Telegram looks for no names, links, tags or commands
    return Html(f"<code>{escape(text, quote=False)}</code>") if text else Html("")


def alias(talk: Talk, language: str) -> str:
    """Return under which name a person talks."""
    return _alias.words(talk.alias, language)
