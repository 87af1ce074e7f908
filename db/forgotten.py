"""Who was forgotten, so that a backup does not bring them back."""

from datetime import date

from sqlmodel import Field, SQLModel


class Forgotten(SQLModel, table=True):
    """A random id, a keyed index and a day; dropped after 35 days."""

    __tablename__ = "forgotten"

    # the id tells the one who left from the same chat that came back later
    person_id: str = Field(primary_key=True)
    chat_key: str = Field(index=True)
    day: date = Field(index=True)
