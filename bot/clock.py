"""The only clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


class Clock:
    """Tell the time; a playground moves it on, a test holds it still."""

    def __init__(self, held: datetime | None = None) -> None:
        self._held = held
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Return this moment in UTC."""
        return (self._held or datetime.now(UTC)) + self._ahead  # noqa: TID251  here alone

    def today(self, zone: str) -> date:
        """Return today's date where ``zone`` (an IANA name) is kept."""
        return self.now().astimezone(ZoneInfo(zone)).date()

    def skip(self, step: timedelta) -> None:
        """Move on by ``step``, never back."""
        if step < timedelta():
            raise ValueError("time only moves on")
        self._ahead += step
