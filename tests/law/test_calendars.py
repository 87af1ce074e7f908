"""Our holidays against the tables of the law sheets, and years to come."""

from datetime import date

import pytest

from bot.law.calendars import calendars, holiday, year_of

# eu-uk.md 1.7, day/month; a star marks what the sheet doubts
EUROPE = {
    ("fr", 2026): "01/01 06/04 01/05 08/05 14/05 25/05 14/07 15/08 01/11 11/11 25/12",
    ("fr", 2027): "01/01 29/03 01/05 06/05 08/05 17/05 14/07 15/08 01/11 11/11 25/12",
    ("gb-eng", 2026): "01/01 03/04 06/04 04/05 25/05 31/08 25/12 28/12",
    ("gb-eng", 2027): "01/01 26/03 29/03 03/05 31/05 30/08 27/12 28/12",
    ("gb-sct", 2026): "01/01 02/01 03/04 04/05 25/05 15/06 03/08 30/11 25/12 28/12",
    ("gb-sct", 2027): "01/01 04/01 26/03 03/05 31/05 02/08 30/11 27/12 28/12",
    ("gb-nir", 2026): "01/01 17/03 03/04 06/04 04/05 25/05 13/07 31/08 25/12 28/12",
    ("gb-nir", 2027): "01/01 17/03 26/03 29/03 03/05 31/05 12/07 30/08 27/12 28/12",
    ("be", 2026): "01/01 06/04 01/05 14/05 25/05 21/07 11/11 25/12",
    ("be", 2027): "01/01 29/03 06/05 17/05 21/07 01/11 11/11",
    ("lu", 2026): "01/01 06/04 01/05 09/05 14/05 25/05 23/06 15/08 01/11 25/12 26/12",
    ("lu", 2027): "01/01 29/03 01/05 06/05 09/05 17/05 23/06 15/08 01/11 25/12 26/12",
    ("ie", 2026): "01/01 02/02 17/03 06/04 04/05 01/06 03/08 26/10 25/12 26/12",
    ("ie", 2027): "01/01 01/02 17/03 29/03 03/05 07/06 02/08 25/10 25/12 26/12",
    ("de", 2026): "01/01 03/04 06/04 01/05 14/05 25/05 03/10 25/12 26/12",
    ("de", 2027): "01/01 26/03 29/03 01/05 06/05 17/05 03/10 25/12 26/12",
    ("de-be", 2026): "01/01 08/03 03/04 06/04 01/05 14/05 25/05 03/10 25/12 26/12",
    ("de-hh", 2026): "01/01 03/04 06/04 01/05 14/05 25/05 03/10 31/10 25/12 26/12",
    ("nl", 2026): "01/01 03/04 06/04 27/04 05/05 14/05 25/05 25/12 26/12",
    ("nl", 2027): "01/01 26/03 29/03 27/04 05/05 06/05 17/05 25/12",
    ("it", 2026): "01/01 06/01 06/04 25/04 01/05 02/06 15/08 04/10 01/11 08/12 25/12 26/12",
    ("gr", 2026): "01/01 06/01 23/02 25/03 10/04 13/04 01/05 01/06 15/08 28/10 25/12 26/12",
    ("at", 2026): "01/01 06/01 06/04 01/05 14/05 25/05 04/06 15/08 26/10 01/11 08/12 25/12 26/12",
    ("at", 2027): "01/01 06/01 29/03 01/05 06/05 17/05 27/05 15/08 26/10 01/11 08/12 25/12 26/12",
    ("es", 2026): "01/01 06/01 03/04 01/05 15/08 12/10 08/12 25/12",
    ("es", 2027): "01/01 06/01 26/03 01/05 12/10 01/11 06/12 08/12 25/12",
}  # fmt: skip

# other.md 13
ELSEWHERE = {
    ("ca-federal", 2026): "01/01 03/04 06/04 18/05 01/07 07/09 30/09 12/10 11/11 25/12",
    ("ca-federal", 2027): "01/01 26/03 29/03 24/05 01/07 06/09 30/09 11/10 11/11 25/12",
    ("qc", 2026): "01/01 03/04 06/04 18/05 24/06 01/07 07/09 12/10 25/12",
    ("qc", 2027): "01/01 26/03 29/03 24/05 24/06 01/07 06/09 11/10 25/12",
    ("us-ca", 2026): "01/01 19/01 12/02 16/02 31/03 25/05 19/06 03/07 07/09 25/09 11/11 26/11 "
    "27/11 25/12",
    ("us-ca", 2027): "01/01 18/01 12/02 15/02 31/03 31/05 18/06 05/07 06/09 24/09 11/11 25/11 "
    "26/11 24/12 31/12",
    ("ch", 2026): "01/01 14/05 01/08 25/12",
    ("ch", 2027): "01/01 06/05 01/08 25/12",
    ("au-nsw", 2026): "01/01 26/01 03/04 04/04 05/04 06/04 25/04 27/04 08/06 05/10 25/12 26/12 "
    "28/12",
    ("au-nsw", 2027): "01/01 26/01 26/03 27/03 28/03 29/03 25/04 26/04 14/06 04/10 25/12 26/12 "
    "27/12 28/12",
}  # fmt: skip

# other.md 13, what a list adds to another
ADDED = {
    ("bc", "ca-federal", 2026): "16/02 03/08 26/12",
    ("bc", "ca-federal", 2027): "15/02 02/08 26/12",
    ("ab", "ca-federal", 2026): "16/02 26/12",
    ("ab", "ca-federal", 2027): "15/02 27/12",
    ("ch-be", "ch", 2026): "02/01 03/04 06/04 25/05 26/12",
    ("ch-be", "ch", 2027): "02/01 26/03 29/03 17/05 26/12",
    ("ch-ge", "ch", 2026): "03/04 06/04 25/05 10/09 31/12",
    ("ch-ge", "ch", 2027): "26/03 29/03 17/05 09/09 31/12",
    ("ch-vd", "ch", 2026): "02/01 03/04 06/04 25/05 21/09",
    ("ch-vd", "ch", 2027): "02/01 26/03 29/03 17/05 20/09",
    ("ch-zh", "ch", 2026): "03/04 06/04 01/05 25/05 26/12",
    ("ch-zh", "ch", 2027): "26/03 29/03 01/05 17/05 26/12",
    ("de-by", "de", 2026): "06/01 04/06 01/11",
    ("fr-974", "fr", 2027): "20/12",
    ("fr-972", "fr", 2027): "22/05",
    ("fr-976", "fr", 2027): "27/04",
}


def days(code: str, year: int) -> set[str]:
    return {f"{day:%d/%m}" for day, found in year_of(code, year).items() if found.closed}


def weekdays(listed: set[str], year: int) -> set[str]:
    days = {text: date(year, int(text[3:]), int(text[:2])) for text in listed}
    return {text for text, day in days.items() if day.isoweekday() < 6}


@pytest.mark.parametrize(("calendar", "listed"), EUROPE.items())
def test_a_european_list_is_the_sheets(calendar: tuple[str, int], listed: str) -> None:
    code, year = calendar
    assert weekdays(days(code, year), year) == weekdays(set(listed.split()), year)


@pytest.mark.parametrize(("calendar", "listed"), ELSEWHERE.items())
def test_another_list_is_the_sheets(calendar: tuple[str, int], listed: str) -> None:
    assert days(*calendar) == set(listed.split())


@pytest.mark.parametrize(("calendar", "added"), ADDED.items())
def test_a_part_adds_its_own_days(calendar: tuple[str, str, int], added: str) -> None:
    code, base, year = calendar
    assert days(code, year) - days(base, year) == set(added.split())


@pytest.mark.parametrize(
    ("year", "listed"),
    [  # other.md 13; the summer close apart
        (2026, "06/02 03/04 06/04 27/04 01/06 10/07 26/10"),
        (2027, "08/02 26/03 29/03 26/04 07/06 25/06 25/10"),
    ],
)
def test_new_zealand_rests_from_christmas_to_mid_january(year: int, listed: str) -> None:
    summer = {f"{day:02}/01" for day in range(1, 16)} | {f"{day}/12" for day in range(25, 32)}
    assert days("nz", year) >= summer
    assert weekdays(days("nz", year) - summer, year) == set(listed.split())


@pytest.mark.parametrize("code", sorted(set(calendars()) - {"none"}))
def test_no_year_is_missing_and_every_day_has_two_names(code: str) -> None:
    for year in range(2019, 2036):
        found = year_of(code, year)
        assert len(found) >= 4, f"{code} has no holidays in {year}"
        for day, one in found.items():
            assert one.name["en"]
            assert "«" not in one.name["fr"], f"{one.name['en']} ({day}) has no French name yet"


@pytest.mark.parametrize("code", calendars())
def test_a_name_stands_in_parentheses_and_has_none_of_its_own(code: str) -> None:
    for year in range(2024, 2036):
        for found in year_of(code, year).values():
            assert not any("(" in name for name in found.name.values()), found.name


def test_matariki_is_proclaimed_for_every_year() -> None:
    for year in range(2022, 2036):
        names = [one.name["en"] for one in year_of("nz", year).values()]
        assert names.count("Matariki") == 1, year


@pytest.mark.parametrize(
    ("day", "french", "english"),
    [
        (date(2026, 12, 25), "Noël", "Christmas Day"),
        (date(2026, 4, 6), "lundi de Pâques", "Easter Monday"),
        (date(2026, 12, 28), "lendemain de Noël, jour de remplacement", "Boxing Day"),
    ],
)
def test_a_holiday_is_named_in_both_languages(day: date, french: str, english: str) -> None:
    found = holiday("gb-eng", day)
    assert found is not None
    assert found.name["fr"] == french
    assert found.name["en"].startswith(english)


def test_a_new_year_on_saturday_is_kept_on_the_last_friday_of_the_year() -> None:
    assert holiday("us-ca", date(2027, 12, 31))  # other.md 8
    assert holiday("us-ca", date(2026, 12, 31)) is None


def test_a_doubtful_day_counts_only_where_the_law_says_so() -> None:
    closed, arguable = holiday("nl", date(2026, 5, 5)), holiday("at", date(2026, 12, 24))
    assert closed is not None
    assert closed.closed
    assert arguable is not None
    assert not arguable.closed
    assert closed.doubt
    assert arguable.doubt
