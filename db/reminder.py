"""The database is the schedule: a reminder is a row with a time."""

from datetime import datetime

from sqlmodel import Field, Index, SQLModel

from db.store import Utc


class Reminder(SQLModel, table=True):
    """One thing to tell one person at one time."""

    __tablename__ = "reminder"
    __table_args__ = (Index("ix_reminder_due", "state", "due_at"),)

    id: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", ondelete="CASCADE", index=True)
    case_id: str = Field(foreign_key="case.id", ondelete="CASCADE", index=True)
    occurrence: str = Field(unique=True)  # keyed: the same reminder is never queued twice
    due_at: datetime = Field(sa_type=Utc)
    state: str  # waiting, queued
    sealed: bytes  # kind and occurrence
