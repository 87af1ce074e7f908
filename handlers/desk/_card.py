"""What the volunteers see of a person: alias, language, country, and what the person chose to share."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.answers import title
from bot.language import OWN_NAMES, Html, day, label, moment, say
from db import desk
from db.desk import Talk
from db.person import Someone
from db.store import new_id
from handlers import residences
from handlers.context import Button, Rows, keyboard
from handlers.desk import _alias, _mail, _muted


def text(someone: Someone, alias: str, shared: Html, words: str, now: datetime) -> Html:
    """Return a card in the person's language: shown to them before it is sent, and sent."""
    language = someone.language
    parts = [
        say(
            "desk.card",
            language,
            alias=_alias.words(alias, language),
            language=OWN_NAMES[language],
            country=residences.lives(someone),
            day=day(now.date(), language),
            time=moment(now, someone.zone, language),
        ),
        shared,
        _mail.quoted(words),
    ]
    return Html("\n\n".join(part for part in parts if part))


def topic_line(topic: str, language: str) -> Html:
    """Return the line on the answer that was just read."""
    return say("desk.card_topic", language, title=title(topic)[language])


def first(
    session: Any, talk: Talk, someone: Someone, html: Html, messages: list[int], now: datetime,
    thread: str | None = None,
) -> None:  # fmt: skip
    """Queue the first message of a conversation: the card with the person's words."""
    params = {"text": html, "parse_mode": "HTML", **keyboard(rows(talk, someone, now.date()))}
    _mail.to_group(
        session, talk, "card", now,
        params=params, rank=_mail.FIRST, thread=thread, messages=messages,
    )  # fmt: skip


def in_new_topic(session: Any, talk: Talk, someone: Someone, now: datetime, **moved: Any) -> None:
    """Have a conversation go on in a new topic: a card says so before what waits comes in."""
    fresh = {"topic_id": None, "card_id": None, "opening": new_id(), **moved}
    desk.note(session, talk.id, **fresh)
    renewed = replace(talk, **fresh)
    _mail.open_topic(session, renewed, someone, now)
    if talk.card_id is not None:  # otherwise the first card still waits
        words = say("desk.card_again", someone.language, alias=_mail.alias(talk, someone.language))
        first(session, renewed, someone, words, [], now, _mail.beginning_of(renewed))


def change(session: Any, talk: Talk, someone: Someone, now: datetime) -> None:
    """Queue new buttons for the card: somebody took the conversation, or it is over."""
    rekey(session, talk, rows(talk, someone, now.date()), now, rank=_mail.CHANGES)


def rekey(session: Any, talk: Talk, shown: Rows, now: datetime, *, rank: int = _mail.TOLD) -> None:
    """Queue these buttons for the card: soon, unless nobody waits for them."""
    _mail.to_group(
        session, talk, "keyboard", now,
        method="editMessageReplyMarkup", params=keyboard(shown), rank=rank,
    )  # fmt: skip


def rows(talk: Talk, someone: Someone, today: date, *, unfolded: bool = False) -> Rows:
    """Return the buttons for volunteers, as they stand now."""
    language = someone.language
    if not talk.open:
        mute = "unmute" if _muted.lasting(someone, today) else "mute"
        return [[button("reopen", talk, language), button(mute, talk, language)]]
    take = (
        button("take", talk, language)
        if talk.taken_by is None
        else button("hand", talk, language, name=talk.taker or "?")
    )
    fold = button("less" if unfolded else "more", talk, language)
    first = [[take], [button("canned", talk, language)], [button("close", talk, language), fold]]
    if not unfolded:
        return first
    rest = ("answers", "propose"), ("mute",)
    return [*first, *([button(verb, talk, language) for verb in row] for row in rest)]


def button(verb: str, talk: Talk, language: str, **values: object) -> Button:
    """Return a button of a conversation, for volunteers."""
    return Button(label(f"desk.{verb}", language, **values), f"talk:{verb}:{talk.id}")
