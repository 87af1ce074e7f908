"""What holds for every regime, place and right."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language import LANGUAGES, label
from bot.law import EVENTS, RIGHTS, Event, deadline, place, places, regimes
from bot.law.calendars import holiday

PAIRS = [(law.code, spot.code) for law in regimes() for spot in places(law.code)]
DAYS = st.dates(date(2026, 2, 5), date(2035, 12, 31))
WHERE = st.sampled_from(PAIRS)


@given(where=WHERE, right=st.sampled_from(RIGHTS), received=DAYS)
def test_every_request_has_a_day_or_a_reason_why_not(
    where: tuple[str, str], right: str, received: date
) -> None:
    found = deadline(*where, right, received)
    assert found.reasons
    for language in LANGUAGES:
        assert all(label(reason.key, language, **reason.values) for reason in found.reasons)
    if found.legal is None:
        assert (
            found.nominal is found.notice_by is found.complain_from is found.complain_until is None
        )
        return
    assert found.nominal is not None
    assert received < found.nominal <= found.legal
    assert found.complain_from == found.legal + timedelta(days=1)
    assert found.notice_by is None or received < found.notice_by <= found.legal
    assert found.law_version.startswith(where[0])


@given(where=WHERE, received=DAYS)
def test_no_period_ends_on_a_closed_day(where: tuple[str, str], received: date) -> None:
    found = deadline(*where, "access", received)
    law = next(item for item in regimes() if item.code == where[0])
    rule = law.rule("access", where[1], received)
    if found.legal is None or rule is None:
        return
    assert found.legal.isoweekday() not in rule.roll.weekdays
    if rule.roll.holidays:
        day = holiday(place(where[1]).calendar_of(where[0]), found.legal)
        assert day is None or not day.closed


@given(where=WHERE, received=DAYS, later=st.integers(1, 40))
def test_a_later_request_is_never_due_earlier(
    where: tuple[str, str], received: date, later: int
) -> None:
    first = deadline(*where, "access", received)
    second = deadline(*where, "access", received + timedelta(days=later))
    if first.legal and second.legal and first.law_version == second.law_version:
        assert first.legal <= second.legal


@given(where=WHERE, received=DAYS, after=st.integers(0, 60), reasons=st.booleans())
def test_an_extension_never_shortens(
    where: tuple[str, str], received: date, after: int, reasons: bool
) -> None:
    base = deadline(*where, "access", received)
    event = Event(received + timedelta(days=after), "extension", reasons)
    extended = deadline(*where, "access", received, [event])
    if base.legal and extended.legal:
        assert extended.legal >= base.legal
        assert extended.notice_by == base.notice_by
        if not reasons or (base.notice_by and event.on > base.notice_by):
            assert extended.legal == base.legal


@given(
    where=WHERE,
    received=DAYS,
    kind=st.sampled_from(["identity", "clarification"]),
    asked=st.integers(0, 25),
    given_after=st.integers(0, 30),
)
def test_a_pause_never_shortens(
    where: tuple[str, str], received: date, kind: str, asked: int, given_after: int
) -> None:
    begins = received + timedelta(days=asked)
    events = [
        Event(begins, f"{kind}-asked"),
        Event(begins + timedelta(days=given_after), f"{kind}-given"),
    ]
    base, paused = (
        deadline(*where, "access", received),
        deadline(*where, "access", received, events),
    )
    if base.legal and paused.legal and base.notice_by and paused.notice_by:
        assert paused.legal >= base.legal
        assert paused.notice_by >= base.notice_by


EVENT = st.builds(
    Event,
    on=st.dates(date(2026, 2, 5), date(2026, 12, 31)),
    kind=st.sampled_from(EVENTS),
    reasons=st.sampled_from([True, False, None]),
)


@settings(max_examples=300)
@given(
    where=WHERE,
    right=st.sampled_from(RIGHTS),
    received=st.dates(date(2026, 2, 5), date(2026, 12, 31)),
    events=st.lists(EVENT, max_size=6),
    seatless=st.booleans(),
)
def test_whatever_happened_the_days_are_in_order_and_the_reasons_read(
    where: tuple[str, str], right: str, received: date, events: list[Event], seatless: bool
) -> None:
    found = deadline(*where, right, received, events, seatless=seatless)
    assert found == deadline(*where, right, received, events[::-1], seatless=seatless) or any(
        one.on == other.on for one in events for other in events if one is not other
    )
    for reason in found.reasons:
        assert label(reason.key, "fr", **reason.values)
        assert label(reason.key, "en", **reason.values)
    if found.nominal and found.legal and found.complain_from:
        assert received <= found.nominal <= found.legal < found.complain_from
