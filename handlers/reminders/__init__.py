"""Telling people what is due: rows of the database, put into the outbox by a tick."""

from datetime import datetime
from typing import Any

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot.language import say
from db import case, outbox, person, reminder
from db.person import Someone
from db.reminder import Due
from handlers.context import Context, keyboard
from handlers.reminders import _news, _words
from handlers.reminders._news import News

BATCH = 50  # reminders in one transaction


def queue_due(session: Any, now: datetime) -> int:
    """Put what is due into the outbox, oldest first, each once; return how many were looked at.

    All that is due to one person comes as one message.
    """
    found = reminder.due(session, now, BATCH)
    for person_id in dict.fromkeys(due.person_id for due in found):
        due = reminder.due_to(session, person_id, now)
        _queue(session, person_id, reminder.mark_queued(session, due), now)
    return len(found)


def _queue(session: Any, person_id: str, due: list[Due], now: datetime) -> None:
    someone = person.by_id(session, person_id)
    news = _all_news(session, someone, due, now) if someone else []
    if someone is None or not news:
        return  # the cases have moved on
    told = _words.told(someone, news)
    outbox.queue(
        session,
        chat_id=someone.chat_id,
        method="sendMessage",
        params={"text": told.text, "parse_mode": "HTML", **keyboard(told.rows)},
        now=now,
        lane="bulk",
        dedupe=f"reminder:{due[0].id}",
        person_id=someone.id,
        reminder_id=due[0].id,
        again_text=say("errors.again", someone.language),
    )


def _all_news(session: Any, someone: Someone, due: list[Due], now: datetime) -> list[News]:
    """Return the news of each case, the one that was due first before the others."""
    by_case: dict[str, list[Due]] = {}
    for one in due:
        by_case.setdefault(one.case_id, []).append(one)
    news = []
    for case_id, reminders in by_case.items():
        story = case.with_events(session, someone.id, case_id)
        found = _news.due(someone, *story, reminders, now) if story else None
        news += [found] if found else []
    return news


async def pressed(_: Update, context: Context) -> None:
    """Open the news of a case, or put its question off."""
    verb, case_id = context.press.verb.partition(".")[0], context.press.id
    if verb == "look":
        await _open(context, case_id)
    elif verb == "see":  # the list of the other cases stays
        context.anew()
        await _open(context, case_id)
    elif verb == "all":
        await _list(context)
    elif verb == "later":
        await context.go("put_off", case_id)
    else:
        await context.lost()


async def _open(context: Context, case_id: str) -> None:
    """Tell the news of one case, or where it stands if they are over."""
    story = await context.store(case.with_events, context.person.id, case_id)
    topics = [name for name in context.press.value.split("+") if name]
    news = _news.now_true(context.person, *story, context.now, topics) if story else None
    if news:
        told = _words.in_full(context.person, news)
        context.display(told.text, rows=told.rows)
        return
    if story and topics:
        context.alert("cases.moved_on")
    await context.go("case", case_id)


async def _list(context: Context) -> None:
    """Tell what a discreet reminder held back of several cases."""
    stories = await context.store(case.all_with_events, context.person.id)
    found = [_news.now_true(context.person, *story, context.now) for story in stories]
    news = [one for one in found if one]
    if not news:
        await context.go("cases")
        return
    told = _words.listed(context.person, news)
    context.display(told.text, rows=told.rows)


HANDLERS = [CallbackQueryHandler(pressed, r"^reminders:")]
