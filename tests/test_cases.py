from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import law
from bot.cases import Happening, Matter, Standing, reminders, standing
from bot.language import LANGUAGES, label

PARIS, NEW_YORK = ZoneInfo("Europe/Paris"), ZoneInfo("America/New_York")

CNIL_LAND = Matter(
    "eu", "fr", "access", person_zone="Europe/Paris", country="fr", seat="fr", zone="Europe/Paris"
)
CLEARVIEW = Matter(
    "eu",
    "fr",
    "access",
    person_zone="Europe/Paris",
    country="fr",
    seat="us",
    zone="America/New_York",
    seatless=True,
)


def at(*parts: int, zone: ZoneInfo = PARIS) -> datetime:
    return datetime(*parts, tzinfo=zone)  # type: ignore[arg-type, misc]


def sent(on: date, channel: str = "email") -> list[Happening]:
    return [Happening("prepared", on), Happening("sent", on, {"channel": channel})]


def told(where: Standing) -> list[str]:
    return [reason.key for reason in where.assumptions]


def test_a_prepared_letter_is_to_send() -> None:
    where = standing(CNIL_LAND, [Happening("prepared", date(2026, 11, 2))], at(2026, 11, 2, 12))
    assert where.state == "to-send"
    assert where.deadline is None
    assert where.next == ("sent", "close")


def test_an_e_mail_of_unknown_receipt_counts_from_the_sending_day() -> None:
    where = standing(CNIL_LAND, sent(date(2026, 11, 25)), at(2026, 11, 26, 12))
    assert where.state == "waiting"
    assert where.accuse == where.complain == where.deadline
    assert where.deadline is not None
    assert where.deadline.legal == date(2026, 12, 28)
    assert told(where) == ["standing.arrived_same_day"]


@pytest.mark.parametrize(
    ("country", "seat", "latest"),
    [
        pytest.param("fr", "fr", date(2026, 11, 9), id="5 working days at home"),
        pytest.param("fr", "ie", date(2026, 11, 17), id="10 within Europe, 11 November left out"),
        pytest.param("gb", "ch", date(2026, 11, 17), id="10 from Britain to Switzerland"),
        pytest.param("fr", "us", date(2026, 12, 1), id="20 beyond"),
        pytest.param(None, "fr", date(2026, 12, 1), id="20 where we do not know"),
    ],
)
def test_a_letter_of_unknown_receipt_has_two_days(
    country: str | None, seat: str, latest: date
) -> None:
    matter = Matter("eu", "fr", "access", "Europe/Paris", country=country, seat=seat)
    where = standing(matter, sent(date(2026, 11, 2), "post"), at(2026, 11, 3, 12))
    assert where.accuse is not None
    assert where.complain is not None
    assert where.accuse.reasons[0].values["day"] == latest
    assert where.complain.reasons[0].values["day"] == date(2026, 11, 2)
    assert told(where) == ["standing.post_latest", "standing.post_earliest", "standing.ask_slip"]


def test_nobody_is_called_late_on_a_letter_before_its_slip_was_asked_for() -> None:
    posted = sent(date(2026, 11, 2), "registered")
    where = standing(CNIL_LAND, posted, at(2027, 6, 1, 12))
    assert where.state == "overdue"
    assert not where.may_say_late
    assert where.next[0] == "received"
    slip = [*posted, Happening("received", date(2026, 11, 4))]
    assert standing(CNIL_LAND, slip, at(2027, 6, 1, 12)).may_say_late


def test_a_question_from_the_company_shows_that_the_letter_had_arrived() -> None:
    posted = [*sent(date(2026, 11, 2), "post"), Happening("extension", date(2026, 11, 4))]
    where = standing(CNIL_LAND, posted, at(2026, 11, 5, 12))
    assert where.accuse is not None
    assert where.accuse.reasons[0].values["day"] == date(2026, 11, 4)


def test_the_last_day_is_not_over_before_midnight_where_the_company_is() -> None:
    received = [*sent(date(2026, 11, 23)), Happening("received", date(2026, 11, 23))]
    just_before = at(2026, 12, 23, 23, 59, zone=NEW_YORK)
    assert standing(CLEARVIEW, received, just_before).state == "waiting"
    midnight = at(2026, 12, 24, zone=NEW_YORK)
    assert standing(CLEARVIEW, received, midnight).may_say_late


def test_a_company_in_no_known_zone_has_the_last_midnight_on_earth() -> None:
    nowhere = Matter("eu", "fr", "access", "Europe/Paris", country="fr", seatless=True)
    received = [*sent(date(2026, 11, 23)), Happening("received", date(2026, 11, 23))]
    assert standing(nowhere, received, datetime(2026, 12, 24, 11, tzinfo=UTC)).state == "waiting"
    assert standing(nowhere, received, datetime(2026, 12, 24, 12, tzinfo=UTC)).state == "overdue"


def test_while_identity_is_missing_nothing_is_due() -> None:
    asked = [*sent(date(2026, 11, 2)), Happening("identity-asked", date(2026, 11, 10))]
    where = standing(CNIL_LAND, asked, at(2028, 1, 1))
    assert where.state == "waiting"
    assert not where.may_say_late
    assert not reminders(CNIL_LAND, asked, at(2026, 11, 11))


def test_an_extension_with_reasons_moves_the_day() -> None:
    extended = [
        *sent(date(2026, 11, 2)),
        Happening("extension", date(2026, 11, 20), {"reasons": True}),
    ]
    where = standing(CNIL_LAND, extended, at(2026, 12, 24))
    assert where.deadline is not None
    assert where.deadline.legal == date(2027, 2, 2)
    assert where.state == "waiting"


@pytest.mark.parametrize(
    ("turns", "state"),
    [
        (["answered"], "answered"),
        (["answered", "nothing-came"], "overdue"),
        (["answered", "reopened"], "overdue"),
        (["closed"], "closed"),
        (["closed", "reopened"], "overdue"),
        (["nothing-came"], "overdue"),
    ],
)
def test_the_last_turn_decides(turns: list[str], state: str) -> None:
    history = [*sent(date(2026, 11, 2)), *(Happening(kind, date(2026, 12, 10)) for kind in turns)]
    assert standing(CNIL_LAND, history, at(2026, 12, 11)).state == state


def test_the_next_letter_comes_only_after_nothing_came() -> None:
    history = sent(date(2026, 11, 2))
    assert standing(CNIL_LAND, history, at(2026, 12, 11)).next == (
        "answered",
        "nothing-came",
        "later",
        "close",
    )
    looked = [*history, Happening("nothing-came", date(2026, 12, 11))]
    assert standing(CNIL_LAND, looked, at(2026, 12, 11)).next[0] == "follow-up"


# -- reminders


def test_did_you_send_it_comes_next_day_and_on_day_seven() -> None:
    prepared = [Happening("prepared", date(2026, 11, 2))]
    wanted = reminders(CNIL_LAND, prepared, at(2026, 11, 2, 18))
    assert [(item.kind, item.due_at) for item in wanted] == [
        ("unsent", at(2026, 11, 3, 10)),
        ("unsent", at(2026, 11, 9, 10)),
    ]


def test_the_day_has_passed_comes_at_the_persons_hour_then_twice_more() -> None:
    wanted = reminders(CNIL_LAND, sent(date(2026, 11, 25)), at(2026, 11, 25, 18))
    assert [(item.kind, item.due_at) for item in wanted] == [
        ("overdue", at(2026, 12, 29, 10)),
        ("overdue", at(2027, 1, 5, 10)),
        ("overdue", at(2027, 1, 28, 10)),
    ]
    assert len({item.occurrence for item in wanted}) == 3


def test_it_waits_for_the_end_of_the_day_at_the_companys_place() -> None:
    early = Matter("eu", "fr", "access", "Pacific/Auckland", zone="America/New_York", hour=8)
    first = reminders(early, sent(date(2026, 11, 23)), at(2026, 11, 23))[0]
    assert first.due_at == datetime(2026, 12, 25, 8, tzinfo=ZoneInfo("Pacific/Auckland"))


@pytest.mark.parametrize(("hour", "comes_at"), [(3, 8), (10, 10), (20, 20), (21, 20), (23, 20)])
def test_no_reminder_comes_at_night(hour: int, comes_at: int) -> None:
    matter = Matter("eu", "fr", "access", "Europe/Paris", hour=hour, zone="Europe/Paris")
    first = reminders(matter, sent(date(2026, 11, 25)), at(2026, 11, 25))[0]
    assert first.due_at.astimezone(PARIS).hour == comes_at


def test_the_hour_stays_when_clocks_change() -> None:
    wanted = reminders(CNIL_LAND, sent(date(2027, 2, 25)), at(2027, 2, 25))  # 28 March 2027
    assert [item.due_at.astimezone(PARIS).hour for item in wanted] == [10, 10, 10]


def test_an_answer_or_an_end_stops_the_reminders() -> None:
    for kind in ("answered", "closed", "nothing-came"):
        ended = [*sent(date(2026, 11, 2)), Happening(kind, date(2026, 11, 20))]
        assert not reminders(CNIL_LAND, ended, at(2026, 11, 21))


def test_a_day_of_arrival_told_after_nothing_came_is_watched_again() -> None:
    history = [
        *sent(date(2026, 11, 2), "post"),
        Happening("nothing-came", date(2026, 12, 21)),
        Happening("received", date(2026, 12, 1)),
    ]
    now = at(2026, 12, 22, 12)

    assert standing(CNIL_LAND, history, now).state == "waiting"
    assert [one.kind for one in reminders(CNIL_LAND, history, now)] == ["overdue"] * 3


def test_a_letter_sent_long_ago_gives_one_reminder_at_the_next_hour() -> None:
    wanted = reminders(CNIL_LAND, sent(date(2026, 1, 5)), at(2026, 11, 2, 23))
    assert [item.due_at for item in wanted] == [at(2026, 11, 3, 10)]
    assert wanted[0].occurrence.endswith("+30")


def test_a_moved_day_is_a_new_occurrence() -> None:
    before = reminders(CNIL_LAND, sent(date(2026, 11, 25)), at(2026, 11, 25))
    slip = [*sent(date(2026, 11, 25)), Happening("received", date(2026, 11, 30))]
    after = reminders(CNIL_LAND, slip, at(2026, 11, 30))
    assert not {item.occurrence for item in before} & {item.occurrence for item in after}


ZONES = st.sampled_from(
    ["Europe/Paris", "America/New_York", "Pacific/Auckland", "Asia/Kolkata", "America/Santiago"]
)


@given(
    on=st.dates(date(2025, 1, 1), date(2035, 1, 1)),
    person=ZONES,
    company=ZONES,
    hour=st.integers(0, 23),
    channel=st.sampled_from(["email", "form", "post"]),
)
def test_no_reminder_of_lateness_before_the_day_has_ended_there(
    on: date, person: str, company: str, hour: int, channel: str
) -> None:
    matter = Matter("eu", "fr", "erasure", person, hour=hour, zone=company, country="fr", seat="us")
    history = sent(on, channel)
    begun = datetime(on.year, on.month, on.day, tzinfo=UTC) - timedelta(days=1)
    accuse = standing(matter, history, begun).accuse
    assert accuse is not None
    assert accuse.legal is not None
    for item in reminders(matter, history, begun):
        assert item.due_at.astimezone(ZoneInfo(company)).date() > accuse.legal
        assert 8 <= item.due_at.astimezone(ZoneInfo(person)).hour <= 20
        assert standing(matter, history, item.due_at).state == "overdue"


@given(on=st.dates(date(2025, 1, 1), date(2035, 1, 1)), days=st.integers(0, 400))
def test_to_complain_is_never_counted_later_than_to_accuse(on: date, days: int) -> None:
    matter = Matter("uk", "gb-sct", "access", "Europe/London", country="gb", seat="us")
    now = datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(days=days)
    where = standing(matter, sent(on, "post"), now)
    assert where.accuse is not None
    assert where.complain is not None
    assert where.accuse.complain_from is not None
    assert where.complain.complain_from is not None
    assert where.complain.complain_from <= where.accuse.complain_from
    assert not where.may_say_late


@pytest.mark.parametrize("language", LANGUAGES)
def test_assumptions_read_as_sentences(language: str) -> None:
    where = standing(CLEARVIEW, sent(date(2026, 11, 2), "post"), at(2026, 11, 3))
    texts = [label(reason.key, language, **reason.values) for reason in where.assumptions]
    assert (
        texts[0]
        == {
            "fr": "Jour de réception inconnu\u00a0: avant de dire que l’entreprise est en retard, nous "
            "laissons 20 jours ouvrables à la poste, jusqu’au 1er\u00a0décembre 2026. C’est "
            "notre choix, pas la loi.",
            "en": "Day of receipt unknown: before calling the company late, we allow the post 20 "
            "working days, until 1\u00a0December 2026. That is our choice, not the law.",
        }[language]
    )
    assert len(texts) == 3


TOLD = st.sampled_from(
    [
        "received", "acknowledged", "identity-asked", "identity-given", "identity-contested",
        "clarification-asked", "clarification-given", "clarification-contested", "fee-asked",
        "fee-paid", "fee-contested", "extension", "answered", "nothing-came", "closed", "reopened",
        "put-off",
    ]
)  # fmt: skip


@st.composite
def courses(draw: st.DrawFn) -> tuple[Matter, list[Happening], datetime]:
    """Return a case in which anything may have happened, in any order."""
    regime, place = draw(st.sampled_from([("eu", "fr"), ("uk", "gb-eng"), ("ch", "ch-ge")]))
    zone = draw(st.sampled_from(["Europe/Paris", "America/Montreal", "Australia/Sydney"]))
    matter = Matter(regime, place, "access", zone, hour=draw(st.integers(0, 23)))
    sent = date(2026, 6, 1) + timedelta(days=draw(st.integers(0, 300)))
    channel = {"channel": draw(st.sampled_from(["email", "form", "post"]))}
    happened = [Happening("prepared", sent), Happening("sent", sent, channel)]
    for kind, days, reasons in draw(
        st.lists(st.tuples(TOLD, st.integers(0, 120), st.booleans()), max_size=8)
    ):
        note = {"reasons": reasons} if kind == "extension" else {}
        happened.append(Happening(kind, sent + timedelta(days=days), note))
    now = datetime.combine(sent, time(12), UTC) + timedelta(days=draw(st.integers(0, 400)))
    return matter, happened, now


@given(courses())
def test_whatever_happens_nobody_is_called_late_too_early(
    course: tuple[Matter, list[Happening], datetime],
) -> None:
    matter, happened, now = course
    found = standing(matter, happened, now)

    assert found == standing(matter, list(happened), now), "the same after a restart"
    if found.may_say_late:
        assert found.accuse is not None
        assert found.accuse.complain_from is not None
        assert found.contested is None
        zone = ZoneInfo(law.place(matter.place).zone)
        assert now.astimezone(zone).date() >= found.accuse.complain_from


@given(courses())
def test_whatever_happens_reminders_are_those_that_the_standing_asks_for(
    course: tuple[Matter, list[Happening], datetime],
) -> None:
    matter, happened, now = course
    found, wanted = standing(matter, happened, now), reminders(matter, happened, now)

    assert len({one.occurrence for one in wanted}) == len(wanted), "never twice"
    assert [one.due_at for one in wanted] == sorted(one.due_at for one in wanted)
    if found.state in {"answered", "closed"}:
        assert not wanted
    for one in wanted:
        assert one.due_at > now
        assert 8 <= one.due_at.astimezone(ZoneInfo(matter.person_zone)).hour <= 21
