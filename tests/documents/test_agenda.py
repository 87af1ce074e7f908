from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents import calendar
from bot.language import LANGUAGES

STAMP = datetime(2026, 11, 25, 10, 30, tzinfo=timezone(timedelta(hours=1)))
DUE, LOOK = date(2026, 12, 31), date(2027, 1, 4)


def _calendar(
    company: str | None = "Clearview AI, Inc.", language: str = "fr", **more: int
) -> bytes:
    return calendar("a1b2", company, due=DUE, look=LOOK, language=language, stamp=STAMP, **more)


def _unfolded(raw: bytes) -> list[str]:
    return raw.decode().replace("\r\n ", "").split("\r\n")


def test_each_day_lasts_all_day() -> None:
    lines = _unfolded(_calendar())

    assert "DTSTART;VALUE=DATE:20261231" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines
    assert "DTSTART;VALUE=DATE:20270104" in lines
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 2


def test_the_stamp_is_the_one_given_in_universal_time() -> None:
    assert _unfolded(_calendar()).count("DTSTAMP:20261125T093000Z") == 2


def test_a_changed_calendar_keeps_its_ids_and_counts_on() -> None:
    first, second = _unfolded(_calendar()), _unfolded(_calendar(sequence=1))

    ids = [line for line in first if line.startswith("UID:")]
    assert ids == [line for line in second if line.startswith("UID:")]
    assert len(set(ids)) == 2
    assert "SEQUENCE:0" in first
    assert "SEQUENCE:1" in second


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_entry_says_its_language(language: str) -> None:
    for line in _unfolded(_calendar(language=language)):
        if line.startswith(("SUMMARY", "DESCRIPTION")):
            assert f";LANGUAGE={language}:" in line


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_discreet_calendar_names_nobody(language: str) -> None:
    assert "Clearview" not in _calendar(None, language).decode()


@given(company=st.text(), day=st.dates(min_value=date(2020, 1, 1), max_value=date(2100, 1, 1)))
def test_whatever_the_name_the_file_keeps_its_shape(company: str, day: date) -> None:
    raw = calendar("x", company, due=day, look=day, language="en", stamp=STAMP, sequence=3)
    lines = _unfolded(raw)

    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert sum(line.startswith("BEGIN:") for line in lines) == 3
    assert not any(char < " " for line in lines for char in line)
    names = {line.partition(":")[0].partition(";")[0] for line in lines[:-1]}
    assert names <= {
        *("BEGIN", "END", "VERSION", "PRODID", "UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND"),
        *("SUMMARY", "DESCRIPTION", "TRANSP"),
    }
