"""Which law, and whose calendar."""

import pytest

from bot.language import LANGUAGES, label
from bot.law import Proposal, places, propose, zone


def offered(proposal: Proposal) -> list[tuple[str | None, str | None]]:
    return [(one.regime, one.place) for one in (proposal, *proposal.alternatives) if one.regime]


@pytest.mark.parametrize(
    ("country", "home", "seat", "laws"),
    [
        pytest.param("FR", None, "us", [("eu", "fr")], id="France and a US company without a seat"),
        pytest.param("fr", "fr-974", None, [("eu", "fr")], id="La Réunion: the country's calendar"),
        pytest.param("RE", None, "us", [("eu", "fr-974")], id="La Réunion by its own code"),
        pytest.param("FR", None, "ie", [("eu", "ie")], id="an Irish company: Irish holidays"),
        pytest.param("FR", None, "gb", [("eu", "fr"), ("uk", "gb-eng")], id="a British company"),
        pytest.param("GB", None, "ie", [("uk", "gb-eng"), ("eu", "ie")], id="a UK resident, Irish"),
        pytest.param("GB", "gb-sct", "us", [("uk", "gb-sct")], id="a Scot and a US company"),
        pytest.param("GB", "gb-sct", "gb", [("uk", "gb-eng")], id="a Scot and an English company"),
        pytest.param(
            "CA", "ca-qc", "us", [("qc", "ca-qc"), ("ca", "ca-qc")], id="Quebec: both laws"
        ),
        pytest.param("CA", None, "us", [("ca", "ca")], id="Canada, province unknown"),
        pytest.param("US", "us-ca", "us", [("us-ca", "us-ca")], id="California"),
        pytest.param("US", "us-il", "ie", [("eu", "ie"), ("us-il", "us-il")], id="Illinois, Irish"),
        pytest.param("CH", "ch-ge", "us", [("ch", "ch")], id="Geneva: common days for abroad"),
        pytest.param("CH", "ch-ge", "ch-zh", [("ch", "ch-zh")], id="Geneva and a Zurich company"),
        pytest.param("AU", "au-nsw", "us", [("au", "au-nsw")], id="New South Wales"),
        pytest.param("SN", None, "fr", [("eu", "fr"), ("sn", "sn")], id="Senegal, French company"),
        pytest.param("SN", None, "us", [("sn", "sn")], id="Senegal: no computed day"),
        pytest.param("BR", None, "fr", [("eu", "fr")], id="Brazil and a French company"),
        pytest.param(None, None, "ie", [("eu", "ie")], id="country unknown"),
        pytest.param("BR", None, "us", [], id="nothing that we know"),
        pytest.param("BR", None, "us-ca", [], id="California protects residents only"),
        pytest.param(None, None, None, [], id="nothing known"),
    ],
)
def test_a_law_is_proposed(
    country: str | None,
    home: str | None,
    seat: str | None,
    laws: list[tuple[str, str]],
) -> None:
    assert offered(propose(country, seat, home=home)) == [*laws]


@pytest.mark.parametrize(
    ("country", "seat", "seatless"),
    [("fr", "us", True), ("fr", None, True), ("fr", "ie", False), ("gb", "ie", True)],
)
def test_a_company_without_a_seat_is_told_apart(country: str, seat: str, seatless: bool) -> None:
    assert propose(country, seat).seatless is seatless


@pytest.mark.parametrize(
    ("country", "seat", "key"),
    [
        ("br", "us", "law.propose_none"),
        ("us", "us", "law.propose_region"),
        (None, None, "law.propose_unknown"),
    ],
)
def test_no_law_comes_with_an_honest_reason(country: str, seat: str, key: str) -> None:
    proposal = propose(country, seat)
    assert proposal.regime is None
    assert proposal.reason.key == key


def test_who_lives_in_a_part_without_a_law_of_ours_is_not_asked_again() -> None:
    assert propose("us", "us", home="elsewhere").reason.key == "law.propose_none"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_proposal_reads_as_a_sentence(language: str) -> None:
    for spot in places():
        for seat in ("ie", "gb", "us", None):
            proposal = propose(spot.country, seat, home=spot.code)
            for one in (proposal, *proposal.alternatives):
                assert label(one.reason.key, language, **one.reason.values)


@pytest.mark.parametrize(
    ("seat", "where"),
    [
        ("ie", "Europe/Dublin"),
        ("GB", "Europe/London"),
        ("us", "America/Los_Angeles"),
        ("us-ny", "America/Los_Angeles"),
        ("us-co", "America/Denver"),
        ("xx", None),
        (None, None),
    ],
)
def test_a_companys_zone_is_where_its_day_ends(seat: str | None, where: str | None) -> None:
    assert zone(seat) == where
