"""The request flow: odd input, ways back and out, detours, two devices."""

import pytest

from db.store import Store
from tests.dialogues.conftest import Chat, World, living


async def at_the_name(chat: Chat) -> None:
    await chat.say("/demande")
    for button in ("Pour moi", "👁 Accès", "Clearview", "✓ RGPD"):
        await chat.press(button)


async def at_the_preview(chat: Chat) -> None:
    await at_the_name(chat)
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    await chat.press("Passer")
    await chat.press("Passer")
    await chat.press("Anglais")


@pytest.mark.parametrize(
    "name",
    ["💥", "🙂🙂🙂", "x" * 4096, "\u202e\u202d", "…", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11"],
)
async def test_what_is_no_name_is_refused_kindly_and_the_step_stays(town: World, name: str) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)

    said = await chat.say(name)
    assert said, "somebody answers"
    assert "L’adresse e-mail" not in said

    assert "L’adresse e-mail" in await chat.say("Ana Müller")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ana\r\nBcc: x@example.org", "Ana Bcc: x@example.org"),
        ("<b>Ana</b> & Co", "<b>Ana</b> & Co"),
        ("Łódź Škoda Ελένη Nguyễn Кирилл", "Łódź Škoda Ελένη Nguyễn Кирилл"),
        ('#read("/etc/passwd")', '#read("/etc/passwd")'),
        ("A\u202ena", "Ana"),
    ],
)
async def test_nothing_is_injected_through_a_name(town: World, name: str, shown: str) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)
    await chat.say(name)
    await chat.say("ana@example.fr")
    await chat.press("Passer")
    await chat.press("Passer")
    await chat.press("Anglais")

    assert shown in chat.last
    await chat.press("✓ La lettre est bonne")
    mail = next(
        one.document
        for one in chat.phone.replies
        if one.document and one.document[0].endswith(".eml")
    )
    headers = mail[1].split(b"\r\n\r\n")[0].lower()
    assert b"\nbcc:" not in headers


async def test_a_name_our_fonts_lack_gets_everything_but_the_pdf(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)
    await chat.say("王小明")
    await chat.say("wang@example.fr")
    await chat.press("Passer")
    await chat.press("Passer")
    await chat.press("Anglais")

    pieces = await chat.press("✓ La lettre est bonne")

    assert "pas de PDF cette fois" in pieces
    assert "王小明" in pieces
    files = [one.document[0] for one in chat.phone.replies if one.document]
    assert [name.rpartition(".")[2] for name in files] == ["eml"]


async def test_each_step_has_a_way_back_and_out(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_preview(chat)
    asked = [
        "Dans quelle langue", "Qu’est-ce qui peut aider", "Quelle est votre adresse postale", "À quelle adresse électronique",
        "Quel est votre nom", "Loi proposée", "À quelle entreprise", "Que voulez-vous demander", "Pour qui",
    ]  # fmt: skip

    for question in asked:
        assert question in await chat.press("‹ Retour")

    assert "Arrêté." in await chat.press("Annuler")
    assert "Il n’y a rien en cours." in await chat.say("/annuler")


async def test_a_button_of_an_erased_draft_says_when_and_why(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)
    old = chat.data("Annuler").replace("cancel", "whom.me")
    await chat.press("Annuler")

    assert "vous l’avez arrêté le 25 novembre 2026" in await chat.forge(old)


async def test_a_draft_goes_after_seven_days_and_its_button_says_so(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)
    old = chat.data("Annuler")

    await town.skip(days=8)

    assert "après 7 jours sans nouvelles" in await chat.forge(old)


async def test_a_button_of_an_earlier_step_changes_nothing(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/demande")
    early = chat.data("Pour mon enfant")
    await chat.press("Pour moi")

    said = await chat.forge(early)

    assert "étape passée" in chat.phone.alerts[-1].text
    assert "Que voulez-vous demander" in (said or chat.last)


async def test_a_detour_and_a_restart_leave_the_draft_where_it_was(lite: Store) -> None:
    async with living(lite) as town:
        chat = await town.settled("Ana", "fr", "fr")
        await at_the_name(chat)
        await chat.say("/reglages")
        await chat.say("c'est quoi clearview ai ?")
        await chat.press("C’est une question")
        telegram, phone = town.telegram, chat.phone
    async with living(lite, telegram) as town:
        chat = Chat(phone, town.house.wire.settle)
        assert "L’adresse e-mail" in await chat.say("Ana Müller")


async def test_two_devices_pressing_at_once_answer_a_step_once(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/demande")
    data = chat.data("Pour moi")

    def both() -> None:
        chat.phone.forge(data)
        chat.phone.forge(data)

    await chat.do(both)

    assert "Que voulez-vous demander" in chat.last
    assert chat.phone.unanswered == 0


async def test_a_child_and_a_mandate_are_explained_and_named(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/demande")
    assert "procuration" in await chat.press("Pour une autre personne")
    await chat.press("J’ai cette procuration, ou je vais l’avoir")
    for button in ("👁 Accès", "Clearview", "✓ RGPD"):
        await chat.press(button)
    await chat.say("Léa Petit")
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    await chat.press("Passer")
    await chat.press("Passer")
    await chat.press("Français")

    assert "Léa Petit" in chat.last
    assert "Ana Müller" in chat.last


@pytest.mark.parametrize("reach", ["vie-privee@exemple.fr", "12 rue des Lilas\n75011 Paris"])
async def test_a_company_can_be_typed_in(town: World, reach: str) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/demande")
    await chat.press("Pour moi")
    await chat.press("👁 Accès")
    await chat.say("Boulangerie Visage & Fils")
    await chat.press("Écrire à « Boulangerie Visage & Fils »")
    await chat.say(reach)
    assert "RGPD" in await chat.press("France")
    await chat.press("✓ RGPD")
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    await chat.press("Passer")
    await chat.press("Passer")
    await chat.press("Français")
    assert "Boulangerie Visage & Fils" in chat.last

    pieces = await chat.press("✓ La lettre est bonne")

    shown = pieces + " ".join(one.copy or "" for one in chat.buttons)
    assert reach.splitlines()[0] in shown


async def test_an_incomplete_mail_address_is_asked_again(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)
    await chat.say("Ana Müller")

    for wrong in ("ana", "ana@", "ana@example", "ana@example.fr\nbcc: x@y.org"):
        assert "Votre adresse postale" not in await chat.say(wrong)

    assert "Quelle est votre adresse postale" in await chat.say("ana@example.fr")


async def test_a_second_request_offers_to_go_on_or_start_over(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)

    assert "Une demande est déjà commencée." in await chat.say("/demande")
    assert "Quel est votre nom" in await chat.press("Reprendre où j’en étais")
    await chat.say("/demande")
    assert "Pour qui écrivez-vous ?" in await chat.press("Tout recommencer")


async def test_doubts_about_a_company_are_shown_with_their_date(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    await chat.press("Passer")
    await chat.press("Passer")

    said = await chat.press("Anglais")

    assert "À savoir sur Clearview AI, Inc." in said
