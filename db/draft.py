"""Half-finished flows: one per person and flow."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from db.store import Utc


class Draft(SQLModel, table=True):
    """What a person has told a flow so far."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("person_id", "flow"),)

    id: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", ondelete="CASCADE")
    flow: str
    version: int = 0
    turn: int  # the highest of a person speaks: clocks may stand still or go back
    touched_at: datetime = Field(sa_type=Utc, index=True)  # dropped after seven days
    sealed: bytes  # step and facts
