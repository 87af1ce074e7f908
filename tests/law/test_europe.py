"""The rules and traps of the EU and the UK, beyond the worked examples."""

from datetime import date

import pytest

from bot.law import Deadline, Event, deadline

E = Event


def days(*request: object, events: tuple[Event, ...] = (), seatless: bool = False) -> Deadline:
    regime, place, right, received = request
    assert isinstance(received, date)
    return deadline(str(regime), str(place), str(right), received, events, seatless=seatless)


def keys(found: Deadline) -> list[str]:
    return [reason.key for reason in found.reasons]


# -- eu-uk.md 9, negative tests (N3 and N5 are among the vectors)


def test_n4_clarification_stops_no_uk_erasure_request() -> None:
    events = (
        E(date(2026, 10, 14), "clarification-asked"),
        E(date(2026, 10, 20), "clarification-given"),
    )
    found = days("uk", "gb-eng", "erasure", date(2026, 10, 12), events=events)
    assert found.legal == date(2026, 11, 12)
    assert "law.note" in keys(found)


@pytest.mark.parametrize(
    ("regime", "place", "received", "ends"),
    [
        pytest.param("eu", "ie", date(2026, 3, 3), date(2026, 4, 3), id="N6: Irish Good Friday"),
        pytest.param("uk", "gb-sct", date(2026, 3, 6), date(2026, 4, 6), id="N7: Scottish Easter"),
        pytest.param("eu", "fr", date(2025, 11, 26), date(2025, 12, 26), id="N8: 26 December"),
        pytest.param("eu", "fr", date(2026, 4, 15), date(2026, 5, 15), id="N9: Ascension bridge"),
    ],
)
def test_a_working_day_does_not_move(regime: str, place: str, received: date, ends: date) -> None:
    found = days(regime, place, "access", received)
    assert found.nominal == found.legal == ends


def test_n10_a_uk_request_before_february_2026_warns_and_counts_alike() -> None:
    events = (
        E(date(2025, 10, 14), "clarification-asked"),
        E(date(2025, 10, 20), "clarification-given"),
    )
    found = days("uk", "gb-eng", "access", date(2025, 10, 12), events=events)
    assert found.legal == date(2025, 11, 19)
    assert "law.doubt" in keys(found)


def test_a_request_of_today_warns_of_nothing() -> None:
    assert "law.doubt" not in keys(days("uk", "gb-eng", "access", date(2026, 10, 12)))


# -- eu-uk.md 1.6, edge cases


@pytest.mark.parametrize("regime", ["eu", "uk"])
@pytest.mark.parametrize(
    ("event", "why"),
    [
        pytest.param(E(date(2026, 2, 6), "extension", True), "law.extension_late", id="late"),
        pytest.param(E(date(2026, 1, 20), "extension", False), "law.extension_bare", id="bare"),
        pytest.param(E(date(2026, 1, 4), "extension", True), "law.extension_early", id="early"),
    ],
)
def test_an_extension_that_does_not_count_is_ignored(regime: str, event: Event, why: str) -> None:
    place = {"eu": "fr", "uk": "gb-eng"}[regime]
    found = days(regime, place, "access", date(2026, 1, 5), events=(event,))
    assert found.nominal == date(2026, 2, 5)
    assert why in keys(found)


def test_an_extension_on_the_last_day_moved_by_a_holiday_is_in_time() -> None:
    event = E(date(2026, 12, 28), "extension", True)
    found = days("eu", "fr", "access", date(2026, 11, 25), events=(event,))
    assert found.notice_by == date(2026, 12, 28)
    assert found.legal == date(2027, 2, 25)


def test_overlapping_pauses_leave_out_each_day_once() -> None:
    events = (
        E(date(2026, 11, 10), "identity-asked"),
        E(date(2026, 11, 12), "clarification-asked"),
        E(date(2026, 11, 17), "identity-given"),
        E(date(2026, 11, 20), "clarification-given"),
    )
    found = days("eu", "fr", "access", date(2026, 11, 2), events=events)
    assert found.nominal == date(2026, 12, 13)  # 2 December and 11 days
    assert "law.pauses_overlap" in keys(found)


def test_asking_twice_is_asking_once() -> None:
    events = (
        E(date(2026, 11, 10), "identity-asked"),
        E(date(2026, 11, 13), "identity-asked"),
        E(date(2026, 11, 17), "identity-given"),
    )
    found = days("eu", "fr", "access", date(2026, 11, 2), events=events)
    assert found.nominal == date(2026, 12, 10)


def test_a_question_after_the_last_day_stops_nothing() -> None:
    events = (E(date(2026, 2, 10), "identity-asked"),)
    found = days("eu", "fr", "access", date(2026, 1, 5), events=events)
    assert found.legal == date(2026, 2, 5)
    assert "law.pause_late" in keys(found)


def test_identity_never_supplied_leaves_no_day() -> None:
    found = days(
        "eu", "fr", "access", date(2026, 1, 5), events=(E(date(2026, 1, 9), "identity-asked"),)
    )
    assert (found.nominal, found.legal, found.notice_by) == (None, None, None)
    assert (found.complain_from, found.complain_until) == (None, None)
    assert "law.waiting_identity" in keys(found)


def test_a_uk_fee_moves_the_start_to_its_payment() -> None:
    events = (E(date(2026, 10, 14), "fee-asked"), E(date(2026, 10, 20), "fee-paid"))
    found = days("uk", "gb-eng", "erasure", date(2026, 10, 12), events=events)
    assert found.legal == date(2026, 11, 20)


def test_an_eu_fee_moves_nothing() -> None:
    events = (E(date(2026, 10, 14), "fee-asked"), E(date(2026, 10, 20), "fee-paid"))
    found = days("eu", "fr", "erasure", date(2026, 10, 12), events=events)
    assert found.legal == date(2026, 11, 12)


def test_the_uk_complaint_scheme_begins_on_19_june_2026() -> None:
    before = days("uk", "gb-eng", "complaint-acknowledgement", date(2026, 6, 18))
    assert before.legal is None
    assert "law.not_yet" in keys(before)
    assert days("uk", "gb-eng", "complaint-acknowledgement", date(2026, 6, 19)).legal


def test_police_files_have_a_day_in_france_and_the_uk_only() -> None:
    assert days("eu", "fr-974", "police-access", date(2026, 9, 10)).legal == date(2026, 11, 10)
    assert days("uk", "gb-sct", "police-access", date(2026, 9, 10)).legal == date(2026, 10, 12)
    assert "law.unverified" in keys(days("eu", "de", "police-access", date(2026, 9, 10)))


def test_a_pause_for_a_french_police_file_names_the_decree_in_force() -> None:
    """Decree 2019-536, Article 135, has stood for the decree of 2005 since 1 June 2019."""
    events = (E(date(2026, 9, 14), "identity-asked"), E(date(2026, 9, 18), "identity-given"))
    found = days("eu", "fr", "police-access", date(2026, 9, 10), events=events)
    choices = [str(reason.values["choice"]) for reason in found.reasons if reason.key == "law.choice"]  # fmt: skip

    assert found.legal == date(2026, 11, 16)  # 10 November, five days, a Sunday
    assert any("Article 135" in choice and "article 135" in choice for choice in choices)


def test_a_uk_police_force_may_extend_since_february_2026() -> None:
    event = E(date(2026, 10, 1), "extension", True)  # DPA 2018, section 54(3A)
    now = days("uk", "gb-eng", "police-access", date(2026, 9, 10), events=(event,))
    assert now.legal == date(2026, 12, 10)
    assert now.notice_by is None
    event = E(date(2026, 1, 20), "extension", True)
    before = days("uk", "gb-eng", "police-access", date(2026, 1, 5), events=(event,))
    assert before.legal == date(2026, 2, 5)


@pytest.mark.parametrize("right", ["information", "withdrawal"])
@pytest.mark.parametrize(("regime", "place"), [("eu", "fr"), ("uk", "gb-eng")])
def test_a_right_without_a_period_has_no_day(regime: str, place: str, right: str) -> None:
    found = days(regime, place, right, date(2026, 9, 10))
    assert found.legal is None
    assert "law.no_period" in keys(found)


# -- eu-uk.md 1.10, until when to complain


def test_austria_bars_complaints_after_a_year() -> None:
    found = days("eu", "at", "access", date(2026, 9, 26))
    assert found.complain_until == date(2027, 10, 25)  # the 26th is a holiday


def test_france_sets_no_last_day() -> None:
    assert days("eu", "fr", "access", date(2026, 9, 26)).complain_until is None


def test_the_ico_counts_three_months_from_the_last_contact() -> None:
    assert days("uk", "gb-eng", "access", date(2026, 9, 3)).complain_until == date(2026, 12, 3)


def test_without_a_seat_holidays_move_the_answer_but_not_the_complaint() -> None:
    seated = days("eu", "at", "access", date(2026, 9, 26))
    seatless = days("eu", "at", "access", date(2026, 9, 26), seatless=True)
    assert seated.legal == seatless.legal == date(2026, 10, 27)
    assert seated.complain_until == date(2027, 10, 25)  # 26 October is a holiday
    assert seatless.complain_until == date(2027, 10, 26)
    assert "law.seatless" in keys(seatless)


# -- doubts that README.md names


@pytest.mark.parametrize(
    ("place", "received", "ends"),
    [
        pytest.param("nl", date(2026, 4, 5), date(2026, 5, 6), id="Dutch 5 May"),
        pytest.param("nl", date(2026, 3, 3), date(2026, 4, 7), id="Dutch Good Friday"),
        pytest.param("gr", date(2027, 4, 4), date(2027, 5, 5), id="Greek Labour Day of 2027"),
        pytest.param("at", date(2026, 3, 3), date(2026, 4, 3), id="Austrian Good Friday"),
        pytest.param("at", date(2026, 11, 24), date(2026, 12, 24), id="Austrian 24 December"),
        pytest.param("fr-67", date(2026, 3, 3), date(2026, 4, 7), id="Alsace, Good Friday"),
        pytest.param("se", date(2026, 5, 19), date(2026, 6, 19), id="Swedish Midsummer Eve"),
    ],
)
def test_a_day_that_hangs_on_a_doubt_names_it(place: str, received: date, ends: date) -> None:
    found = days("eu", place, "access", received)
    assert found.legal == ends
    assert "law.doubt" in keys(found)


def test_a_country_whose_regions_differ_says_so() -> None:
    found = days("eu", "de", "access", date(2026, 9, 30))  # 30 October, fine everywhere
    assert "law.region_matters" not in keys(found)
    reformation = days("eu", "de", "access", date(2028, 9, 30))  # 30 October 2028 is a Monday
    assert "law.region_matters" not in keys(reformation)
    tuesday = days("eu", "de", "access", date(2028, 10, 1))  # 1 November, All Saints in five Länder
    assert "law.region_matters" in keys(tuesday)
