"""Departures: what must arrive leaves from here, in order per chat and lane."""

from datetime import datetime

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, Index, SQLModel

from db.store import Utc


class Departure(SQLModel, table=True):
    """One call to Telegram that must arrive."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_open", "state", "chat_key", "lane", "position"),)

    id: str = Field(primary_key=True)
    lane: str  # interactive, group, bulk
    chat_key: str
    position: int = Field(
        sa_column=Column(BigInteger, nullable=False)
    )  # order within a chat and lane
    dedupe: str | None = Field(default=None, unique=True)  # made of random ids, never of content
    person_id: str | None = Field(
        default=None, foreign_key="person.id", ondelete="CASCADE", index=True
    )
    reminder_id: str | None = Field(default=None, index=True)  # checked once more before it goes
    state: str  # waiting, leased, sent, unknown, dead
    attempts: int = 0
    lease_until: datetime | None = Field(default=None, sa_type=Utc)
    not_before: datetime | None = Field(default=None, sa_type=Utc)
    queued_at: datetime = Field(sa_type=Utc, index=True)
    message_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    # always with "chat_id" at its top, so that the index can be made again under a new key
    sealed: bytes | None  # chat_id, method, parameters, files; blanked when sent


class Bucket(SQLModel, table=True):
    """A limit shared by all workers: the theoretical arrival time of the next call."""

    __tablename__ = "bucket"

    key: str = Field(primary_key=True)
    free_at: float  # seconds since the epoch
