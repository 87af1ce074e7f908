"""Requests that were handed over, and what became of them."""

from datetime import date

from sqlmodel import Field, SQLModel, UniqueConstraint


class Case(SQLModel, table=True):
    """One request to one company."""

    __tablename__ = "case"

    id: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", ondelete="CASCADE", index=True)
    version: int = 0
    purge_on: date | None = Field(default=None, index=True)
    sealed: bytes  # company, rights, regime, place, languages, reference, date, law, reasons


class Event(SQLModel, table=True):
    """Something that happened in a case: the truth from which all else follows."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("case_id", "position"),)

    id: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="case.id", ondelete="CASCADE")
    position: int  # order of recording within the case
    sealed: bytes  # kind, day, note, when it was recorded
