"""One person, start to finish, in each language and on each database."""

import json

from tests.dialogues.conftest import Chat, World


async def letter_in_french(chat: Chat) -> None:
    """Walk the request to Clearview, access first."""
    await chat.press("✍️ Écrire à cette entreprise")
    await chat.press("Pour moi")
    await chat.press("🗑 Effacement")
    await chat.press("L’accès d’abord, l’effacement ensuite")
    await chat.press("✓ RGPD")
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    await chat.press("Passer")
    await chat.say("pseudo : ana.m")
    await chat.press("Anglais")


async def test_from_the_question_to_the_reminder_letter_in_french(world: World) -> None:
    chat = world.phone("Ana", "fr")

    assert "Dans quel pays vivez-vous ?" in await chat.say("/start")
    assert "C’est noté : France." in await chat.press("🇫🇷 France")
    answer = await chat.say("c'est quoi clearview ai ?")
    assert "la CNIL a infligé à Clearview" in answer
    assert "À jour au 25 novembre 2026" in answer
    await letter_in_french(chat)
    preview = chat.last
    assert "right of access (Article 15" in preview
    assert "pseudo : ana.m" in preview
    assert "Ana Müller" in preview
    pieces = await chat.press("✓ La lettre est bonne")
    assert "Envoyez, et gardez une preuve" in pieces
    files = [one.document[0] for one in chat.phone.replies if one.document]
    assert [name.rpartition(".")[2] for name in files] == ["pdf", "eml"]
    assert "Quand l’accès aura abouti" in pieces

    await chat.press("📮 Je l’ai envoyée")
    await chat.press("Aujourd’hui")
    await chat.press("Par e-mail")
    await chat.press("Passer")
    dated = await chat.press("25 novembre 2026")
    assert "Clearview AI, Inc. doit répondre au plus tard le 28 décembre 2026." in dated
    assert "Un mois plus tard : 25 décembre 2026, un jour férié (Noël)." in dated
    assert "article 12, paragraphe 3, du RGPD" in dated

    await world.skip(days=33)
    assert "est passé" not in chat.last, "28 December is still theirs"
    await world.skip(days=1)
    assert "Le délai de Clearview AI, Inc. est passé" in chat.last
    assert "indésirables" in chat.last
    assert "✍️ Écrire la relance" not in chat.labels, "only after « rien n’est venu »"
    assert "CNIL" in await chat.press("Rien n’est venu")
    await chat.press("✍️ Écrire la relance")
    await chat.say("Ana Müller")
    reminder = await chat.say("ana@example.fr")
    assert "ended on 28 December 2026" in reminder
    assert "On 25 November 2026 I sent Clearview AI, Inc., by e-mail" in reminder


async def test_from_the_question_to_the_reminder_letter_in_english(world: World) -> None:
    chat = world.phone("Alex", "en-GB")

    await chat.say("/start")
    assert "Noted: United Kingdom." in await chat.press("🇬🇧 United Kingdom")
    await chat.say("/request")
    await chat.press("For me")
    await chat.press("👁 Access")
    assert "UK GDPR" in await chat.press("Facewatch")
    await chat.press("✓ UK GDPR")
    await chat.say("Alex Smith")
    await chat.press("By post only")
    await chat.say("1 High Street\nYork YO1 1AA")
    await chat.press("Skip")
    await chat.press("English")
    assert "Article 15" in chat.last
    await chat.press("✓ The letter is right")
    await chat.press("📮 I sent it")
    await chat.say("yesterday")
    await chat.press("By registered post")
    await chat.say("AB 1234 5678 9GB")
    dated = await chat.press("I don’t know yet")
    assert "If it arrived on 1 December 2026:" in dated, "five working days by post"
    assert "must answer by 4 January 2027" in dated

    await world.skip(days=41, hours=2)
    assert "The date for Facewatch Ltd has passed" in chat.last
    assert "On which day did it arrive?" in await chat.press("Nothing came")
    after = await chat.say("26 November 2026")
    assert "Facewatch Ltd did not answer in time" in after
    assert "Information Commissioner" in after
    await chat.press("✍️ Write the reminder")
    await chat.say("Alex Smith")
    reminder = await chat.say("alex@example.org")
    assert "29 December 2026" in reminder, "26 December rolls over two bank holidays"


async def test_no_letter_says_late_while_the_day_of_arrival_is_unknown(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await chat.say("qu'est-ce que clearview ai")
    await letter_in_french(chat)
    await chat.press("✓ La lettre est bonne")
    await chat.press("📮 Je l’ai envoyée")
    await chat.press("Aujourd’hui")
    await chat.press("Par courrier simple")
    await chat.press("Passer")
    await chat.press("Je ne sais pas encore")
    await world.skip(days=70)

    await chat.press("Rien n’est venu")
    await chat.press("Je n’ai pas d’avis de réception")
    await chat.press("✍️ Écrire la relance")
    await chat.say("Ana Müller")
    letter = await chat.say("ana@example.fr")

    assert "I sent Clearview AI, Inc., by post" in letter
    assert "ended on" not in letter


async def test_kept_details_are_not_asked_again_and_go_when_the_case_closes(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await chat.say("c'est quoi clearview ?")
    await letter_in_french(chat)
    await chat.press("☐ Garder mes coordonnées pour la relance")
    await chat.press("✓ La lettre est bonne")
    await chat.press("📮 Je l’ai envoyée")
    await chat.press("Aujourd’hui")
    await chat.press("Par e-mail")
    await chat.press("Passer")
    await chat.press("25 novembre 2026")
    await world.skip(days=34)
    await chat.press("Rien n’est venu")

    assert "Ana Müller" in await chat.press("✍️ Écrire la relance")
    await chat.say("/dossiers")
    await chat.press("Clearview AI, Inc., accès")
    await chat.press("Clore le dossier")
    await chat.say("/mesdonnees")
    held = next(one for one in reversed(chat.phone.replies) if one.document).document
    assert held is not None
    assert json.loads(held[1])["cases"][0]["content"]["kept"] is None
    assert "Ana Müller" not in held[1].decode()


async def test_erasure_is_offered_once_access_is_settled(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await chat.say("c'est quoi clearview ?")
    await letter_in_french(chat)
    await chat.press("✓ La lettre est bonne")
    await chat.press("📮 Je l’ai envoyée")
    await chat.press("Aujourd’hui")
    await chat.press("Par e-mail")
    await chat.press("Passer")
    await chat.press("25 novembre 2026")
    await chat.press("Voir le dossier")
    await chat.press("📬 Quelque chose est arrivé")
    await chat.press("Elle répond à tout")

    assert "Pour qui écrivez-vous ?" in await chat.press("🗑 Demander maintenant l’effacement")
    assert "Loi proposée : RGPD" in await chat.press("Pour moi"), "company and right are known"
