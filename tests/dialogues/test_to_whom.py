"""What a company makes of a request: a warning before any name, the language of the letter."""

import pytest

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
    ("language", "lives", "seat", "law", "proposed"),
    [
        ("fr", ("be", ()), "Belgique", "✓ RGPD", "le français"),
        ("fr", ("fr", ()), "Allemagne", "✓ RGPD", "l’anglais"),
        ("en", ("ca", ("Quebec",)), "Canada", "✓ Quebec Act (P-39.1)", "French"),
        ("en", ("ca", ("British Columbia",)), "Canada", "✓ PIPEDA", "English"),
        ("en", ("ca", ("Quebec",)), "France", "✓ GDPR", "French"),
    ],
)
async def test_a_company_typed_in_is_written_to_in_its_own_language(
    town: World,
    language: str,
    lives: tuple[str, tuple[str, ...]],
    seat: str,
    law: str,
    proposed: str,
) -> None:
    request, *begun, use = WRITE[language]
    country, home = lives
    chat = await town.settled("Ana", language, country)
    await chat.say(request)
    await chat.press(*begun)
    await chat.say("Gymnase Exemple")
    await chat.press(use)
    await chat.say("contact@example.com")
    await chat.say(seat)
    await chat.press(*home, law)
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    skip = {"fr": "Passer", "en": "Skip"}[language]

    assert proposed in await chat.press(skip, skip)
