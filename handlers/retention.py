"""What is dropped when its time is over, announced where that is possible."""

from datetime import datetime
from typing import Any

from bot.language import label, say
from db import case, desk, draft, forgotten, inbox, kept, outbox, person
from db.person import Someone
from handlers import farewells
from handlers.context import Button, keyboard, recent


def sweep(session: Any, now: datetime) -> None:
    """Drop all whose time is over; every step may be repeated."""
    today = now.date()
    for sheet in draft.stale(session, now - kept.DRAFT):
        _drop_draft(session, sheet, now)
    for record in case.to_purge(session, today):
        case.erase(session, record.id)
    for someone in person.silent(
        session, kept.months_ago(today, kept.SILENT_MONTHS - kept.NOTICE_MONTHS)
    ):
        _announce(session, someone, now)
    for someone in person.lapsed(session, today):
        farewells.forget(session, someone, now)
    for talk in desk.closed_before(session, today - kept.TOPIC):
        farewells.close_up(session, talk, now)
    forgotten.purge(session, today)
    inbox.purge(session, now)
    outbox.purge(session, now)


def _drop_draft(session: Any, sheet: draft.Sheet, now: datetime) -> None:
    """Drop a draft; its buttons will say when and why it went."""
    draft.drop(session, sheet.person_id, sheet.flow)
    someone = person.by_id(session, sheet.person_id)
    if someone:
        gone = {**someone.gone, sheet.id: ("stale", now.date().isoformat())}
        person.change(session, someone.id, someone.version, gone=recent(gone))


def _announce(session: Any, someone: Someone, now: datetime) -> None:
    """Tell somebody silent that erasure comes, a month before."""
    person.warn(session, someone.id, now.date())
    stay = Button(label("retention.stay", someone.language), "cases:all:")
    outbox.queue(
        session,
        chat_id=someone.chat_id,
        method="sendMessage",
        params={
            "text": say(
                "retention.soon_erased",
                someone.language,
                day=kept.months_on(now.date(), kept.NOTICE_MONTHS),
            ),
            "parse_mode": "HTML",
            **keyboard([[stay]]),
        },
        now=now,
        lane="bulk",
        dedupe=f"silent:{someone.id}:{now.date().isoformat()}",
        person_id=someone.id,
        again_text=say("errors.again", someone.language),
    )
