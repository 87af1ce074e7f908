"""Half-finished flows: one per person and flow."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint


class Draft(SQLModel, table=True):
    """What a person has told a flow so far."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("person_id", "flow"),)

    id: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", ondelete="CASCADE", index=True)
    flow: str
    version: int = 0
    touched_at: datetime = Field(index=True)  # UTC; dropped after seven days
    sealed: bytes  # step and facts
