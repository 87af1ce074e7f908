from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import law
from bot.cases import Happening, Matter, Standing, reminders, standing
from bot.language import LANGUAGES, label
from tests.readings import last_day

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
    assert "overdue" not in {item.kind for item in reminders(CNIL_LAND, asked, at(2026, 11, 11))}


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
        ("purge", at(2027, 1, 24, 10)),
    ]
    erased = standing(CNIL_LAND, prepared, at(2026, 11, 2, 18)).erased_on
    assert erased == date(2027, 1, 31), "90 days on"


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
        kinds = {item.kind for item in reminders(CNIL_LAND, ended, at(2026, 11, 21))}
        assert kinds == ({"purge"} if kind == "closed" else set())


def kinds(happened: list[Happening], now: datetime, matter: Matter = CNIL_LAND) -> list[str]:
    """Return the kinds of what is to be reminded of, in its order."""
    return [item.kind for item in reminders(matter, happened, now)]


def test_a_closed_case_is_announced_a_week_before_it_is_erased_and_may_be_kept() -> None:
    closed = [*sent(date(2026, 11, 2)), Happening("closed", date(2027, 2, 28))]
    (announced,) = reminders(CNIL_LAND, closed, at(2027, 3, 1))
    assert (announced.kind, announced.due_at) == ("purge", at(2028, 2, 21, 10))

    kept = [*closed, Happening("kept", date(2028, 2, 22))]
    assert standing(CNIL_LAND, kept, at(2028, 2, 22)).erased_on == date(2029, 2, 22)
    (again,) = reminders(CNIL_LAND, kept, at(2028, 2, 22))
    assert again.occurrence != announced.occurrence

    reopened = [*closed, Happening("reopened", date(2027, 3, 1))]
    assert standing(CNIL_LAND, reopened, at(2027, 3, 1)).erased_on is None
    assert "purge" not in kinds(reopened, at(2027, 3, 1))


def test_before_the_day_it_is_said_only_to_who_asked_for_it() -> None:
    history = sent(date(2026, 11, 25))
    watched = [*history, Happening("watched", date(2026, 11, 26))]
    assert "coming" not in kinds(history, at(2026, 11, 26))
    first = reminders(CNIL_LAND, watched, at(2026, 11, 26))[0]
    assert (first.kind, first.due_at) == ("coming", at(2026, 12, 25, 10))
    assert standing(CNIL_LAND, watched, at(2026, 11, 26)).watched
    assert "coming" not in kinds(
        [*watched, Happening("unwatched", date(2026, 11, 27))], at(2026, 11, 27)
    )


def test_a_day_of_ones_own_comes_at_ones_hour_until_the_case_is_closed() -> None:
    history = [
        *sent(date(2026, 11, 25)),
        Happening("remind", date(2026, 11, 25), {"day": "2026-12-04"}),
        Happening("answered", date(2026, 11, 30)),
    ]
    (wish,) = reminders(CNIL_LAND, history, at(2026, 12, 1))
    assert (wish.kind, wish.due_at) == ("wish", at(2026, 12, 4, 10))
    assert standing(CNIL_LAND, history, at(2026, 12, 1)).wishes == (date(2026, 12, 4),)
    assert standing(CNIL_LAND, history, at(2026, 12, 5)).wishes == ()
    closed = [*history, Happening("closed", date(2026, 12, 2))]
    assert kinds(closed, at(2026, 12, 2)) == ["purge"]


@pytest.mark.parametrize("demand", ["identity", "clarification"])
def test_what_is_owed_to_the_company_is_reminded_of_after_3_and_10_days(demand: str) -> None:
    asked = [*sent(date(2026, 11, 2)), Happening(f"{demand}-asked", date(2026, 11, 10))]
    wanted = [item for item in reminders(CNIL_LAND, asked, at(2026, 11, 11)) if item.kind == "owed"]
    assert [item.due_at for item in wanted] == [at(2026, 11, 13, 10), at(2026, 11, 20, 10)]
    for turn in ("given", "contested"):
        met = [*asked, Happening(f"{demand}-{turn}", date(2026, 11, 12))]
        assert "owed" not in kinds(met, at(2026, 11, 12))


def test_money_is_nothing_that_we_press_for() -> None:
    asked = [*sent(date(2026, 11, 2)), Happening("fee-asked", date(2026, 11, 10))]
    assert "owed" not in kinds(asked, at(2026, 11, 11))


def test_the_day_passed_of_an_extension_is_told_as_the_first_one() -> None:
    extended = [
        *sent(date(2026, 11, 2)),
        Happening("extension", date(2026, 11, 20), {"reasons": True}),
    ]
    wanted = reminders(CNIL_LAND, extended, at(2026, 11, 21))
    assert [(item.kind, item.due_at) for item in wanted] == [
        ("overdue", at(2027, 2, 3, 10)),
        ("overdue", at(2027, 2, 10, 10)),
        ("overdue", at(2027, 3, 5, 10)),
    ]


# -- a complaint to the organisation comes before the authority

BRITISH = Matter(
    "uk", "gb-eng", "access", "Europe/London", country="gb", seat="gb", zone="Europe/London"
)


def complained(*turns: tuple[str, date]) -> list[Happening]:
    """Return a British case that is late, with a complaint made on 1 July 2026."""
    late = [*sent(date(2026, 5, 11)), Happening("nothing-came", date(2026, 7, 1))]
    made = [*late, Happening("complained", date(2026, 7, 1))]
    return [*made, *(Happening(kind, on) for kind, on in turns)]


def test_a_complaint_to_the_organisation_has_its_thirty_days() -> None:
    # section 164A of the Data Protection Act 2018, from 1 July: 31 July 2026 is a Friday
    where = standing(BRITISH, complained(), at(2026, 7, 20))
    assert where.acknowledgement is not None
    assert where.acknowledgement.legal == date(2026, 7, 31)
    assert not where.heard_out
    (told,) = [
        one for one in reminders(BRITISH, complained(), at(2026, 7, 2)) if one.kind == "complaint"
    ]
    london = ZoneInfo("Europe/London")
    assert told.due_at == datetime(2026, 8, 1, 10, tzinfo=london)
    assert standing(BRITISH, complained(), told.due_at).heard_out


def test_an_answer_to_the_complaint_ends_its_watch_and_opens_the_next_step() -> None:
    answered = complained(("answered", date(2026, 7, 10)))
    where = standing(BRITISH, answered, at(2026, 7, 11))
    assert where.heard_out
    assert where.acknowledgement is None
    assert not kinds(answered, at(2026, 7, 11), BRITISH)


def test_an_answer_before_the_complaint_does_not() -> None:
    history = [
        *sent(date(2026, 5, 11)),
        Happening("answered", date(2026, 6, 1)),
        Happening("complained", date(2026, 7, 1)),
    ]
    where = standing(BRITISH, history, at(2026, 7, 11))
    assert where.state == "answered"
    assert not where.heard_out
    assert kinds(history, at(2026, 7, 11), BRITISH) == ["complaint"]


def test_where_no_law_gives_a_time_for_the_complaint_none_is_watched() -> None:
    history = [*sent(date(2026, 11, 2)), Happening("complained", date(2026, 12, 10))]
    assert standing(CNIL_LAND, history, at(2026, 12, 11)).acknowledgement is None
    assert "complaint" not in kinds(history, at(2026, 12, 11))


def test_a_case_brought_before_the_authority_is_silent() -> None:
    history = [*sent(date(2026, 11, 2)), Happening("moved-on", date(2026, 12, 10))]
    assert standing(CNIL_LAND, history, at(2026, 12, 11)).state == "moved-on"
    assert not kinds(history, at(2026, 12, 11))


# -- what is contested


@pytest.mark.parametrize(
    ("demand", "other"),
    [
        # eleven days, the 10th to the 20th, after the 2nd of December: the 13th is a Sunday
        pytest.param("identity", date(2026, 12, 14), id="identity"),
        pytest.param("fee", None, id="fee: our law knows no such pause"),
    ],
)
def test_a_contested_demand_leaves_the_day_and_gives_the_other(
    demand: str, other: date | None
) -> None:
    history = [*sent(date(2026, 11, 2)), Happening(f"{demand}-contested", date(2026, 11, 10))]
    where = standing(CNIL_LAND, history, at(2026, 11, 20, 12))
    assert where.deadline is not None
    assert where.deadline.legal == date(2026, 12, 2)
    assert where.contested == demand
    assert (where.justified.legal if where.justified else None) == other
    assert not standing(CNIL_LAND, history, at(2027, 1, 20)).may_say_late


def test_a_demand_that_is_contested_after_all_no_longer_stops_the_clock() -> None:
    history = [*sent(date(2026, 11, 2)), Happening("identity-asked", date(2026, 11, 10))]
    assert standing(CNIL_LAND, history, at(2026, 11, 20)).deadline.legal is None  # type: ignore[union-attr]
    history.append(Happening("identity-contested", date(2026, 11, 12)))
    where = standing(CNIL_LAND, history, at(2026, 11, 20))
    assert where.deadline is not None
    assert where.deadline.legal == date(2026, 12, 2)


def test_a_demand_that_was_met_keeps_its_days_when_the_next_is_contested() -> None:
    met = [
        *sent(date(2026, 11, 2)),
        Happening("identity-asked", date(2026, 11, 3)),
        Happening("identity-given", date(2026, 11, 9)),
    ]
    again = [*met, Happening("identity-contested", date(2026, 11, 20))]
    now = at(2026, 11, 21)
    assert standing(CNIL_LAND, met, now).deadline == standing(CNIL_LAND, again, now).deadline


def test_a_demand_that_is_met_after_all_has_stopped_the_clock_from_the_start() -> None:
    met = [
        *sent(date(2026, 11, 2)),
        Happening("identity-asked", date(2026, 11, 3)),
        Happening("identity-given", date(2026, 11, 9)),
    ]
    gave_in = [
        *sent(date(2026, 11, 2)),
        Happening("identity-contested", date(2026, 11, 3)),
        Happening("identity-asked", date(2026, 11, 8)),
        Happening("identity-given", date(2026, 11, 9)),
    ]
    now = at(2026, 11, 21)
    assert standing(CNIL_LAND, met, now).deadline == standing(CNIL_LAND, gave_in, now).deadline


def test_more_time_that_is_contested_leaves_the_day_and_gives_the_other() -> None:
    extended = [
        *sent(date(2026, 11, 2)),
        Happening("extension", date(2026, 11, 20), {"reasons": True}),
    ]
    history = [*extended, Happening("extension-contested", date(2026, 11, 21))]
    where = standing(CNIL_LAND, history, at(2026, 12, 20))
    assert where.state == "overdue"
    assert where.contested == "extension"
    assert where.deadline is not None
    assert where.deadline.legal == date(2026, 12, 2)
    assert where.justified is not None
    assert where.justified.legal == date(2027, 2, 2)
    assert not where.may_say_late


def test_more_time_that_counts_for_nothing_may_be_contested_and_the_company_late() -> None:
    history = [
        *sent(date(2026, 11, 2)),
        Happening("extension", date(2026, 11, 20), {"reasons": False}),
        Happening("extension-contested", date(2026, 11, 21)),
    ]
    where = standing(CNIL_LAND, history, at(2026, 12, 20))
    assert where.justified is None
    assert where.may_say_late


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


@settings(deadline=None)
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


@settings(deadline=None)
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
        "put-off", "remind", "watched", "unwatched", "kept", "note", "reminded", "complained",
        "moved-on", "extension-contested",
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
        note: dict[str, object] = {"reasons": reasons} if kind == "extension" else {}
        if kind == "remind":
            note = {"day": (sent + timedelta(days=days + 5)).isoformat()}
        happened.append(Happening(kind, sent + timedelta(days=days), note))
    now = datetime.combine(sent, time(12), UTC) + timedelta(days=draw(st.integers(0, 400)))
    return matter, happened, now


@settings(deadline=None)
@given(courses())
def test_whatever_happens_nobody_is_called_late_too_early(
    course: tuple[Matter, list[Happening], datetime],
) -> None:
    matter, happened, now = course
    found = standing(matter, happened, now)

    if found.may_say_late:
        assert found.accuse is not None
        assert found.accuse.complain_from is not None
        assert found.contested in {None, "extension"}
        assert found.justified is None
        zone = ZoneInfo(law.place(matter.place).zone)
        assert now.astimezone(zone).date() >= found.accuse.complain_from


TURNS = st.tuples(
    st.sampled_from(["identity", "clarification"]),
    st.sampled_from(["asked", "contested", "given"]),
    st.integers(0, 29),
)


@settings(deadline=None, max_examples=300)
@given(st.lists(TURNS, min_size=1, max_size=4), st.integers(28, 60))
def test_whatever_is_demanded_and_contested_the_kindest_reading_is_over_first(
    turns: list[tuple[str, str, int]], days: int
) -> None:
    begun = date(2026, 6, 1)
    happened = [
        *sent(begun),
        *(Happening(f"{name}-{turn}", begun + timedelta(days=on)) for name, turn, on in turns),
    ]
    now = datetime.combine(begun + timedelta(days=days), time(12), UTC)

    if standing(CNIL_LAND, happened, now).may_say_late:
        last = last_day(CNIL_LAND, happened)
        assert last is not None
        assert now.astimezone(PARIS).date() > last


ASKED = {
    "to-send": {"unsent", "later", "purge", "wish", "closing", "complaint"},
    "waiting": {"overdue", "later", "wish", "closing", "coming", "owed", "complaint"},
    "overdue": {"overdue", "later", "wish", "closing", "coming", "owed", "complaint"},
    "answered": {"wish", "complaint", "closing"},
    "moved-on": {"wish"},
    "closed": {"purge"},
}


@settings(deadline=None)
@given(courses())
def test_whatever_happens_reminders_are_those_that_the_standing_asks_for(
    course: tuple[Matter, list[Happening], datetime],
) -> None:
    matter, happened, now = course
    found, wanted = standing(matter, happened, now), reminders(matter, happened, now)

    assert len({one.occurrence for one in wanted}) == len(wanted), "never twice"
    assert [one.due_at for one in wanted] == sorted(one.due_at for one in wanted)
    asked = {one.kind for one in wanted}
    assert asked <= ASKED[found.state]
    for one in wanted:
        assert one.due_at > now
        assert 8 <= one.due_at.astimezone(ZoneInfo(matter.person_zone)).hour <= 21


QUEBECOIS = Matter("qc", "ca-qc", "access", person_zone="America/Toronto", country="ca", seat="ca")


@pytest.mark.parametrize(
    ("answered", "how", "until"),
    [
        (date(2026, 3, 10), "refused", date(2026, 4, 9)),  # thirty days from the refusal
        (date(2026, 3, 10), "answered", None),  # nothing to complain about
        (date(2026, 4, 5), "nothing", date(2026, 5, 1)),  # of the silence that was there before
        (date(2026, 5, 20), "refused", date(2026, 6, 19)),  # the silence’s time is over: a new one
    ],
)
def test_the_time_to_complain_of_an_answer_is_the_nearer_one(
    answered: date, how: str, until: date | None
) -> None:
    happened = [*sent(date(2026, 3, 2)), Happening("answered", answered, {"how": how})]
    now = datetime.combine(answered, time(12), UTC)

    assert standing(QUEBECOIS, happened, now).complain_by == until

    closing = [one for one in reminders(QUEBECOIS, happened, now) if one.kind == "closing"]
    days = [one.due_at.date() for one in closing]
    assert days == ([until - timedelta(14), until - timedelta(3)] if until else [])


def test_a_letter_that_came_back_was_never_sent() -> None:
    first = [Happening("prepared", date(2026, 3, 2)), *sent(date(2026, 3, 2))]
    arrived = [*first, Happening("received", date(2026, 3, 2))]
    back = [*arrived, Happening("bounced", date(2026, 3, 5))]
    now = at(2026, 3, 5, 12)

    assert standing(CNIL_LAND, back, now).state == "to-send"
    planned = {one.kind for one in reminders(CNIL_LAND, back, now)}
    assert "unsent" in planned
    assert "overdue" not in planned

    again = [*back, *sent(date(2026, 3, 20), "post")]
    alone = sent(date(2026, 3, 20), "post")
    assert standing(CNIL_LAND, again, now) == standing(CNIL_LAND, alone, now)
