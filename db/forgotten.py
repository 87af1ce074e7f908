"""Who was forgotten, so that a backup does not bring them back."""

from datetime import date

from sqlmodel import Field, SQLModel


class Forgotten(SQLModel, table=True):
    """A keyed index and a day; dropped after 35 days."""

    __tablename__ = "forgotten"

    chat_key: str = Field(primary_key=True)
    day: date = Field(index=True)
