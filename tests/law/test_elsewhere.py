"""The rules and traps of other.md, beyond the worked examples."""

from datetime import date

import pytest

from bot.law import Deadline, Event, deadline, regimes

E = Event


def days(
    regime: str, place: str, received: date, *events: Event, right: str = "access"
) -> Deadline:
    return deadline(regime, place, right, received, events)


def keys(found: Deadline) -> list[str]:
    return [reason.key for reason in found.reasons]


# -- last safe days to complain (other.md 2 and 3)


@pytest.mark.parametrize(
    ("received", "until"),
    [
        (date(2026, 9, 2), date(2027, 4, 2)),
        (date(2026, 10, 30), date(2027, 5, 29)),  # a Saturday counts
        (date(2026, 10, 29), date(2027, 5, 28)),
        (date(2027, 2, 24), date(2027, 9, 24)),  # the 26th is a Sunday: Friday
        (date(2027, 2, 26), date(2027, 9, 28)),
        (date(2026, 8, 31), date(2027, 3, 30)),
        (date(2026, 12, 2), date(2027, 6, 30)),  # 1 July is a holiday
    ],
)
def test_the_federal_commissioner_has_six_months(received: date, until: date) -> None:
    assert days("ca", "ca", received).complain_until == until


@pytest.mark.parametrize(
    ("received", "until"),
    [
        (date(2026, 5, 25), date(2026, 7, 24)),
        (date(2026, 6, 1), date(2026, 7, 31)),
        (date(2026, 9, 24), date(2026, 11, 23)),
        (date(2026, 11, 27), date(2027, 1, 26)),
        (date(2027, 2, 26), date(2027, 4, 27)),
        (date(2026, 11, 25), date(2027, 1, 22)),  # the 24th is a Sunday: Friday
        (date(2027, 4, 24), date(2027, 6, 23)),
    ],
)
def test_the_cai_has_thirty_days_from_the_day_before_any_move(received: date, until: date) -> None:
    assert days("qc", "ca-qc", received).complain_until == until


def test_british_columbia_counts_business_days_for_a_review_too() -> None:
    found = days("bc", "ca-bc", date(2026, 9, 1))
    assert found.complain_until == date(2026, 11, 30)  # other.md 4, thirty more business days


def test_a_friday_holiday_in_quebec_names_its_doubt() -> None:
    assert "law.doubt" in keys(days("qc", "ca-qc", date(2026, 11, 25)))
    assert "law.doubt" not in keys(days("qc", "ca-qc", date(2026, 11, 27)))


@pytest.mark.parametrize("regime", ["qc", "au"])
def test_an_extension_that_the_law_does_not_know_is_ignored(regime: str) -> None:
    place = {"qc": "ca-qc", "au": "au-nsw"}[regime]
    plain = days(regime, place, date(2026, 9, 1))
    told = days(regime, place, date(2026, 9, 1), E(date(2026, 9, 10), "extension", True))
    assert told.legal == plain.legal
    assert "law.extension_unknown" in keys(told)


@pytest.mark.parametrize(("regime", "place"), [("ch", "ch-be"), ("nz", "nz")])
def test_an_extension_without_a_limit_leaves_the_end_open(regime: str, place: str) -> None:
    plain = days(regime, place, date(2026, 9, 1))
    told = days(regime, place, date(2026, 9, 1), E(date(2026, 9, 10), "extension", True))
    assert told.legal == plain.legal
    assert told.open_ended
    assert not plain.open_ended
    assert "law.extended_openly" in keys(told)


# -- Switzerland


def test_a_swiss_fee_that_is_not_confirmed_in_ten_days_ends_the_request() -> None:
    asked = E(date(2027, 3, 8), "fee-asked")
    for events in ([asked], [asked, E(date(2027, 3, 19), "fee-paid")]):
        found = days("ch", "ch-be", date(2027, 3, 1), *events)
        assert found.legal is found.notice_by is None
        assert "law.withdrawn" in keys(found)
    confirmed = days("ch", "ch-be", date(2027, 3, 1), asked, E(date(2027, 3, 18), "fee-paid"))
    assert confirmed.legal == date(2027, 4, 19)


def test_a_swiss_fee_that_is_announced_late_starts_the_thirty_days_all_the_same() -> None:
    asked, paid = E(date(2028, 5, 24), "fee-asked"), E(date(2028, 5, 30), "fee-paid")
    found = days("ch", "ch-be", date(2028, 4, 7), asked, paid)
    assert found.nominal == date(2028, 7, 3)  # DPO 19(3) knows no last day for the notice


@pytest.mark.parametrize("right", ["erasure", "objection", "rectification", "withdrawal"])
def test_swiss_law_sets_no_time_to_erase(right: str) -> None:
    found = days("ch", "ch-zh", date(2026, 9, 1), right=right)
    assert found.legal is None
    assert "law.no_period" in keys(found)


def test_the_swiss_move_to_a_working_day_is_marked_as_inferred() -> None:
    assert "law.roll_inferred" in keys(days("ch", "ch-be", date(2026, 7, 2)))


def test_an_unknown_canton_says_where_the_day_would_differ() -> None:
    found = days("ch", "ch", date(2026, 8, 11))  # 10 September: a holiday in Geneva
    assert found.legal == date(2026, 9, 10)
    assert "law.region_matters" in keys(found)


# -- identity and fees where the law counts from receipt (other.md 14.5)


@pytest.mark.parametrize(
    ("regime", "place"),
    [
        ("ch", "ch-be"), ("ca", "ca"), ("qc", "ca-qc"), ("bc", "ca-bc"), ("ab", "ca-ab"),
        ("nz", "nz"), ("us-ca", "us-ca"), ("us-wa", "us-wa"), ("us-va", "us-va"),
    ],
)  # fmt: skip
def test_a_question_about_identity_moves_nothing_but_is_spoken_of(regime: str, place: str) -> None:
    plain = days(regime, place, date(2026, 9, 1))
    asked = days(regime, place, date(2026, 9, 1), E(date(2026, 9, 10), "identity-asked"))
    assert (asked.nominal, asked.legal) == (plain.nominal, plain.legal)
    assert {"law.no_pause_identity", "law.note"} & set(keys(asked))


def test_an_alberta_fee_estimate_stops_the_clock_for_thirty_days_at_most() -> None:
    asked = E(date(2026, 9, 10), "fee-asked")
    paid = days("ab", "ca-ab", date(2026, 9, 1), asked, E(date(2026, 9, 14), "fee-paid"))
    assert paid.nominal == date(2026, 10, 21)  # 16 October and five days
    late = days("ab", "ca-ab", date(2026, 9, 1), asked, E(date(2026, 10, 11), "fee-paid"))
    assert late.legal is None
    assert "law.withdrawn" in keys(late)


def test_an_alberta_estimate_on_the_day_of_receipt_counts_both_its_days() -> None:
    asked = E(date(2027, 9, 16), "fee-asked")
    paid = days("ab", "ca-ab", date(2027, 9, 16), asked, E(date(2027, 9, 20), "fee-paid"))
    assert paid.nominal == date(2027, 11, 5)  # 31 October and the five days from 16 to 20
    assert paid.legal == date(2027, 11, 5)


# -- rights that a law does not have


@pytest.mark.parametrize(
    ("regime", "place", "right"),
    [
        ("ca", "ca", "erasure"),
        ("au", "au-nsw", "erasure"),
        ("nz", "nz", "erasure"),
        ("us-ia", "us-ia", "rectification"),
        ("us-il", "us-il", "access"),
        ("us-wa", "us-wa", "opt-out"),
    ],
)
def test_no_such_right_here(regime: str, place: str, right: str) -> None:
    found = days(regime, place, date(2027, 6, 1), right=right)
    assert found.legal is None
    assert "law.absent" in keys(found)


def test_what_is_indicative_says_so() -> None:
    assert "law.note" in keys(days("au", "au-nsw", date(2026, 9, 1)))
    assert "law.doubt" in keys(days("au", "au-nsw", date(2026, 9, 4)))  # moved: a courtesy


# -- the United States


@pytest.mark.parametrize(
    ("state", "begins"),
    [
        ("us-in", date(2026, 1, 1)),
        ("us-ok", date(2027, 1, 1)),
        ("us-la", date(2027, 1, 1)),
        ("us-al", date(2027, 5, 1)),
    ],
)
def test_a_law_begins_on_its_day(state: str, begins: date) -> None:
    before = days(state, state, date.fromordinal(begins.toordinal() - 1))
    assert before.legal is None
    assert "law.not_yet" in keys(before)
    assert days(state, state, begins).legal is not None


@pytest.mark.parametrize("state", ["us-de", "us-in", "us-ne", "us-nh", "us-ri", "us-tn", "us-ut"])
def test_an_extension_of_forty_five_days_ends_on_a_day(state: str) -> None:
    """The statutes, read on 28 November 2026: once, by 45 days (Neb. Rev. Stat. § 87-1108(2) …)."""
    told = days(state, state, date(2026, 9, 1), E(date(2026, 9, 20), "extension", True))
    assert told.legal == date(2026, 11, 30)
    assert not told.open_ended


def test_utah_has_corrected_since_its_law_was_changed() -> None:
    """Utah Code § 13-61-201(4), in force on 1 July 2026."""
    before = days("us-ut", "us-ut", date(2026, 6, 30), right="rectification")
    assert before.legal is None
    assert "law.not_yet" in keys(before)
    assert days("us-ut", "us-ut", date(2026, 7, 1), right="rectification").legal == date(
        2026, 8, 15
    )


def test_rhode_island_has_fifteen_days_to_act_on_consent_that_is_taken_back() -> None:
    found = days("us-ri", "us-ri", date(2026, 9, 1), right="withdrawal")
    assert found.legal == date(2026, 9, 16)  # R.I. Gen. Laws 6-48.1-4(e)
    assert found.notice_by is None


@pytest.mark.parametrize(
    ("state", "appeal"),
    [
        ("us-co", 45),  # C.R.S. 6-1-1306(3)
        ("us-ct", 60),  # Conn. Gen. Stat. 42-518(d)
        ("us-de", 60),  # 6 Del. C. 12D-104(d)
        ("us-ia", 60),  # Iowa Code 715D.3(3)
        ("us-in", 60),  # IC 24-15-3-1(d)
        ("us-md", 60),  # SB 541 of 2024, 14-4605(F)(3)
        ("us-ne", 60),  # LB1074 of 2024, section 9
        ("us-wa", 45),  # RCW 19.373.040(1)(h)
    ],
)
def test_an_appeal_to_the_company_has_the_days_of_its_statute(state: str, appeal: int) -> None:
    (law,) = [one for one in regimes() if one.code == state]
    (told,) = [fact for fact in law.facts if fact.kind == "complaint"]
    assert f"{appeal} days" in told.text["en"]
    assert f"{appeal} jours" in told.text["fr"]


@pytest.mark.parametrize(
    ("provision", "fr", "en"),
    [
        ("code", "3 août 2026", "3 August 2026"),  # Biometric Processing Privacy Code 2025
        ("ipp-3a", "1er mai 2026", "1 May 2026"),  # Privacy Amendment Act 2025
    ],
)
def test_new_zealand_tells_what_began_in_2026(provision: str, fr: str, en: str) -> None:
    (law,) = [one for one in regimes() if one.code == "nz"]
    (told,) = [fact for fact in law.facts if fact.provision.id == provision]
    assert fr in told.text["fr"]
    assert en in told.text["en"]


def test_connecticut_wants_a_sign_where_faces_are_recognised_since_october_2026() -> None:
    """Conn. Gen. Stat. 42-524(a)(2), as Public Act 26-100, section 45, wrote it."""
    (law,) = [one for one in regimes() if one.code == "us-ct"]
    before, since = (
        [one.text for one in law.facts_on(day)] for day in (date(2026, 9, 30), date(2026, 10, 1))
    )
    assert not [text for text in before if "each entrance" in text["en"]]
    (sign,) = [text for text in since if "each entrance" in text["en"]]
    assert "a database that it alone keeps" in sign["en"]
    assert "à chaque entrée" in sign["fr"]
    assert "qu’à une base qu’elle tient seule" in sign["fr"]


def test_connecticut_reaches_whoever_handles_sensitive_data() -> None:
    """Conn. Gen. Stat. 42-516, in force since 1 July 2026: 35,000 people, or sensitive data."""
    (law,) = [one for one in regimes() if one.code == "us-ct"]
    (told, _) = [fact.text for fact in law.facts if fact.kind == "reach"]
    assert "35,000" in told["en"]
    assert "whatever their size" in told["en"]
    assert "35\N{NARROW NO-BREAK SPACE}000" in told["fr"]
    assert "quelle que soit leur taille" in told["fr"]


def test_a_colorado_day_that_hangs_on_custom_names_the_doubt() -> None:
    found = days("us-co", "us-co", date(2026, 5, 19))  # 3 July 2026: kept for Saturday the 4th
    assert found.legal == date(2026, 7, 6)
    assert "law.doubt" in keys(found)


def test_where_nothing_moves_a_day_the_weekend_is_spoken_of() -> None:
    found = days("us-va", "us-va", date(2027, 1, 14))  # Sunday 28 February
    assert found.legal == date(2027, 2, 28)
    assert "law.stays" in keys(found)


# -- Canada: both laws at once


def test_a_quebec_holiday_counts_under_the_federal_law_in_quebec_only() -> None:
    assert days("ca", "ca-qc", date(2026, 5, 25)).legal == date(2026, 6, 25)
    assert days("ca", "ca", date(2026, 5, 25)).legal == date(2026, 6, 24)
