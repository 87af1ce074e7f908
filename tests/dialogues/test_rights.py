"""The whole choice of rights, each with what its letter needs."""

import pytest

from tests.dialogues.conftest import Chat, World

NAMED = ("Ana Müller", "ana@example.fr")


async def at_the_rights(chat: Chat) -> str:
    await chat.say("/demande")
    return await chat.press("Pour moi", "Autre chose…")


async def to_the_letter(chat: Chat) -> str:
    for line in NAMED:
        await chat.say(line)
    return await chat.press("Passer", "Passer", "Français")


@pytest.mark.parametrize(
    ("right", "words", "day"),
    [
        ("Retirer mon accord", "consentement", "la loi ne fixe pas de jour"),  # Article 7(3)
        ("M’opposer", "droit d’opposition", "au plus tard le 28 décembre 2026"),
        ("L’origine de mes données", "source", "au plus tard le 28 décembre 2026"),
        ("Portabilité", "portabilité", "au plus tard le 28 décembre 2026"),
    ],
)
async def test_every_right_has_its_letter_and_its_day(
    town: World, right: str, words: str, day: str
) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    assert "<b>" not in await at_the_rights(chat)
    await chat.press(right, "Clearview", "✓ RGPD")

    letter = await to_the_letter(chat)
    assert words in letter

    await chat.press("✓ La lettre est bonne", "📮 Je l’ai envoyée", "Aujourd’hui", "Par courriel")
    await chat.press("Passer")
    assert day in await chat.press("25 novembre 2026")
    assert "Clearview AI, Inc." in await chat.say("/dossiers")


async def test_what_is_wrong_is_asked_and_stands_in_the_letter(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_rights(chat)
    asked = await chat.press("Rectifier", "Clearview", "✓ RGPD")
    assert "Qu’est-ce qui est faux" in asked
    await chat.say("Mon nom est Ana Müller, pas Anna Miller.")

    assert "pas Anna Miller" in await to_the_letter(chat)


async def test_a_freeze_asks_why(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_rights(chat)
    await chat.press("Geler", "Clearview", "✓ RGPD", "Elles sont fausses, je le conteste")

    assert "limitation" in await to_the_letter(chat)


async def test_a_ground_or_right_that_was_made_up_is_refused(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_rights(chat)
    made_up = chat.data("Geler").replace("restriction", "everything")

    await chat.forge(made_up)

    assert chat.alert
    await chat.press("Geler", "Clearview", "✓ RGPD")
    await chat.forge(chat.data("Elles sont fausses, je le conteste").replace("accuracy", "spite"))
    assert chat.alert


async def test_a_link_names_a_company_and_a_right(town: World) -> None:
    chat = await town.settled("Alex", "en", "gb")

    await chat.say("/start c_clearview-ai_objection")

    assert "Proposed law" in await chat.press("For me")
