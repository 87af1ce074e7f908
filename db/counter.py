"""Helpful or not, per topic and language: nothing personal."""

from typing import NamedTuple

from sqlalchemy import bindparam, select, update
from sqlmodel import Field, Session, SQLModel

from db.store import add_once, changed, table


class Counter(SQLModel, table=True):
    """How often something was said of a topic."""

    __tablename__ = "counter"

    topic: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    verdict: str = Field(primary_key=True)  # helpful, unhelpful
    count: int = 0


_COUNTER = table(Counter)
_ADD = (
    update(_COUNTER)
    .where(
        _COUNTER.c.topic == bindparam("of_topic"),
        _COUNTER.c.language == bindparam("of_language"),
        _COUNTER.c.verdict == bindparam("of_verdict"),
    )
    .values(count=_COUNTER.c.count + 1)
)
_ALL = select(
    _COUNTER.c.topic, _COUNTER.c.language, _COUNTER.c.verdict, _COUNTER.c.count.label("counted")
).order_by(_COUNTER.c.topic, _COUNTER.c.language)


def add(session: Session, topic: str, language: str, verdict: str) -> None:
    """Count one more verdict on a topic."""
    add_once(session, _COUNTER, topic=topic, language=language, verdict=verdict, count=0)
    changed(session, _ADD, of_topic=topic, of_language=language, of_verdict=verdict)


class Tally(NamedTuple):
    """What people said of a topic in one language."""

    topic: str
    language: str
    helpful: int
    unhelpful: int


def stats(session: Session) -> list[Tally]:
    """Return what was counted, by topic and language."""
    counted = {(row.topic, row.language, row.verdict): row.counted for row in session.execute(_ALL)}
    return [
        Tally(
            topic,
            language,
            counted.get((topic, language, "helpful"), 0),
            counted.get((topic, language, "unhelpful"), 0),
        )
        for topic, language in dict.fromkeys((topic, language) for topic, language, _ in counted)
    ]
