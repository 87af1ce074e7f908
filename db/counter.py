"""Helpful or not, per topic and language: nothing personal."""

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
_ALL = select(_COUNTER).order_by(_COUNTER.c.topic, _COUNTER.c.language, _COUNTER.c.verdict)


def add(session: Session, topic: str, language: str, verdict: str) -> None:
    """Count one more verdict on a topic."""
    add_once(session, _COUNTER, topic=topic, language=language, verdict=verdict, count=0)
    changed(session, _ADD, of_topic=topic, of_language=language, of_verdict=verdict)


def stats(session: Session) -> list[Counter]:
    """Return what was counted, by topic, language and verdict."""
    return [Counter(**row._mapping) for row in session.execute(_ALL)]  # noqa: SLF001  public there
