"""What there is to tell of a case, as far as it still holds when it is told."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot import cases
from bot.cases import Standing
from db.case import Happened, Record
from db.person import Someone
from db.reminder import Due
from handlers.courses import course

_SOON = timedelta(days=7)


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
        legal = standing.accuse.legal if standing.accuse else None
        complaint = standing.acknowledgement
        return {
            "passed": legal,
            "still": legal,
            "coming": legal,
            "closing": standing.complain_by,
            "complaint": complaint.legal if complaint else None,
            "purge": standing.erased_on,
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
    wished = set(topics) or _unasked(standing, now.astimezone(ZoneInfo(someone.zone)).date())
    return _news(someone, record, standing, wished, now)


def _unasked(standing: Standing, today: date) -> set[str]:
    """Return what may be worth telling where nobody knows what was due."""
    topics = {*_HOLDS} - {"wish", "coming", "purge"}
    if today in standing.wishes:
        topics.add("wish")
    if standing.erased_on and standing.erased_on - today <= _SOON:
        topics.add("purge")
    legal = standing.accuse.legal if standing.accuse else None
    if standing.watched and legal and legal - today <= _SOON:
        topics.add("coming")
    return topics


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
    if reminder.kind == "later" and standing.state == "to-send":
        return "unsent"
    if reminder.kind == "later":
        return "owed" if standing.state == "waiting" else "still"
    return reminder.kind


def _is_unsent(standing: Standing, _: date) -> bool:
    return standing.state == "to-send"


def _is_over(standing: Standing, _: date) -> bool:
    return standing.state == "overdue" and "follow-up" not in standing.next


def _is_closing(standing: Standing, today: date) -> bool:
    return standing.complain_by is not None and standing.complain_by >= today


def _is_owed(standing: Standing, _: date) -> bool:
    return standing.demanded is not None and standing.state in {"waiting", "overdue"}


def _is_coming(standing: Standing, today: date) -> bool:
    legal = standing.accuse.legal if standing.accuse else None
    return standing.state == "waiting" and legal is not None and legal >= today


def _is_heard_out(standing: Standing, _: date) -> bool:
    over = standing.heard_out and standing.acknowledgement is not None
    return over and standing.state not in {"moved-on", "closed"}


def _is_wished(standing: Standing, _: date) -> bool:
    return standing.state != "closed"


def _is_purged(standing: Standing, today: date) -> bool:
    return standing.erased_on is not None and standing.erased_on > today


# the most pressing first
_HOLDS: Mapping[str, Callable[[Standing, date], bool]] = {
    "passed": _is_over,
    "still": _is_over,
    "complaint": _is_heard_out,
    "owed": _is_owed,
    "unsent": _is_unsent,
    "closing": _is_closing,
    "coming": _is_coming,
    "wish": _is_wished,
    "purge": _is_purged,
}
