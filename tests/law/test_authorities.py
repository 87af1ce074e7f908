import pytest

from bot.law import authority, authority_over


@pytest.mark.parametrize(
    ("regime", "residence", "place", "found"),
    [
        pytest.param("eu", "fr", "fr", "fr-cnil", id="at home"),
        pytest.param("eu", "fr", "ie", "fr-cnil", id="GDPR, Article 77: where one lives"),
        pytest.param("eu", "gb", "fr", "fr-cnil", id="moved out of the law of the request"),
        pytest.param("uk", "ch-ge", "gb-eng", "uk-ico", id="never lived under it"),
        pytest.param("eu", None, "be", "be-apd", id="no country told"),
        pytest.param("eu", "zz", "lu", "lu-cnpd", id="a country we do not know"),
        pytest.param("eu", None, "zz", None, id="a place we no longer know"),
    ],
)
def test_the_authority_fits_the_law_of_the_request(
    regime: str, residence: str | None, place: str, found: str | None
) -> None:
    told = authority_over(regime, residence, place)

    assert (told.id if told else None) == found


def test_the_british_address_warns_of_the_move_to_manchester() -> None:
    """Announced in June 2025 for autumn 2026; the new postal address is not known to us."""
    ico = authority("gb")

    assert ico is not None
    assert ico.note is not None
    assert all("Manchester" in ico.note[language] for language in ("fr", "en"))
