"""Helpful or not, per topic and language: nothing personal."""

from sqlmodel import Field, SQLModel


class Counter(SQLModel, table=True):
    """How often something was said of a topic."""

    __tablename__ = "counter"

    topic: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    verdict: str = Field(primary_key=True)  # helpful, unhelpful
    count: int = 0
