"""What is taken away of a case: its picture, its evidence pack."""

import pytest

from tests.dialogues.conftest import Chat, World
from tests.dialogues.walks import posted, prepared, sent


async def case_of(chat: Chat) -> str:
    """Open the only case there is."""
    await chat.say("/dossiers")
    return await chat.press("Clearview AI, Inc., accès")


async def test_a_case_is_shown_as_a_picture_and_said_in_words(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await case_of(chat)

    said = await chat.press("🖼 Chronologie")

    assert chat.phone.replies[-1].photo is not None
    assert chat.phone.replies[-1].photo.startswith(b"\x89PNG")
    assert said == (
        "Clearview AI, Inc., accès\n"
        "L’entreprise doit répondre au plus tard le 28 décembre 2026.\n"
        "\n"
        "• 25 novembre 2026 : lettre prête\n"
        "• 25 novembre 2026 : lettre envoyée (par courriel)\n"
        "• 25 novembre 2026 : lettre reçue par l’entreprise\n"
        "• 25 novembre 2026 : aujourd’hui\n"
        "• 28 décembre 2026 : dernier jour pour répondre"
    )
    assert "Ce qui s’est passé" in await chat.press("Voir le dossier")


async def test_the_picture_is_in_the_persons_language(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.say("/langue")
    await chat.say("/cases")
    await chat.press("Clearview AI, Inc., access")

    said = await chat.press("🖼 Timeline")

    assert "• 25 November 2026: letter sent (by e-mail)" in said
    assert "• 28 December 2026: last day to answer" in said


async def test_a_day_that_rests_on_a_guess_says_so(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await posted(chat)
    await case_of(chat)

    said = await chat.press("🖼 Chronologie")

    assert "dernier jour pour répondre (jour d’arrivée supposé)" in said


async def test_no_last_day_is_drawn_while_the_clock_may_stand_still(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await case_of(chat)
    await chat.press("📬 Quelque chose est arrivé", "Elle me demande quelque chose")
    await chat.press("Une preuve d’identité", "Aujourd’hui", "Je vais la donner", "Voir le dossier")

    said = await chat.press("🖼 Chronologie")

    assert "preuve d’identité demandée" in said
    assert "dernier jour" not in said


async def test_a_letter_that_was_not_sent_has_no_picture(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await prepared(chat)
    await case_of(chat)
    assert "🖼 Chronologie" not in chat.labels
    case = chat.data("📮 Je l’ai envoyée").rpartition(":")[2]

    await chat.forge(f"cases:picture:{case}")

    assert "Il reste à l’envoyer." in chat.last
    assert chat.phone.replies[-1].photo is None


async def test_a_name_our_fonts_lack_is_told_in_words_alone(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/demande")
    await chat.press("Pour moi", "👁 Accès")
    await chat.say("李小龍有限公司")
    await chat.press("Écrire à « 李小龍有限公司 »")
    await chat.say("privacy@example.org")
    await chat.press("France", "✓ RGPD")
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    await chat.press("Passer", "Passer", "Anglais", "✓ La lettre est bonne")
    await chat.press("📮 Je l’ai envoyée", "Aujourd’hui", "Par courriel", "Passer")
    await chat.press("25 novembre 2026", "Voir le dossier")

    said = await chat.press("🖼 Chronologie")

    assert said.startswith("李小龍有限公司, accès")
    assert chat.phone.replies[-1].photo is None


async def test_a_case_with_a_long_story_fits_what_telegram_takes(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    case = (await case_of(chat)) and chat.data("Clore le dossier").rpartition(":")[2]
    for _ in range(30):
        await chat.forge(f"cases:close:{case}")
        await chat.forge(f"cases:reopen:{case}")

    said = await chat.press("🖼 Chronologie")

    assert said.count("dossier rouvert") == 30
    assert chat.phone.replies[-2].photo is not None, "too long for a caption: it follows"


@pytest.mark.parametrize("verb", ["picture"])
async def test_the_papers_of_a_case_open_for_its_owner_only(town: World, verb: str) -> None:
    ana = await town.settled("Ana", "fr", "fr")
    await sent(ana)
    await case_of(ana)
    case = ana.data("Clore le dossier").rpartition(":")[2]
    eve = await town.settled("Eve", "fr", "fr")

    said = await eve.forge(f"cases:{verb}:{case}")

    assert "Ce dossier n’existe pas" in said
    assert not eve.files
    assert all(one.photo is None for one in eve.phone.replies)
