"""The request flow: odd input, ways back and out, detours, two devices."""

from email import message_from_bytes, policy

import pytest

from db import draft, person
from tests.dialogues.conftest import Chat, World
from tests.dialogues.walks import at_the_name, at_the_preview, prepared

NO_NAME = "Il me faut un nom en toutes lettres"
TOO_LONG = "il y a place pour 80 caractères"
MAIL = "À quelle adresse électronique l’entreprise peut-elle vous répondre ?"


def drafts(world: World, chat: Chat) -> object:
    """Return the half-finished draft of somebody."""
    with world.house.store.transaction() as session:
        someone = person.find(session, chat.phone.chat_id)
        assert someone is not None
        return draft.newest(session, someone.id)


def mail_of(chat: Chat) -> str:
    """Return the mail draft as a mail program reads it."""
    name, content = chat.files[-1]
    assert name.endswith(".eml")
    return str(message_from_bytes(content, policy=policy.default))


# what people type


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("💥", NO_NAME),
        ("🙂🙂🙂", NO_NAME),
        ("x" * 4096, TOO_LONG),
        ("\u202e\u202d", NO_NAME),
        ("…", NO_NAME),
        ("12345", NO_NAME),
    ],
)
async def test_what_is_no_name_is_refused_kindly_and_the_step_stays(
    town: World, name: str, said: str
) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)

    assert said in await chat.say(name)

    assert MAIL in await chat.say("Ana Müller")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ana\r\nBcc: x@example.org", "Ana Bcc: x@example.org"),
        ("Ana\nMüller", "Ana Müller"),
        ("<b>Ana</b> & Co", "<b>Ana</b> & Co"),
        ("Łódź Škoda Ελένη Nguyễn Кирилл", "Łódź Škoda Ελένη Nguyễn Кирилл"),
        ('#read("/etc/passwd")', '#read("/etc/passwd")'),
        ("{name} %s $name \\u0000", "{name} %s $name \\u0000"),
        ("A\u202ena \u2066M\u2069", "Ana M"),
        ("A\x07na\x1b[31m", "A na [31m"),
        ("محمد علي", "محمد علي"),
    ],
)
async def test_nothing_is_injected_through_a_name(town: World, name: str, shown: str) -> None:
    chat = await town.settled("Ana", "fr", "fr")

    assert shown in await at_the_preview(chat, name)
    assert shown in await chat.press("✓ La lettre est bonne")

    mail = mail_of(chat)
    headers = mail.partition("\n\n")[0].lower()
    assert "\nbcc:" not in headers
    assert headers.count("\nsubject:") + headers.startswith("subject:") == 1


async def test_a_name_our_fonts_lack_gets_everything_but_the_pdf(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_preview(chat, "王小明")

    pieces = await chat.press("✓ La lettre est bonne")

    assert "pas de PDF cette fois" in pieces
    assert "王小明" in pieces
    assert [name.rpartition(".")[2] for name, _ in chat.files] == ["eml"]


async def test_the_longest_answers_still_make_a_letter_of_one_message(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/demande")
    await chat.press("Pour une autre personne", "J’ai la procuration, ou je l’aurai")
    await chat.press("🗑 Effacement", "L’effacement tout de suite")
    await chat.say("Ç" * 80)
    await chat.press(f"Écrire à « {'Ç' * 40} »")
    await chat.say("\n".join(["ü" * 49] * 6))
    await chat.press("Je ne sais pas", "✓ RGPD")
    await chat.say("Ñ" * 80)
    await chat.say("É" * 80)
    await chat.say("a" * 50 + "@example.fr")
    await chat.say("\n".join(["è" * 49] * 6))
    await chat.say("&a" * 58)
    assert "Relisez la lettre" in await chat.press("Français")

    pieces = await chat.press("✓ La lettre est bonne")

    assert "3. Envoyez-la, et gardez une preuve" in pieces
    assert len(chat.files) == 2


async def test_an_incomplete_mail_address_is_asked_again(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)
    await chat.say("Ana Müller")

    for wrong in ("ana", "ana@", "ana@example", "ana@example.fr\nbcc: x@y.org", "@", "a b@c.fr"):
        assert "Je n’y reconnais pas d’adresse électronique." in await chat.say(wrong), wrong

    assert "Quelle est votre adresse postale" in await chat.say("ana@example.fr")


async def test_a_postal_address_is_as_long_as_an_envelope_allows(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)
    await chat.say("Ana Müller")
    await chat.press("Par la poste seulement")

    assert "Il y a place pour 6 lignes." in await chat.say("\n".join("1234567"))
    assert "Je n’y trouve ni mots ni chiffres." in await chat.say("🏠")
    assert "Qu’est-ce qui peut aider" in await chat.say("12 rue des Lilas\n\n\n75011 Paris\n")


async def test_what_helps_may_be_several_lines_but_not_a_novel(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    await chat.press("Passer")

    assert "il y a place pour 350 caractères" in await chat.say("x" * 351)
    await chat.say("https://example.org/photo\npseudo : ana")
    assert "– https://example.org/photo\n– pseudo : ana" in await chat.press("Anglais")


# ways back and out


async def test_each_step_has_a_way_back_and_out(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_preview(chat)
    asked = [
        "Dans quelle langue", "Qu’est-ce qui peut aider", "Quelle est votre adresse postale", "À quelle adresse électronique",
        "Quel est votre nom", "Loi proposée", "À quelle entreprise", "Que voulez-vous demander", "Pour qui",
    ]  # fmt: skip

    for question in asked:
        assert "Annuler" in chat.labels
        assert question in await chat.press("‹ Retour")

    assert "‹ Retour" not in chat.labels, "this is the first step"
    assert await chat.press("Annuler") == ("C’est arrêté. J’ai effacé ce que vous aviez commencé.")
    assert drafts(town, chat) is None
    assert await chat.say("/annuler") == "Il n’y a rien en cours."


async def test_an_answer_can_be_changed_by_going_back(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)
    await chat.say("Ana Müler")
    await chat.press("‹ Retour")
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")

    preview = await chat.press("Passer", "Passer", "Anglais")

    assert "Ana Müller" in preview
    assert "Müler" not in preview


async def test_it_can_be_stopped_half_way_by_command(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)

    assert (await chat.say("/annuler")).startswith("C’est arrêté.")

    assert drafts(town, chat) is None
    assert "À quelle adresse électronique" not in await chat.say("Ana Müller")


async def test_a_button_of_a_stopped_draft_says_when_and_why(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)
    old = chat.data("‹ Retour")
    await chat.press("Annuler")
    await town.skip(days=2)

    assert await chat.forge(old) == (
        "Ce brouillon n’existe plus : vous l’avez arrêté le 25 novembre 2026, et je l’ai effacé."
    )


async def test_a_button_of_a_finished_draft_says_where_it_went_on(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_preview(chat)
    old = chat.data("✓ La lettre est bonne")
    await chat.press("✓ La lettre est bonne")

    assert await chat.forge(old) == (
        "Ce brouillon n’existe plus : il était terminé le 25 novembre 2026, et je l’ai effacé. "
        "La suite est dans /dossiers."
    )


async def test_a_draft_goes_after_seven_days_and_its_button_says_so(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)
    old = chat.data("Annuler")

    await town.skip(days=6)
    assert drafts(town, chat) is not None
    await town.skip(days=2)

    assert drafts(town, chat) is None
    assert await chat.forge(old) == (
        "Ce brouillon n’existe plus : rien n’y avait changé depuis 7 jours, et "
        "je l’ai effacé le 3 décembre 2026."
    )


async def test_a_button_of_a_draft_that_made_room_offers_the_one_that_is_open(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)
    old = chat.data("‹ Retour")
    await chat.say("/demande")
    await chat.press("Tout recommencer")

    assert "vous l’avez arrêté le 25 novembre 2026" in await chat.forge(old)
    assert await chat.press("Reprendre ce qui est en cours") == "Pour qui écrivez-vous ?"


async def test_a_button_of_an_earlier_step_changes_nothing(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/demande")
    early = chat.data("Pour mon enfant")
    await chat.press("Pour moi")

    await chat.forge(early)

    assert chat.alert.startswith("Ce bouton date d’une version ou d’une étape passée.")
    assert "Que voulez-vous demander" in chat.last


async def test_a_second_request_offers_to_go_on_or_start_over(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)

    assert await chat.say("/demande") == "Une demande est déjà commencée."
    assert "Quel est votre nom" in await chat.press("Reprendre où j’en étais")
    await chat.say("/demande")
    assert "Pour qui écrivez-vous ?" in await chat.press("Tout recommencer")


# two devices


async def test_two_devices_pressing_at_once_answer_a_step_once(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await chat.say("/demande")
    mine, childs = chat.data("Pour moi"), chat.data("Pour mon enfant")

    def both() -> None:
        chat.phone.forge(mine)
        chat.phone.forge(childs)

    await chat.do(both)

    assert "Que voulez-vous demander" in chat.last
    assert "étape passée" in chat.alert
    await chat.press("👁 Accès", "Clearview")
    assert "Quel est votre nom" in await chat.press("✓ RGPD"), (
        "it is for oneself: the first press counts"
    )


async def test_a_letter_is_handed_over_once_whoever_presses(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await at_the_preview(chat)
    good = chat.data("✓ La lettre est bonne")

    def both() -> None:
        chat.phone.forge(good)
        chat.phone.forge(good)

    await chat.do(both)

    assert len(chat.files) == 2, "one PDF, one mail"
    assert (await chat.say("/dossiers")).count("Clearview AI, Inc.") == 1


# for whom, to whom


async def test_for_another_person_a_mandate_is_explained_and_enclosed(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/demande")
    mandate = await chat.press("Pour une autre personne")
    assert "il faut sa procuration" in mandate
    assert "Sans elle, l’entreprise peut refuser de répondre." in mandate
    await chat.press("J’ai la procuration, ou je l’aurai", "👁 Accès", "Clearview")
    assert "Quel est le nom de la personne" in await chat.press("✓ RGPD")
    await chat.say("Léa Petit")
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")

    letter = await chat.press("Passer", "Passer", "Français")

    assert "J’agis au nom de Léa Petit, qui m’en a donné mandat ; le mandat signé est joint." in (
        letter
    )
    assert "Ana Müller" in letter


async def test_for_a_child_the_letter_speaks_of_parental_authority(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/demande")
    await chat.press("Pour mon enfant", "👁 Accès", "Clearview")
    asked = await chat.press("✓ RGPD")
    assert "Quel est le nom de votre enfant ?" in asked
    assert "La lettre dira que vous exercez l’autorité parentale." in asked
    await chat.say("Léa Müller")
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")

    letter = await chat.press("Passer", "Passer", "Français")

    assert "mon enfant, Léa Müller, sur qui j’exerce l’autorité parentale" in letter


async def typed_in(chat: Chat, name: str, reach: str) -> str:
    await chat.say("/demande")
    await chat.press("Pour moi", "👁 Accès")
    await chat.say(name)
    await chat.press(f"Écrire à « {name} »")
    return await chat.say(reach)


@pytest.mark.parametrize("reach", ["vie-privee@exemple.fr", "12 rue des Lilas\n75011 Paris"])
async def test_a_company_can_be_typed_in(town: World, reach: str) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    assert "Dans quel pays cette entreprise est-elle établie ?" in await typed_in(
        chat, "Boulangerie Visage & Fils", reach
    )
    assert "RGPD" in await chat.press("France", "Ailleurs, ou je ne sais pas")
    await chat.press("✓ RGPD")
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    assert "Boulangerie Visage & Fils" in await chat.press("Passer", "Passer", "Français")

    pieces = await chat.press("✓ La lettre est bonne")

    if "@" in reach:
        assert chat.button("📋 Adresse électronique").copy == reach
        assert f"To: {reach}" in mail_of(chat)
    else:
        assert f"Boulangerie Visage & Fils\n{reach}" in pieces
        assert "\nTo:" not in mail_of(chat)
    assert "Boulangerie Visage & Fils, accès" in await chat.say("/dossiers")


async def test_of_a_company_in_no_known_country_the_persons_own_law_is_proposed(
    town: World,
) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await typed_in(chat, "Société Inconnue", "contact@exemple.com")

    law = await chat.press("Je ne sais pas")

    assert law.startswith("Loi proposée : RGPD")
    assert "Nous ne connaissons à cette entreprise aucun siège" in law
    assert "Les jours fériés sont ceux de votre pays (France)." in law


async def test_the_seat_may_be_typed_and_decides_the_law(town: World) -> None:
    chat = await town.settled("Alex", "en", "jp")
    await chat.say("/request")
    await chat.press("For me", "👁 Access")
    await chat.say("Nobody Known")
    await chat.press("Write to “Nobody Known”")
    await chat.say("privacy@example.com")

    assert "I can’t find a country by that name." in await chat.say("Atlantis")
    assert await chat.say("Congo") == "Which one is it?"
    assert (await chat.say("holland")).startswith("Proposed law: GDPR")


async def test_where_we_know_no_law_no_letter_is_begun(town: World) -> None:
    chat = await town.settled("Alex", "en", "jp")
    await chat.say("/request")
    await chat.press("For me", "👁 Access")

    said = await chat.press("Clearview")

    assert said.startswith("I can’t write this letter yet:")
    assert chat.labels == ["‹ Back", "Cancel"]


async def test_the_law_proposed_can_be_changed(town: World) -> None:
    chat = await town.settled("Alex", "en", "gb")
    await chat.say("/request")
    await chat.press("For me", "👁 Access")
    assert (await chat.press("Meta, Facebook, Instagram")).startswith("Proposed law: ")
    other = next(words for words in chat.labels if words.endswith(" instead"))

    assert "What is your name" in await chat.press(other)


async def test_doubts_about_a_company_are_shown_with_their_date(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")

    said = await at_the_preview(chat)

    assert "À savoir sur Clearview AI, Inc. (vérifié le " in said
    assert "silence" in said.lower()


async def test_a_typed_name_finds_the_company_we_know(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/demande")
    await chat.press("Pour moi", "👁 Accès")

    assert await chat.say("clear view") == "Est-ce l’une de celles-ci ?"
    assert chat.labels[0] == "Clearview"
    assert chat.labels[-3] == "Écrire à « clear view »"


async def test_a_country_told_in_the_middle_does_not_end_the_request(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)
    await chat.say("/reglages")
    await chat.press("📍 Pays")
    await chat.say("Belgique")

    assert MAIL in await chat.say("Ana Müller")
    await prepared_from_here(chat)


async def prepared_from_here(chat: Chat) -> None:
    await chat.say("ana@example.fr")
    await chat.press("Passer", "Passer", "Anglais", "✓ La lettre est bonne")
    assert "Clearview AI, Inc., accès" in await chat.say("/dossiers")


async def test_a_finished_letter_leaves_no_draft_and_no_facts(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")

    await prepared(chat)

    assert drafts(town, chat) is None
    await chat.say("/mesdonnees")
    assert "Ana Müller" not in chat.files[-1][1].decode()
