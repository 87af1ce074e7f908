"""How long what is kept; said to people in /privacy, shown in /mydata, done by retention."""

import calendar
from datetime import date, timedelta

SILENT_MONTHS = 24  # without a sign of life
BLOCKED_MONTHS = 12  # after the bot was blocked
NOTICE_MONTHS = 1  # erasure is announced this long before
DRAFT = timedelta(days=7)  # untouched
DELIVERY = timedelta(days=7)  # rows of inbox and outbox; their content goes once it is through
REPEAT = timedelta(hours=48)  # ids of updates, against repeats
IDLE = timedelta(days=14)  # a conversation with the volunteers in which nobody writes
TOPIC = timedelta(days=30)  # a closed conversation with the volunteers
BACKUP = timedelta(days=30)
FORGOTTEN = timedelta(days=35)  # longer than any backup


def months_ago(day: date, months: int) -> date:
    """Return the same day some months before, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def months_on(day: date, months: int) -> date:
    """Return the same day some months later, or the last one of a shorter month."""
    return months_ago(day, -months)
