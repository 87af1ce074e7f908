"""Every table there is: for migrations, backups and the rotation of keys."""

from sqlalchemy import MetaData, Table
from sqlmodel import SQLModel

from db import case, counter, desk, draft, forgotten, inbox, outbox, person, profile, reminder

MODELS = (
    person.Person,
    draft.Draft,
    case.Case,
    case.Event,
    reminder.Reminder,
    desk.Desk,
    desk.Conversation,
    desk.Link,
    inbox.Arrival,
    outbox.Departure,
    outbox.Bucket,
    forgotten.Forgotten,
    counter.Counter,
    profile.Profile,
    profile.Proof,
)


def metadata() -> MetaData:
    """Return the schema the code expects."""
    return SQLModel.metadata


def tables() -> list[Table]:
    """Return the tables, parents before children."""
    return metadata().sorted_tables
