"""Arrivals: an update is Telegram's until it is a row here."""

from datetime import datetime

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, Index, SQLModel

from db.store import Utc


class Arrival(SQLModel, table=True):
    """One update, kept until it is done, its id for longer."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index("ix_inbox_open", "state", "update_id"),
        Index("ix_inbox_chat", "chat_key", "state", "update_id"),
    )

    update_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    chat_key: str  # keyed index of the chat
    state: str  # new, done, parked
    tries: int = 0
    received_at: datetime = Field(sa_type=Utc, index=True)
    lease_until: datetime | None = Field(default=None, sa_type=Utc)  # until then some worker's
    # always with "chat_id" at its top, so that the index can be made again under a new key
    sealed: bytes | None  # chat_id, update; blanked when done
