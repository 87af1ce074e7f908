"""The letter came back: another way to the company, and days that begin anew."""

from tests.dialogues.conftest import Chat, World
from tests.dialogues.walks import sent

ENGLISH = ("For me", "👁 Access", "Clearview", "✓ UK GDPR")


async def sent_in_english(chat: Chat) -> str:
    await chat.say("/request")
    await chat.press(*ENGLISH)
    await chat.say("Alex Miller")
    await chat.say("alex@example.org")
    await chat.press("Skip", "Skip", "English", "✓ The letter is right")
    await chat.press("📮 I sent it", "Today", "By e-mail", "Skip")
    return await chat.press("25 November 2026")


async def told_again(chat: Chat, *lines: str) -> str:
    said = ""
    for line in lines:
        said = await chat.say(line)
    return said


async def test_the_letter_goes_another_way_and_the_days_begin_anew(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    assert "28 décembre 2026" in await sent(chat)
    await town.skip(days=5)
    await chat.say("/dossiers")
    await chat.press("Clearview AI, Inc., accès", "📬 Quelque chose est arrivé")

    offered = await chat.press("↩️ Ma lettre m’est revenue")

    assert "la lettre n’a pas atteint Clearview AI, Inc." in offered
    assert "l’enveloppe non ouverte" in offered
    assert "legal@clearview.ai" in offered  # what another source says
    assert "legal-requests@clearview.ai" not in offered  # what has failed
    assert "vu le" in offered

    await chat.press("✉️ legal@clearview.ai")
    again = await told_again(chat, "Ana Müller", "ana@example.fr")
    assert "Envoyez-la à legal@clearview.ai" in again
    name, mail = chat.files[-1]
    assert name.endswith(".eml")
    assert b"To: legal@clearview.ai" in mail

    await chat.press("📮 Je l’ai envoyée", "Aujourd’hui", "Par courriel", "Passer")
    assert "30 décembre 2026" in await chat.press("30 novembre 2026")
    card = await chat.press("Voir le dossier")
    assert "lettre revenue" in card
    assert "30 décembre 2026" in card


async def test_another_address_can_be_typed_and_no_way_is_lost(town: World) -> None:
    chat = await town.settled("Alex", "en", "gb")
    assert "29 December 2026" in await sent_in_english(chat)
    await chat.say("/cases")
    await chat.press("Clearview AI, Inc., access", "📬 Something came")
    assert "So the time has not begun" in await chat.press("↩️ My letter came back")

    assert "What is your name" in await chat.say("1 Example Street\nNew York NY 10001")
    again = await told_again(chat, "Alex Miller", "alex@example.org")

    assert "1 Example Street" in again
    assert "Keep the receipt and the slip" in again
    await chat.press("📮 I sent it", "Today", "By ordinary post", "Skip")
    said = await chat.press("I don’t know yet")
    assert "29 December 2026" not in said


async def test_it_can_be_taken_back(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.say("/dossiers")
    await chat.press("Clearview AI, Inc., accès", "📬 Quelque chose est arrivé")
    await chat.press("↩️ Ma lettre m’est revenue")
    await chat.say("/dossiers")
    assert "La lettre est revenue" in await chat.press("Clearview AI, Inc., accès")
    assert "legal@clearview.ai" in await chat.press("↩️ La renvoyer autrement")
    await chat.say("/dossiers")
    await chat.press("Clearview AI, Inc., accès")

    back = await chat.press("Annuler la dernière entrée : lettre revenue")

    assert "28 décembre 2026" in back
    assert "lettre revenue" not in back


async def test_a_forged_return_changes_nothing_of_a_case_not_sent(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.say("/dossiers")
    await chat.press("Clearview AI, Inc., accès", "📬 Quelque chose est arrivé")
    data = chat.data("↩️ Ma lettre m’est revenue")
    other = await town.settled("Zoé", "fr", "fr")

    assert "revenue" not in await other.forge(data)
    await chat.press("↩️ Ma lettre m’est revenue")
    await chat.forge(data)

    await chat.say("/dossiers")
    assert (await chat.press("Clearview AI, Inc., accès")).count("lettre revenue") == 1
