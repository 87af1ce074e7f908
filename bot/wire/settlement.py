"""The one transaction in which all that updates want done is done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.wire.work import Work
from db import inbox, outbox
from db.parcel import Leaving

LEASE = timedelta(seconds=60)

Settled = tuple[list[Leaving], bool]  # what is to leave, and whether more was queued beside it


class Lost(Exception):  # noqa: N818  it happened, elsewhere
    """Say that the update was finished by another worker meanwhile."""


@dataclass(frozen=True, slots=True)
class Finished:
    """One update's work, ready to be written."""

    update_id: int
    work: Work
    at_once: frozenset[str]  # what may leave in the same moment
    now: datetime

    @property
    def state(self) -> str:
        """Return what becomes of the update."""
        return "parked" if self.work.failure else "done"


def settle(session: Session, all_: list[Finished]) -> list[Settled]:
    """Do all that several updates want done; what fails for one is tried for each alone."""
    _finish(session, all_)
    for one in all_:
        for effect in one.work.effects:
            effect(session)
    session.flush()  # a parcel may name a person who was just made
    if any(one.work.effects for one in all_):
        # one of them may have been to forget somebody, this very update included
        inbox.keep_ids(session, [one.update_id for one in all_], all_[0].now)
    placed = _put(session, all_)
    queued = outbox.queued(session)
    return [
        ([placed[parcel.id] for parcel in one.work.parcels if parcel.id in placed], queued)
        for one in all_
    ]


def begin(session: Session, ids: list[int]) -> list[int]:
    """Count suspects as begun, and return how often each was."""
    return [inbox.begin(session, update_id) for update_id in ids]


def set_aside(session: Session, ids: list[int]) -> list[None]:
    """Park updates as they are."""
    inbox.finish(session, ids, "parked", keep=True)
    return [None] * len(ids)


def _finish(session: Session, all_: list[Finished]) -> None:
    for state in ("done", "parked"):
        ids = [one.update_id for one in all_ if one.state == state]
        if inbox.finish(session, ids, state) != set(ids):
            raise Lost


def _put(session: Session, all_: list[Finished]) -> dict[str, Leaving]:
    parcels = [parcel for one in all_ for parcel in one.work.parcels]
    at_once = frozenset[str]().union(*(one.at_once for one in all_))
    now = all_[0].now
    placed = outbox.put(session, parcels, now, at_once=at_once, until=now + LEASE)
    return {leaving.id: leaving for leaving in placed}
