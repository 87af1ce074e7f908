"""What there is to tell of a case, as far as it still holds when it is told."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot import cases
from bot.cases import Standing
from db.case import Happened, Record
from db.person import Someone
from db.reminder import Due
from handlers.courses import course


@dataclass(frozen=True)
class News:
    """A case, and what is to be told of it: the most pressing topic first, at least one."""

    record: Record
    standing: Standing
    topics: tuple[str, ...]

    @property
    def day(self) -> Mapping[str, date | None]:
        """Return the day that each topic is about."""
        standing = self.standing
        return {
            "passed": standing.accuse.legal if standing.accuse else None,
            "still": standing.accuse.legal if standing.accuse else None,
            "closing": _until(standing),
        }


def due(
    someone: Someone,
    record: Record,
    happened: Iterable[Happened],
    reminders: Iterable[Due],
    now: datetime,
) -> News | None:
    """Return what reminders have to tell now: a late start may find that less is left to say."""
    standing = cases.standing(*course(someone, record, happened), now)
    return _news(someone, record, standing, {_topic(one, standing) for one in reminders}, now)


def now_true(
    someone: Someone,
    record: Record,
    happened: Iterable[Happened],
    now: datetime,
    topics: Iterable[str] = (),
) -> News | None:
    """Return what of some topics holds now; without any, of all."""
    standing = cases.standing(*course(someone, record, happened), now)
    return _news(someone, record, standing, set(topics) or {*_HOLDS}, now)


def _news(
    someone: Someone, record: Record, standing: Standing, topics: set[str], now: datetime
) -> News | None:
    today = now.astimezone(ZoneInfo(someone.zone)).date()
    if "passed" in topics:
        topics.discard("still")  # whoever was away has not heard the first
    found = tuple(
        name for name, holds in _HOLDS.items() if name in topics and holds(standing, today)
    )
    return News(record, standing, found) if found else None


def _topic(reminder: Due, standing: Standing) -> str:
    if reminder.kind == "overdue":
        return "passed" if reminder.occurrence.endswith("+0") else "still"
    if reminder.kind == "later":
        return "unsent" if standing.state == "to-send" else "still"
    return reminder.kind


def _is_unsent(standing: Standing, _: date) -> bool:
    return standing.state == "to-send"


def _is_over(standing: Standing, _: date) -> bool:
    return standing.state == "overdue" and "follow-up" not in standing.next


def _is_closing(standing: Standing, today: date) -> bool:
    until = _until(standing)
    return standing.state == "overdue" and until is not None and until >= today


def _until(standing: Standing) -> date | None:
    return standing.complain.complain_until if standing.complain else None


# the most pressing first
_HOLDS: Mapping[str, Callable[[Standing, date], bool]] = {
    "passed": _is_over,
    "still": _is_over,
    "unsent": _is_unsent,
    "closing": _is_closing,
}
