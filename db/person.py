"""The people we write to: no name, no username."""

from datetime import date

from sqlmodel import Field, SQLModel


class Person(SQLModel, table=True):
    """A chat, found by its keyed index."""

    __tablename__ = "person"

    id: str = Field(primary_key=True)
    chat_key: str = Field(unique=True)  # keyed index of the chat id
    version: int = 0
    seen_on: date = Field(index=True)  # last sign of life, for retention
    blocked_on: date | None = Field(default=None, index=True)
    warned_on: date | None = None  # told that erasure comes
    sealed: bytes  # chat id, language, country, place, zone, hour, discreet …
