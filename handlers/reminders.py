"""Telling people what is due: rows of the database, put into the outbox by a tick."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import cases
from bot.language import Html, label, say
from db import case, outbox, person, reminder
from db.case import Happened, Record
from db.person import Someone
from db.reminder import Due
from handlers.context import Button, Context, keyboard
from handlers.courses import course

BATCH = 50  # reminders in one transaction


@dataclass(frozen=True)
class Told:
    """What a reminder says, and what can be answered."""

    text: Html
    rows: list[list[Button]]


def queue_due(session: Any, now: datetime) -> int:
    """Put what is due into the outbox, oldest first, each once; return how many were looked at."""
    found = reminder.due(session, now, BATCH)
    for due in found:
        if reminder.mark_queued(session, due.id):
            _queue(session, due, now)
    return len(found)


def _queue(session: Any, due: Due, now: datetime) -> None:
    someone = person.by_id(session, due.person_id)
    story = case.with_events(session, due.person_id, due.case_id)
    if someone is None or story is None:
        return
    told = _told(someone, story[0], story[1], due, now)
    if told is None:
        return
    outbox.queue(
        session,
        chat_id=someone.chat_id,
        method="sendMessage",
        params={"text": told.text, "parse_mode": "HTML", **keyboard(told.rows)},
        now=now,
        lane="bulk",
        dedupe=f"reminder:{due.id}",
        person_id=someone.id,
        reminder_id=due.id,
        again_text=say("errors.again", someone.language),
    )


def _told(
    someone: Someone, record: Record, happened: list[Happened], due: Due, now: datetime
) -> Told | None:
    """Return what to say now: a late start may find that less is left to say."""
    standing = cases.standing(*course(someone, record, happened), now)
    if not _is_to_be_told(standing):
        return None  # the case has moved on
    if due.kind == "closing" and _last_day(standing, someone, now) is None:
        return None  # a late start: the day is over
    if someone.discreet:
        return _discreet(someone, record)
    if due.kind == "closing":
        return _closing(someone, record, standing, now)
    return _open(someone, record, standing, first=due.occurrence.endswith("+0"))


def _is_to_be_told(standing: cases.Standing) -> bool:
    return standing.state in {"to-send", "overdue"}


def _discreet(someone: Someone, record: Record) -> Told:
    news = Button(label("reminders.look", someone.language), f"reminders:look:{record.id}")
    return Told(say("reminders.news", someone.language), [[news]])


def _open(someone: Someone, record: Record, standing: cases.Standing, *, first: bool) -> Told:
    language, id_ = someone.language, record.id
    company = record.facts["company"]["name"]
    if standing.state == "to-send":
        rows = [
            [_button("requests.sent_it", f"cases:sent:{id_}", language)],
            [_button("reminders.later", f"reminders:later:{id_}", language)],
            [_button("cases.close", f"cases:close:{id_}", language)],
        ]
        return Told(say("reminders.sent", language, company=company), rows)
    deadline = standing.accuse
    day = deadline.legal if deadline else None
    assert day is not None  # noqa: S101  overdue has a day
    key = "reminders.passed" if first else "reminders.still"
    if standing.contested:
        key = "reminders.contested"
    return Told(say(key, language, company=company, day=day), _answers(id_, language))


def _last_day(standing: cases.Standing, someone: Someone, now: datetime) -> date | None:
    """Return the last day to complain, if it is still to come and the company is late."""
    until = standing.complain.complain_until if standing.complain else None
    today = now.astimezone(ZoneInfo(someone.zone)).date()
    return until if standing.state == "overdue" and until and until >= today else None


def _closing(someone: Someone, record: Record, standing: cases.Standing, now: datetime) -> Told:
    """Return the reminder that the time to complain will soon be over."""
    until, language = _last_day(standing, someone, now), someone.language
    company = record.facts["company"]["name"]
    open_ = [_button("cases.see", f"cases:open:{record.id}", language)]
    return Told(say("reminders.closing", language, company=company, day=until), [open_])


def _answers(id_: str, language: str) -> list[list[Button]]:
    return [
        [_button("cases.something_came", f"cases:came:{id_}", language)],
        [_button("cases.nothing_came", f"cases:nothing:{id_}", language)],
        [_button("reminders.later", f"reminders:later:{id_}", language)],
        [_button("cases.close", f"cases:close:{id_}", language)],
    ]


def _button(key: str, data: str, language: str) -> Button:
    return Button(label(key, language), data)


async def pressed(_: Update, context: Context) -> None:
    """Open the news behind a discreet reminder, or put it off."""
    case_id = context.press.id
    if context.press.verb == "look":
        await _look(context, case_id)
    elif context.press.verb == "later":
        await context.go("put_off", case_id)
    else:
        await context.lost()


async def _look(context: Context, case_id: str) -> None:
    """Say what the discreet reminder held back, or where the case stands if that is over."""
    found = await context.store(case.with_events, context.person.id, case_id)
    standing = cases.standing(*course(context.person, *found), context.now) if found else None
    if found and standing and _is_to_be_told(standing) and "follow-up" not in standing.next:
        told = _open(context.person, found[0], standing, first=True)
        context.display(told.text, rows=told.rows)
    else:
        await context.go("case", case_id)


HANDLERS = [CallbackQueryHandler(pressed, r"^reminders:")]
