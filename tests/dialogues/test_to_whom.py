"""What a company makes of a request: a warning before any name, the language of the letter."""

from collections.abc import Iterator
from datetime import date

import pytest

from bot.companies import Company, Found, include
from bot.companies.records import UNDATED
from tests.dialogues.conftest import World

WRITE = {
    "fr": ("/demande", "Pour moi", "👁 Accès", "Écrire à « Gymnase Exemple »"),
    "en": ("/request", "For me", "👁 Access", "Write to “Gymnase Exemple”"),
}
CAUTIONED = {
    "fr": (
        "/demande", ("Pour moi", "👁 Accès"), "Est-ce votre employeur ?", "Continuer",
        "✓ RGPD britannique", "Quel est votre nom",
    ),
    "en": (
        "/request", ("For me", "👁 Access"), "Is this your employer?", "Go on",
        "✓ UK GDPR", "What is your name",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_a_caution_comes_before_any_name_is_asked(town: World, language: str) -> None:
    request, begun, caution, go_on, law, name = CAUTIONED[language]
    chat = await town.settled("Alex", language, "gb")
    await chat.say(request)
    await chat.press(*begun)
    await chat.say("Serco Leisure")

    assert caution in await chat.press("Serco Leisure")
    assert chat.heard(name) == 0
    assert chat.labels[0] == go_on
    await chat.press(go_on, law)

    assert chat.heard(name) == 1


@pytest.mark.parametrize(
    ("language", "country", "seat", "law", "proposed"),
    [
        ("fr", "be", "Belgique", ("✓ RGPD",), "le français"),
        ("fr", "fr", "Pays-Bas", ("✓ RGPD",), "l’anglais"),
        ("en", "ca", "Canada", ("Quebec", "Quebec", "✓ Quebec Act (P-39.1)"), "French"),
        ("en", "ca", "Canada", ("British Columbia", "British Columbia", "✓ PIPEDA"), "English"),
        ("fr", "be", "Canada", ("Québec", "✓ RGPD"), "le français"),
    ],
)
async def test_a_company_typed_in_is_written_to_in_its_own_language(
    town: World,
    language: str,
    country: str,
    seat: str,
    law: tuple[str, ...],
    proposed: str,
) -> None:
    request, *begun, use = WRITE[language]
    chat = await town.settled("Ana", language, country)
    await chat.say(request)
    await chat.press(*begun)
    await chat.say("Gymnase Exemple")
    await chat.press(use)
    await chat.say("contact@example.com")
    await chat.say(seat)
    await chat.press(*law)
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    skip = {"fr": "Passer", "en": "Skip"}[language]

    assert proposed in await chat.press(skip, skip)


def imported(seen: date) -> Company:
    """Return what an import brings of a company."""
    page = "https://www.datenanfragen.de/company/muster/"
    found = (Found("dsb@muster.example", page, seen),)
    return Company(
        id="i-muster", name="Muster AG", country="de", emails=found, sources=(page,), quality="verified"
    )  # fmt: skip


@pytest.fixture
def nothing_stays() -> Iterator[None]:
    yield
    include(())


@pytest.mark.parametrize(
    ("language", "seen", "age"),
    [
        ("fr", date(2025, 6, 1), "pour la dernière fois le 1er juin 2025 : l’adresse a pu changer"),
        ("en", date(2025, 3, 1), "last changed this record on 1 March 2025: compare the address"),
        ("fr", UNDATED, "Nous ne savons pas de quand date l’adresse"),
        ("en", date(2024, 3, 1), "more than two years ago: I no longer show its address"),
    ],
)
async def test_an_imported_company_says_where_it_is_from_and_how_old(
    town: World, nothing_stays: None, language: str, seen: date, age: str
) -> None:
    include([imported(seen)])
    chat = await town.settled("Ana", language, "fr")
    request, *begun, _ = WRITE[language]
    card = await chat.say("/entreprise muster")
    assert "annuaire public" in card or "public directory" in card
    assert age in card
    assert ("dsb@muster.example" in card) is (seen.year != 2024)

    await chat.say(request)
    await chat.press(*begun)
    await chat.say("muster")
    await chat.press("Muster AG", {"fr": "✓ RGPD", "en": "✓ GDPR"}[language])
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    skip, tongue = {"fr": ("Passer", "Français"), "en": ("Skip", "English")}[language]

    assert age in await chat.press(skip, skip, tongue)
