"""Whom a coordinator has the volunteers no longer answer: for how long, why, and the way back."""

from datetime import date, datetime, timedelta
from typing import Any

from bot.language import Html, label, say
from db import desk, person
from db.desk import Talk
from db.kept import TOPIC
from db.person import Someone
from db.store import Conflict
from handlers.context import Button, Context, Rows
from handlers.desk import _card, _mail, _members, _muted, _talk, _tools

_DAYS = {"day": 1, "week": 7}
_EVER = "ever"
_PERIODS = (*_DAYS, _EVER)


async def _mute(context: Context, talk: Talk) -> None:
    """Ask for how long, then why, by the buttons of the card; then do it."""
    someone = await _led(context, talk)
    if someone is None:
        return
    period, _, reason = context.press.value.partition("~")
    language = someone.language
    if not period:
        context.remember(_card.rekey, talk, _periods(talk, language), context.now)
    elif period not in _PERIODS or (reason and reason not in _muted.REASONS):
        context.alert("desk.page_old")
    elif not reason:
        context.remember(_card.rekey, talk, _reasons(period, talk, language), context.now)
    else:
        until = _until(period, context.clock.today(someone.zone))
        context.remember(_silence, talk, (until, reason), context.now)


async def _unmute(context: Context, talk: Talk) -> None:
    """Have the volunteers answer again."""
    someone = await _led(context, talk)
    if someone is None:
        return
    if _muted.lasting(someone, context.now.date()):
        context.remember(_lift, talk, context.now)
    else:
        context.remember(_show, talk, context.now)
        context.alert("desk.muted_not")


async def _led(context: Context, talk: Talk) -> Someone | None:
    """Return the person, if whoever presses may decide on them."""
    if context.role != _members.COORDINATOR:
        context.alert("desk.coordinators_only")
        return None
    return await context.store(person.by_id, talk.person_id)


def _periods(talk: Talk, language: str) -> Rows:
    return [
        *([_button(f"for_{period}", period, talk, language)] for period in _PERIODS),
        [_back(talk, language)],
    ]


def _reasons(period: str, talk: Talk, language: str) -> Rows:
    return [
        *(
            [_button(f"reason_{reason}", f"{period}~{reason}", talk, language)]
            for reason in _muted.REASONS
        ),
        [_back(talk, language)],
    ]


def _button(key: str, value: str, talk: Talk, language: str) -> Button:
    return Button(label(f"desk.{key}", language), f"talk:mute.{value}:{talk.id}")


def _back(talk: Talk, language: str) -> Button:
    return Button(label("common.back", language), f"talk:less:{talk.id}")


def _until(period: str, today: date) -> str:
    """Return the last day: at least a whole day, wherever the person lives."""
    if period == _EVER:
        return _muted.FOR_EVER
    return (today + timedelta(days=_DAYS[period])).isoformat()


def _silence(session: Any, talk: Talk, muted: tuple[str, str], now: datetime) -> None:
    """Close whatever conversation is open, and tell the person until when and why."""
    someone, current = person.by_id(session, talk.person_id), desk.get(session, talk.id)
    if someone is None or current is None:
        raise Conflict
    person.change(session, someone.id, someone.version, muted=muted)
    standing = desk.open_of(session, someone.id)
    if standing:
        _talk.close(session, standing, now, _muted.line(*muted, someone.language))
    if standing is None or standing.id != current.id:
        _show(session, current, now)
    _tell(session, someone, muted, standing, now)


def _tell(
    session: Any, someone: Someone, muted: tuple[str, str], closed: Talk | None, now: datetime
) -> None:
    """Tell the person until when and why, and what becomes of the conversation."""
    language = someone.language
    words = _muted.told(*muted, language)
    if closed is None:
        _mail.to_person(session, someone, words, now)
        return
    over = say("desk.muted_over", language, day=now.date() + TOPIC)
    rows = [[Button(label("desk.erase_now", language), f"desk:erase:{closed.id}")]]
    _mail.to_person(session, someone, Html(f"{words}\n\n{over}"), now, rows=rows)


def _lift(session: Any, talk: Talk, now: datetime) -> None:
    someone, current = person.by_id(session, talk.person_id), desk.get(session, talk.id)
    if someone is None or current is None:
        raise Conflict
    person.change(session, someone.id, someone.version, muted=None)
    _show(session, current, now)
    _mail.to_person(session, someone, say("desk.unmuted", someone.language), now)


def _show(session: Any, talk: Talk, now: datetime) -> None:
    """Queue the card's buttons as they are by now."""
    if someone := person.by_id(session, talk.person_id):
        _card.change(session, talk, someone, now)


ACTS: dict[str, _tools.Act] = {"mute": _mute, "unmute": _unmute}
