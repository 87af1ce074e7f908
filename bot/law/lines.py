"""A deadline as a line of JSON: the contract of ``python -m bot deadline --jsonl``."""

import re
from collections.abc import Mapping
from datetime import date
from typing import NoReturn

from bot.law.deadlines import Deadline, deadline
from bot.law.events import Event
from bot.law.reasons import Reason
from bot.law.regimes import EVENTS, UnknownCode

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


class _Wrong(ValueError):  # noqa: N818  an answer to whoever wrote the line
    """What is wrong with a line, in a sentence."""


def deadline_line(line: object) -> dict[str, object]:
    """Answer one line: the days and reasons, or ``{"id", "error"}``; never raises."""
    if not isinstance(line, Mapping):
        return {"id": None, "error": "a line must be an object"}
    try:
        found = _deadline(line)
    except (_Wrong, UnknownCode) as problem:
        return {"id": line.get("id"), "error": str(problem)}
    reasons = [_reason(reason) for reason in found.reasons]
    return {"id": line.get("id"), **_days(found), "reasons": reasons}


def _deadline(given: Mapping[str, object]) -> Deadline:
    seatless = given.get("seatless", False)
    if not isinstance(seatless, bool):
        raise _Wrong("seatless must be true or false")
    try:
        return deadline(
            _text(given, "regime"),
            _text(given, "place"),
            _text(given, "right"),
            _day(given.get("received"), "received"),
            _events(given.get("events")),
            seatless=seatless,
        )
    except (_Wrong, UnknownCode):
        raise
    except (OverflowError, ValueError):
        raise _Wrong("the dates run out of the calendar") from None


def _events(value: object) -> list[Event]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise _Wrong("events must be a list")
    return [_event(item, number) for number, item in enumerate(value, 1)]


def _event(value: object, number: int) -> Event:
    if not isinstance(value, Mapping):
        raise _Wrong(f"event {number} must be an object")
    kind, reasons = value.get("kind"), value.get("reasons")
    if kind not in EVENTS:
        raise _Wrong(f"event {number} has an unknown kind; it may be {', '.join(EVENTS)}")
    if reasons is not None and not isinstance(reasons, bool):
        raise _Wrong(f"event {number}: reasons must be true or false")
    return Event(_day(value.get("on"), f"event {number}: on"), str(kind), reasons)


def _text(given: Mapping[str, object], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str):
        raise _Wrong(f"{name} is missing" if value is None else f"{name} must be a text")
    return value


def _day(value: object, name: str) -> date:
    if value is None:
        raise _Wrong(f"{name} is missing")
    if not isinstance(value, str):
        _no_day(name)
    found = _DAY.fullmatch(value)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else _no_day(name)
    except ValueError:
        _no_day(name)


def _no_day(name: str) -> NoReturn:
    raise _Wrong(f"{name} must be a day such as 2026-01-31")


def _days(found: Deadline) -> dict[str, object]:
    days = {
        "nominal": found.nominal,
        "legal": found.legal,
        "notice_by": found.notice_by,
        "complain_from": found.complain_from,
        "complain_until": found.complain_until,
    }
    return {name: day.isoformat() if day else None for name, day in days.items()}


def _reason(reason: Reason) -> dict[str, object]:
    return {
        "key": reason.key,
        "values": {name: _plain(value) for name, value in reason.values.items()},
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
