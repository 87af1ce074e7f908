"""When the law's data change: open cases are computed anew, and whose date moved is told."""

from datetime import date, datetime
from typing import Any

from bot import cases, matters
from bot.cases import Standing
from bot.language import Html, label, say
from db import case, outbox, person, reminder
from db.case import Record
from db.person import Someone
from handlers.context import Button, keyboard
from handlers.courses import course, planned

BATCH = 100  # cases in one transaction
_OPEN = {"waiting", "overdue"}


def batch(session: Any, after: str, now: datetime) -> str | None:
    """Compute some open cases anew, from an id on; return the id to go on from."""
    found = case.unclosed(session, after, BATCH)
    for record in found:
        _recount(session, record, now)
    return found[-1].id if len(found) == BATCH else None


def _recount(session: Any, record: Record, now: datetime) -> None:
    """Keep a date that has moved, plan its reminders anew, and tell."""
    someone = person.by_id(session, record.person_id)
    before = record.facts.get("computed")
    if someone is None or before is None:
        return
    matter, happenings = course(someone, record, case.events(session, record.id))
    standing = cases.standing(matter, happenings, now)
    after = matters.computed(standing)
    if standing.state not in _OPEN or after is None or _same(before, after):
        return
    case.change(session, record.id, record.version, {**record.facts, "computed": after})
    sorry = standing.state == "waiting" and "overdue" in reminder.told(session, record.id)
    reminder.plan(session, record.person_id, record.id, planned(matter, happenings, now))
    if before["legal"] != after["legal"]:
        was = date.fromisoformat(before["legal"]) if before["legal"] else None
        _tell(session, someone, record, standing, was, now, sorry=sorry)


def _same(before: dict[str, Any], after: dict[str, Any]) -> bool:
    return all(before.get(name) == after[name] for name in ("legal", "complain_from"))


def _tell(
    session: Any,
    someone: Someone,
    record: Record,
    standing: Standing,
    was: date | None,
    now: datetime,
    *,
    sorry: bool,
) -> None:
    deadline, language = standing.deadline, someone.language
    assert deadline is not None  # noqa: S101  the caller has looked
    look = Button(label("reminders.look", language), f"reminders:look:{record.id}")
    text = (
        say("reminders.news", language)
        if someone.discreet
        else _news(record, standing, was, language, sorry=sorry)
    )
    outbox.queue(
        session,
        chat_id=someone.chat_id,
        method="sendMessage",
        params={"text": text, "parse_mode": "HTML", **keyboard([[look]])},
        now=now,
        lane="bulk",
        dedupe=f"moved:{record.id}:{was}:{deadline.legal}:{record.version}",
        person_id=someone.id,
        again_text=say("errors.again", language),
    )


def _news(
    record: Record, standing: Standing, was: date | None, language: str, *, sorry: bool
) -> Html:
    """Say the old date and the new one, either of which may be missing, and why."""
    deadline = standing.deadline
    assert deadline is not None  # noqa: S101  the caller has looked
    turn = "ended" if deadline.legal is None else "moved" if was else "begun"
    days = {name: day for name, day in (("was", was), ("day", deadline.legal)) if day}
    why = [say(one.key, language, **one.values) for one in deadline.reasons]
    said = say(
        f"recount.{turn}",
        language,
        company=record.facts["company"]["name"],
        reasons=Html("\n".join(why)),
        **days,
    )
    if not sorry:
        return said
    apology = say("recount.sorry_ended" if turn == "ended" else "recount.sorry", language)
    return Html(f"{said}\n\n{apology}")
