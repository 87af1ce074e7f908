from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents import calendar
from bot.language import LANGUAGES

STAMP = datetime(2026, 11, 25, 10, 30, tzinfo=timezone(timedelta(hours=1)))
DUE, LOOK = date(2026, 12, 31), date(2027, 1, 4)


def _calendar(
    company: str | None = "Clearview AI, Inc.", language: str = "fr", *, sequence: int = 0
) -> bytes:
    return calendar(
        "a1b2", company, due=DUE, look=LOOK, language=language, stamp=STAMP, sequence=sequence
    )


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
        *("SUMMARY", "DESCRIPTION", "TRANSP", "STATUS"),
    }


def _events(raw: bytes) -> dict[str, dict[str, str]]:
    """Return each entry's properties by the kind in its UID, as a calendar program keeps them."""
    found: dict[str, dict[str, str]] = {}
    for block in raw.decode().replace("\r\n ", "").split("BEGIN:VEVENT\r\n")[1:]:
        lines = (line.partition(":") for line in block.split("\r\n"))
        told = {name.partition(";")[0]: value for name, _, value in lines}
        found[told["UID"]] = told
    return found


def _imported(files: list[bytes]) -> dict[str, dict[str, str]]:
    """Return what a calendar holds after some imports: RFC 5546, 2.1.5, the higher sequence wins."""
    held: dict[str, dict[str, str]] = {}
    for raw in files:
        for uid, told in _events(raw).items():
            before = held.get(uid)
            rank = (int(told["SEQUENCE"]), told["DTSTAMP"])
            if before is None or rank >= (int(before["SEQUENCE"]), before["DTSTAMP"]):
                held[uid] = told
    return held


def test_the_last_safe_day_to_complain_is_an_entry_of_its_own() -> None:
    raw = calendar(
        "a1b2", "X", due=DUE, look=LOOK, until=date(2027, 2, 25), language="fr", stamp=STAMP
    )

    assert _events(raw)["a1b2-complain@traits"]["DTSTART"] == "20270225"
    assert "a1b2-complain@traits" not in _events(_calendar())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_moved_day_moves_its_entry(language: str) -> None:
    moved = calendar(
        "a1b2", "X", due=date(2027, 2, 25), look=LOOK, language=language, stamp=STAMP, sequence=4
    )

    for order in ([_calendar(), moved], [moved, _calendar()]):
        held = _imported(order)
        assert len(held) == 2
        assert held["a1b2-answer@traits"]["DTSTART"] == "20270225"


def test_what_is_over_is_cancelled_and_asks_nobody() -> None:
    over = calendar(
        "a1b2", "X", due=DUE, look=LOOK, language="fr", stamp=STAMP, sequence=5, over=True
    )

    assert {one["STATUS"] for one in _imported([_calendar(), over]).values()} == {"CANCELLED"}
    assert {one["STATUS"] for one in _events(_calendar()).values()} == {"CONFIRMED"}
    for raw in (over, _calendar()):
        assert b"METHOD" not in raw
        assert b"ORGANIZER" not in raw
