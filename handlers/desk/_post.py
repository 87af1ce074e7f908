"""What the sender asks before something of the desk's leaves, and tells us when it has."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.language import Html, say, units
from bot.wire import Fate, Outcome
from db import desk, outbox, person
from db.desk import Group, Pair, Talk
from db.outbox import NotYet
from db.parcel import Leaving, Parcel
from db.person import Someone
from handlers.desk import _card, _mail

_PATIENCE = timedelta(seconds=5)  # for the copy of a message that was changed at once
_WORDS = {"relay", "file", "card"}
_DONE = {Fate.SENT, Fate.NOT_SENT, Fate.FLOOD, Fate.UNKNOWN, Fate.STRANGER}  # or it will be
_AWAY = {Fate.BLOCKED, Fate.NO_CHAT, Fate.NO_RIGHTS}
_OF_ITS_TOPIC = {"keyboard", "name", "close", "reopen"}  # they mean nothing in another
_THREADED = ("send", "copy", "editForumTopic", "closeForumTopic", "reopenForumTopic")


def ready(
    session: Any, leaving: Leaving, now: datetime, unfit: Collection[int] = ()
) -> Parcel | None:
    """Return a departure as it is to go now, or nothing when its conversation was erased.

    To a group that is ``unfit``, nothing goes until it is mended.
    """
    parcel, told = leaving.parcel, leaving.parcel.desk or {}
    if told["what"] == "delete":
        return parcel
    if parcel.chat_id in unfit:
        outbox.hold_chat(session, parcel.chat_id, now + _mail.LOST)
        raise NotYet
    talk = desk.get(session, told["of"])
    if talk is None or (told["what"] == "topic" and leaving.id != talk.opening):
        return None
    if leaving.doubtful:
        parcel = replace(parcel, language=_language(session, talk))
    return _addressed(session, parcel, talk, told, now)


def _addressed(
    session: Any, parcel: Parcel, talk: Talk, told: Mapping[str, Any], now: datetime
) -> Parcel | None:
    """Return a departure with the words and the place it has by now."""
    if told["what"] == "edit":
        return _edit(session, parcel, talk, told, now)
    params = {**parcel.params, **_words(told), **_reply(session, talk, told, parcel)}
    if parcel.chat_id > 0 or told["what"] == "topic":
        return replace(parcel, params=params)
    if talk.topic_id is None:
        raise NotYet
    if told["what"] == "keyboard":
        if talk.card_id is None:
            return None
        return replace(parcel, params={**params, "message_id": talk.card_id})
    return replace(parcel, params=_in_topic(parcel.method, params, talk))


def _language(session: Any, talk: Talk) -> str | None:
    """Return the language in which a repeat says that it is one."""
    someone = person.by_id(session, talk.person_id)
    return someone.language if someone else None


def _in_topic(method: str, params: Mapping[str, Any], talk: Talk) -> dict[str, Any]:
    if not method.startswith(_THREADED):
        return dict(params)
    guarded = {"protect_content": True} if method.startswith(("send", "copy")) else {}
    return {**params, "message_thread_id": talk.topic_id, **guarded}


def _words(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the text that was gathered while it waited."""
    if told["what"] != "relay":
        return {}
    text = "\n\n".join(part for _, part in told["parts"])
    return {"text": _mail.quoted(text), "parse_mode": "HTML"}


def _reply(session: Any, talk: Talk, told: Mapping[str, Any], parcel: Parcel) -> dict[str, Any]:
    """Return what ties a copy to the copy of what its original answers."""
    of = told.get("reply")
    if of is None:
        return {}
    to_group = parcel.chat_id < 0
    find = desk.of_person_message if to_group else desk.of_group_message
    pair = find(session, talk.id, of)
    if pair is None or pair.group_message == desk.GONE:
        return {}
    tie = {"message_id": pair.group_message if to_group else pair.person_message}
    quote = {"quote": told["quote"]} if told.get("quote") else {}
    return {"reply_parameters": {**tie, **quote, "allow_sending_without_reply": True}}


def _edit(
    session: Any, parcel: Parcel, talk: Talk, told: Mapping[str, Any], now: datetime
) -> Parcel | None:
    """Change the copy, or say what was changed when the copy holds other messages, too."""
    to_group = parcel.chat_id < 0
    find = desk.of_person_message if to_group else desk.of_group_message
    pair = find(session, talk.id, told["message"])
    if pair is None:
        if now - datetime.fromisoformat(told["at"]) < _PATIENCE:
            raise NotYet
        return None  # it never arrived
    text = _mail.quoted(told["text"]) if to_group else Html(told["text"])
    gone = pair.group_message == desk.GONE or told.get("anew")
    if pair.alone and pair.group_message != talk.card_id and not gone:
        return replace(parcel, params=_change(pair, text, to_group=to_group))
    fits = units(told["text"]) + units(told["label"]) < _mail.LIMIT
    html = Html(f"{told['label']}\n{text}") if fits else text
    tie = {"message_id": pair.group_message, "allow_sending_without_reply": True}
    answers = {} if gone else {"reply_parameters": tie}
    params = {"text": html, "parse_mode": "HTML", **answers}
    return replace(parcel, method="sendMessage", params=_in_topic("sendMessage", params, talk))


def _change(pair: Pair, text: Html, *, to_group: bool) -> dict[str, Any]:
    message = pair.group_message if to_group else pair.person_message
    return {"message_id": message, "text": text, "parse_mode": "HTML"}


def ended(session: Any, leaving: Leaving, outcome: Outcome, now: datetime) -> bool:
    """Hear what became of a departure; True when a failed one is seen to here."""
    told, to_group = leaving.parcel.desk or {}, leaving.parcel.chat_id < 0
    if outcome.moved_to is not None:
        _follow(session, leaving.parcel.chat_id, outcome.moved_to)
    if told["what"] == "delete":
        return _still_there(session, leaving, told, outcome, now)
    talk = desk.get(session, told["of"])
    if talk is None:
        return False
    group = desk.group_of(session, talk)
    someone = person.by_id(session, talk.person_id)
    assert someone is not None  # noqa: S101  conversations go with their person
    if outcome.fate is Fate.SENT:
        _arrived(session, leaving, talk, someone, outcome.message_id, now)
        if told.get("away"):
            _mail.found(session, group, now)
        return False
    if to_group:
        return _failed(session, leaving, talk, someone, group, outcome, now)
    if told["what"] == "answer" and outcome.fate not in _DONE:
        why = "blocked" if outcome.fate is Fate.BLOCKED else "refused"
        words = say(f"desk.not_delivered_{why}", someone.language)
        tie = {"message_id": told["message"], "allow_sending_without_reply": True}
        params = {"text": words, "parse_mode": "HTML", "reply_parameters": tie}
        _mail.to_group(session, talk, "line", now, params=params, rank=_mail.TOLD)
    return False


def _follow(session: Any, old: int, new: int) -> None:
    """Follow a group that got a new id, as a refused call told."""
    for group in desk.groups(session):
        if group.chat_id == old:
            _mail.moved(session, group, new)


def _still_there(
    session: Any, leaving: Leaving, told: Mapping[str, Any], outcome: Outcome, now: datetime
) -> bool:
    """Have a topic that could not be deleted wait for us to come back: erased means gone."""
    if outcome.fate not in _AWAY or told["desk"] not in {one.id for one in desk.groups(session)}:
        return False
    outbox.put_back(session, leaving.id, leaving.retry_state, now + _mail.LOST)
    return True


def _arrived(
    session: Any, leaving: Leaving, talk: Talk, someone: Someone, id_: int | None, now: datetime
) -> None:
    told = leaving.parcel.desk or {}
    what = told["what"]
    if id_ is None:
        return
    if what == "topic":
        if leaving.id == talk.opening:
            desk.note(session, talk.id, topic_id=id_)
    elif what == "card":
        desk.note(session, talk.id, card_id=id_)
    if what == "answer":
        desk.link(session, talk.id, [id_], told["message"], from_person=False)
        return
    messages = _mail.messages_of(told)
    if messages:
        desk.link(session, talk.id, messages, id_, from_person=True)
        for one in messages:
            _mail.receipt(session, someone, one, now)


def _failed(
    session: Any, leaving: Leaving, talk: Talk, someone: Someone, group: Group, outcome: Outcome,
    now: datetime,
) -> bool:  # fmt: skip
    told, fate = leaving.parcel.desk or {}, outcome.fate
    what = told["what"]
    if fate is Fate.NO_TOPIC and what not in _OF_ITS_TOPIC and (talk.open or what in _WORDS):
        renew(session, talk, someone, now)
        outbox.put_back(session, leaving.id, leaving.retry_state, None)
        return True
    if fate in _AWAY or (what == "topic" and fate is Fate.REFUSED):
        _put_back(session, leaving, away=True)
        _mail.lost(session, group, now)
        return True
    if fate is Fate.NOTHING_TO_EDIT and what == "edit":
        _put_back(session, leaving, anew=True)
        return True
    if fate is Fate.REFUSED and what in {*_WORDS, "edit"}:
        message = next(iter(_mail.messages_of(told)), told.get("message"))
        words = say("desk.not_passed_on", someone.language)
        _mail.to_person(session, someone, words, now, reply_to=message)
    return False


def _put_back(session: Any, leaving: Leaving, **more: bool) -> None:
    """Have a departure wait, and know more of it when it goes again."""
    outbox.put_back(session, leaving.id, leaving.retry_state, None)
    outbox.tell(session, leaving.id, **more)


def renew(session: Any, talk: Talk, someone: Someone, now: datetime) -> None:
    """Have a new topic made for a conversation whose topic is gone; once is enough."""
    if talk.topic_id is None:
        return
    _card.in_new_topic(session, talk, someone, now)
