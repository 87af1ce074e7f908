"""Put the days of a case into a calendar file."""

from datetime import UTC, date, datetime, timedelta

from bot.language import label

# RFC 5545, 3.1: a line holds at most 75 octets, the rest goes on after a blank
_OCTETS = 75


def calendar(
    case: str,
    company: str | None,
    *,
    due: date,
    look: date,
    until: date | None = None,
    language: str,
    stamp: datetime,
    sequence: int = 0,
    over: bool = False,
) -> bytes:
    """Return a calendar: the last day to answer, the first one to look, the last safe one to complain.

    ``case`` makes the days the same ones when the file is imported again, ``sequence`` grows with
    each change. Without ``company`` (discreet) the entries name nobody. ``over`` takes them out.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Traits//Traits//{language.upper()}"]
    # no METHOD: a file for oneself, not an invitation, which would want an organizer (RFC 5545, 3.7.2)
    for kind, day in (("answer", due), ("look", look), ("complain", until)):
        if day is not None:
            lines += [
                "BEGIN:VEVENT",
                f"UID:{case}-{kind}@traits",
                f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
                f"SEQUENCE:{sequence}",
                f"STATUS:{'CANCELLED' if over else 'CONFIRMED'}",
                f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
                f"DTEND;VALUE=DATE:{day + timedelta(1):%Y%m%d}",
                f"SUMMARY;LANGUAGE={language}:{_text(_summary(kind, company, language))}",
                f"DESCRIPTION;LANGUAGE={language}:{_text(_description(kind, company, language))}",
                "TRANSP:TRANSPARENT",  # a day to look at, not a day taken
                "END:VEVENT",
            ]
    return "".join(_folded(line) + "\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def _summary(kind: str, company: str | None, language: str) -> str:
    if company is None:
        return label("documents.calendar-discreet", language)
    return label(f"documents.calendar-{kind}", language, company=company)


def _description(kind: str, company: str | None, language: str) -> str:
    if company is None:
        return label("documents.calendar-discreet-more", language)
    return label(f"documents.calendar-{kind}-more", language)


def _text(value: str) -> str:
    """Escape a value (RFC 5545, 3.3.11)."""
    shown = "".join(char for char in value if char >= " " or char == "\n")
    escaped = shown.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n")


def _folded(line: str) -> str:
    rows, row, size = [], "", 0
    for char in line:
        cost = len(char.encode())
        if size + cost > _OCTETS:
            rows.append(row)
            row, size = " ", 1
        row += char
        size += cost
    return "\r\n".join([*rows, row])
