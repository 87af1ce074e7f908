"""Letters under the laws of Switzerland and Canada, from the request to the reminder letter."""

import pytest

from tests.dialogues.conftest import World

NAMED = ("Ana Müller", "ana@example.ch")


@pytest.mark.parametrize(
    ("country", "law", "words"),
    [
        ("ch", "✓ LPD", "loi fédérale"),
        ("ca", "✓ LPRPDE", "renseignements personnels"),
    ],
)
async def test_an_access_request_and_what_follows_it(
    town: World, country: str, law: str, words: str
) -> None:
    chat = await town.settled("Ana", "fr", country)
    await chat.say("/demande")
    await chat.press("Pour moi", "👁 Accès", "Clearview")
    button = next(label for label in chat.labels if label.startswith("✓"))
    await chat.press(button)
    for line in NAMED:
        await chat.say(line)
    letter = await chat.press("Passer", "Passer", "Français")
    assert words in letter.lower()
    await chat.press("✓ La lettre est bonne", "📮 Je l’ai envoyée", "Aujourd’hui", "Par courriel")
    await chat.press("Passer")
    assert "au plus tard le" in await chat.press("25 novembre 2026")

    await town.skip(days=45)
    await chat.press("Rien n’est venu", "✍️ Écrire la relance")
    for line in NAMED:
        written = await chat.say(line)

    assert "Ana Müller" in written
    assert button == law


async def test_a_right_that_the_law_lacks_leads_to_what_it_has(town: World) -> None:
    chat = await town.settled("Ana", "fr", "ca")
    await chat.say("/demande")
    await chat.press("Pour moi", "Autre chose…")
    said = await chat.press("Portabilité", "Clearview")
    assert "ne donne pas ce droit" in said
    assert "Portabilité" not in chat.labels

    await chat.press("Retirer mon accord")

    assert chat.labels[0].startswith("✓")
    await chat.press(chat.labels[0])
    assert "Quel est votre nom" in chat.last
