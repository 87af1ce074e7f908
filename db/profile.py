"""What was last told to Telegram about the bot, and proof that our keys fit."""

from sqlmodel import Field, SQLModel


class Profile(SQLModel, table=True):
    """A name and the hash of what was set under it."""

    __tablename__ = "profile"

    name: str = Field(primary_key=True)
    value: str


class Proof(SQLModel, table=True):
    """A known value sealed with each key: a wrong key is noticed at start."""

    __tablename__ = "proof"

    id: str = Field(primary_key=True)
    sealed: bytes
