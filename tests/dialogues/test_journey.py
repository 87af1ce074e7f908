"""One person, start to finish, in each language and on each database."""

import json

from tests.dialogues.conftest import Chat, World
from tests.dialogues.walks import sent


async def letter_in_french(chat: Chat) -> None:
    """Walk the request to Clearview from its answer to the preview, access before erasure."""
    await chat.press("✍️ Écrire à cette entreprise", "Pour moi", "🗑 Effacement")
    await chat.press("L’accès d’abord, puis l’effacement", "✓ RGPD")
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    await chat.press("Passer")
    await chat.say("pseudo : ana.m")
    await chat.press("Anglais")


async def test_from_the_question_to_the_reminder_letter_in_french(world: World) -> None:
    chat = world.phone("Ana", "fr")
    await asks_a_question(chat)
    await writes_the_letter(chat)
    await reads_and_takes_the_pieces(chat)
    await says_it_was_sent(chat)

    await world.skip(days=33)
    assert chat.heard("est passé") == 0, "28 December is still theirs"
    await world.skip(days=1)
    await looks_and_writes_the_reminder(chat)


async def asks_a_question(chat: Chat) -> None:
    assert "Dans quel pays vivez-vous ? La loi en dépend." in await chat.say("/start")
    assert (await chat.press("🇫🇷 France")).startswith("C’est noté : France.")
    answer = await chat.say("c'est quoi clearview ai ?")
    assert "la CNIL a infligé à Clearview" in answer
    assert "À jour au 25 novembre 2026" in answer


async def writes_the_letter(chat: Chat) -> None:
    assert await chat.press("✍️ Écrire à cette entreprise") == "Pour qui écrivez-vous ?"
    await chat.press("Pour moi")
    assert (await chat.press("🗑 Effacement")).startswith(
        "Une fois vos données effacées, vous ne pourrez peut-être plus prouver "
        "ce que l’entreprise avait. Voulez-vous d’abord demander l’accès ?"
    )
    law = await chat.press("L’accès d’abord, puis l’effacement")
    assert law.startswith("Loi proposée : RGPD"), "the company is known from the answer"
    assert (
        await chat.press("✓ RGPD") == "Quel est votre nom, tel qu’il doit figurer dans la lettre ?"
    )
    assert "Conseil : celle qu’elle connaît déjà" in await chat.say("Ana Müller")
    assert "Elle est facultative" in await chat.say("ana@example.fr")
    assert "N’envoyez de votre propre chef ni photo ni pièce d’identité" in await chat.press(
        "Passer"
    )
    language = await chat.say("pseudo : ana.m")
    assert "Clearview AI, Inc. comprend le plus sûrement : l’anglais." in language


async def reads_and_takes_the_pieces(chat: Chat) -> None:
    preview = await chat.press("Anglais")
    assert "À savoir sur Clearview AI, Inc. (vérifié le" in preview
    assert "Relisez la lettre avant de l’envoyer. C’est vous qui l’envoyez" in preview
    assert "I am exercising the right of access (Article 15" in preview
    assert "pseudo : ana.m" in preview
    assert "Ana Müller\nana@example.fr" in preview

    pieces = await chat.press("✓ La lettre est bonne")
    address, subject = (
        chat.button(f"📋 {what}").copy for what in ("Adresse électronique", "Objet")
    )
    assert address is not None
    assert address.endswith("@clearview.ai")
    assert subject is not None
    assert subject.startswith("Request for access to personal and biometric data")
    assert "2. Le texte\nAppuyez sur le cadre pour le copier." in pieces
    assert "3. Envoyez-la, et gardez une preuve" in pieces
    assert (
        "Quand la demande d’accès aura abouti, je vous proposerai la demande d’effacement."
        in pieces
    )
    (pdf, page), (eml, mail) = chat.files
    assert pdf.endswith(".pdf")
    assert page.startswith(b"%PDF-")
    assert eml.endswith(".eml")
    assert mail.startswith(b"X-Unsent: 1\r\n"), "a mail program opens it as a draft"


async def says_it_was_sent(chat: Chat) -> None:
    assert "Quel jour l’avez-vous envoyée ?" in await chat.press("📮 Je l’ai envoyée")
    assert await chat.press("Aujourd’hui") == "Comment l’avez-vous envoyée ?"
    await chat.press("Par courriel")
    assert "Un courriel ou un formulaire arrive d’ordinaire le jour même." in await chat.press(
        "Passer"
    )
    assert await chat.press("25 novembre 2026") == (
        "C’est noté. Clearview AI, Inc. doit répondre au plus tard le 28 décembre 2026.\n"
        "\n"
        "Pourquoi ce jour\n"
        "Demande reçue le 25 novembre 2026.\n"
        "Un mois plus tard : 25 décembre 2026, un jour férié (Noël).\n"
        "La date passe au premier jour ouvrable : lundi 28 décembre 2026.\n"
        "Nous ne connaissons à cette entreprise aucun siège là où cette loi est en vigueur. Par "
        "prudence, nous comptons les jours fériés de votre pays (France) ; pour qu’une plainte "
        "arrive à temps, ne comptez que les fins de semaine.\n"
        "Source : article 12, paragraphe 3, du RGPD.\n"
        "\n"
        "Je vous écrirai quand ce jour sera passé."
    )


async def looks_and_writes_the_reminder(chat: Chat) -> None:
    assert chat.last == (
        "Le délai laissé à Clearview AI, Inc. est passé : le dernier jour était le 28 décembre 2026.\n"
        "\n"
        "Avant d’aller plus loin, regardez votre messagerie, les indésirables, "
        "votre boîte aux lettres et votre compte chez eux. Quelque chose est-il arrivé ?"
    )
    assert chat.labels == [
        "📬 Quelque chose est arrivé",
        "Rien n’est venu",
        "Me le redemander plus tard",
        "Clore le dossier",
    ]
    after = await chat.press("Rien n’est venu")
    assert after.startswith(
        "Clearview AI, Inc. n’a pas répondu à temps. Vous pouvez maintenant lui envoyer "
        "une relance, puis vous tourner vers votre autorité : "
    )
    assert "CNIL" in after
    await chat.press("✍️ Écrire la relance")
    await chat.say("Ana Müller")
    reminder = await chat.say("ana@example.fr")
    assert "On 25 November 2026 I sent Clearview AI, Inc., by e-mail, a request" in reminder
    assert "ended on 28 December 2026" in reminder
    assert "Si rien ne vient : " in reminder


async def test_from_the_request_to_the_reminder_letter_in_english(world: World) -> None:
    chat = world.phone("Alex", "en-GB")

    await chat.say("/start")
    assert (await chat.press("🇬🇧 United Kingdom")).startswith("Noted: United Kingdom.")
    assert await chat.say("/request") == "Who are you writing for?"
    await chat.press("For me", "👁 Access")
    assert (await chat.press("Facewatch")).startswith("Proposed law: UK GDPR")
    assert await chat.press("✓ UK GDPR") == "What is your name, as it should appear in the letter?"
    await chat.say("Alex Smith")
    assert (
        await chat.press("By post only") == "What is your postal address? Type it on several lines."
    )
    await chat.say("1 High Street\nYork YO1 1AA")
    await chat.press("Skip")
    preview = await chat.press("English")
    assert "I am exercising the right of access (Article 15 of the UK GDPR)." in preview
    assert "1 High Street\nYork YO1 1AA" in preview
    pieces = await chat.press("✓ The letter is right")
    assert "By post: registered, with proof of delivery. Keep the slip." in pieces

    await chat.press("📮 I sent it")
    await chat.say("yesterday")
    await chat.press("By registered post")
    assert "The proof of delivery or the tracking says so." in await chat.say("AB 1234 5678 9GB")
    dated = await chat.press("I don’t know yet")
    assert dated.startswith("Noted. Facewatch Ltd must answer by 4 January 2027 at the latest.")
    assert "we allow the post 5 working days, until 1 December 2026" in dated
    assert "That is our choice, not the law." in dated
    assert "If it arrived on 1 December 2026:" in dated
    assert "One month later: 1 January 2027, a public holiday (New Year’s Day)." in dated
    assert "The last safe day to complain is 24 February 2027" in dated, "from the sending day"

    await world.skip(days=40, hours=2)
    assert chat.heard("The deadline for Facewatch") == 0, "4 January is still theirs"
    await world.skip(days=1)
    assert chat.last.startswith(
        "The deadline for Facewatch Ltd has passed: the last day was 4 January 2027."
    )
    assert "On which day did it arrive?" in await chat.press("Nothing came")
    assert chat.heard("did not answer in time") == 0, "not before the slip's date was asked for"
    after = await chat.say("26 November 2026")
    assert after.startswith(
        "Facewatch Ltd did not answer in time. You can now send a reminder letter, "
        "then turn to your authority: Information Commissioner’s Office (ICO)."
    )
    await chat.press("✍️ Write the reminder letter")
    await chat.say("Alex Smith")
    reminder = await chat.say("alex@example.org")
    assert "On 24 November 2026 I sent Facewatch Ltd, by post" in reminder
    assert "You received it on 26 November 2026." in reminder
    assert "ended on 29 December 2026" in reminder, "26 December rolls over two bank holidays"
    assert "section 164A of the Data Protection Act 2018" in reminder, "UK law, UK complaint"


async def test_no_letter_says_late_while_the_day_of_arrival_is_unknown(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await chat.say("qu'est-ce que clearview ai")
    await letter_in_french(chat)
    await chat.press("✓ La lettre est bonne", "📮 Je l’ai envoyée", "Aujourd’hui")
    await chat.press("Par courrier simple", "Passer", "Je ne sais pas encore")
    await world.skip(days=70)

    await chat.press("Rien n’est venu", "Je n’ai pas d’avis de réception", "✍️ Écrire la relance")
    await chat.say("Ana Müller")
    letter = await chat.say("ana@example.fr")

    assert "I sent Clearview AI, Inc., by post" in letter
    assert "ended on" not in letter


async def test_kept_details_are_not_asked_again_and_go_when_the_case_closes(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await chat.say("c'est quoi clearview ?")
    await letter_in_french(chat)
    await chat.press("☐ Garder mes coordonnées pour la relance")
    assert chat.alert.startswith("Chiffrées, et effacées quand le dossier est clos.")
    await chat.press("✓ La lettre est bonne", "📮 Je l’ai envoyée", "Aujourd’hui")
    await chat.press("Par courriel", "Passer", "25 novembre 2026")
    await world.skip(days=34)
    await chat.press("Rien n’est venu")

    assert "Ana Müller" in await chat.press("✍️ Écrire la relance")
    await chat.say("/dossiers")
    await chat.press("Clearview AI, Inc., accès", "Clore le dossier")
    await chat.say("/mesdonnees")
    _, held = chat.files[-1]
    assert json.loads(held)["cases"][0]["content"]["kept"] is None
    assert "Ana Müller" not in held.decode()


async def test_erasure_is_offered_once_access_is_settled(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await chat.say("c'est quoi clearview ?")
    await letter_in_french(chat)
    await chat.press("✓ La lettre est bonne", "📮 Je l’ai envoyée", "Aujourd’hui")
    await chat.press("Par courriel", "Passer", "25 novembre 2026", "Voir le dossier")
    await chat.press("📬 Quelque chose est arrivé", "Elle répond à tout")

    assert await chat.press("🗑 Demander maintenant l’effacement") == "Pour qui écrivez-vous ?"
    law = await chat.press("Pour moi")
    assert law.startswith("Loi proposée : RGPD"), "company and right are known"
    await chat.press("✓ RGPD")
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    assert "right to erasure (Article 17(1)" in await chat.press("Passer", "Passer", "Anglais")


async def test_two_people_in_two_languages_do_not_meet(world: World) -> None:
    ana = await world.settled("Ana", "fr", "fr")
    await sent(ana)
    alex = await world.settled("Alex", "en", "gb")

    assert await alex.say("/cases") == "You have no open request."
    await alex.say("/request")
    await alex.press("For me")
    await world.skip(days=34)

    assert "Le délai laissé à Clearview AI, Inc. est passé" in ana.last
    assert alex.last.startswith("What do you want to ask for?")
