"""Arrivals: an update is Telegram's until it is a row here."""

from datetime import datetime

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, Index, SQLModel


class Arrival(SQLModel, table=True):
    """One update, kept until it is done, its id for longer."""

    __tablename__ = "inbox"
    __table_args__ = (Index("ix_inbox_open", "state", "received_at"),)

    update_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    chat_key: str = Field(index=True)
    state: str  # new, done, parked
    tries: int = 0
    received_at: datetime  # UTC
    sealed: bytes | None  # the update; blanked when done
