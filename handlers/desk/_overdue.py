"""Who has waited for two days is told, and so are the volunteers."""

from datetime import datetime, timedelta
from typing import Any

from bot.language import say
from db import desk, person
from db.kept import IDLE
from handlers.context import Operator
from handlers.desk import _keys, _mail

PATIENCE = timedelta(hours=48)


def queue(session: Any, operator: Operator, now: datetime) -> bool:
    """Tell who has waited for long, once, and alert their topic; close what nobody goes on with.

    Return whether there was anything to tell.
    """
    idle = desk.idle(session, now.date() - IDLE)
    for talk in idle:
        _keys.close(session, talk, now, "desk.idle")
    overdue = desk.overdue(session, now - PATIENCE)
    for talk in overdue:
        someone = person.by_id(session, talk.person_id)
        if someone is None:
            continue
        desk.note(session, talk.id, alerted=True)
        language = someone.language
        told = say("desk.unanswered", language, name=operator.name, contact=operator.contact)
        _mail.to_person(session, someone, told, now)
        _mail.line(session, talk, say("desk.unanswered_line", language), now)
    return bool(idle or overdue)
