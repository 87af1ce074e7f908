"""What a company writes that is no answer: receipts, demands, more time; and wrong entries."""

from datetime import timedelta

import pytest

from tests.dialogues.conftest import Chat, World
from tests.dialogues.walks import sent

NAMED = ("Ana Müller", "ana@example.fr")


async def came(chat: Chat, *what: str) -> str:
    """Tell of something that came, from the case's own page."""
    await chat.say("/dossiers")
    return await chat.press("Clearview AI, Inc., accès", "📬 Quelque chose est arrivé", *what)


async def letter(chat: Chat, button: str, *told: str) -> str:
    """Write a letter that follows, telling what is asked for."""
    await chat.press(button)
    said = ""
    for line in told:
        said = await chat.say(line)
    return said


@pytest.fixture
async def chat(town: World) -> Chat:
    """Return somebody whose letter reached Clearview on 25 November: due on 28 December 2026."""
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    return chat


async def test_a_receipt_does_not_stop_the_clock(chat: Chat) -> None:
    said = await came(chat, "Un simple accusé de réception", "Aujourd’hui")

    assert "n’arrête pas le délai : le dernier jour reste le 28 décembre 2026." in said


async def test_a_demand_that_is_met_moves_the_day(town: World, chat: Chat) -> None:
    await town.skip(days=5)
    asked = await came(chat, "Elle me demande quelque chose", "Une preuve d’identité", "Hier")
    assert "cachez la photo, le numéro et ce qui ne sert pas" in asked
    said = await chat.press("Je vais la donner")
    assert "le temps peut être arrêté" in said
    assert "attend quelque chose de vous" in await chat.press("Voir le dossier")

    await town.skip(days=3)
    said = await chat.press("Je l’ai donnée", "Aujourd’hui")

    assert "doit maintenant répondre au plus tard le 30 décembre 2026." in said
    assert "Je l’ai donnée" not in chat.labels


async def test_a_demand_that_is_contested_leaves_the_day_and_says_both(
    town: World, chat: Chat
) -> None:
    said = await came(
        chat, "Elle me demande quelque chose", "Une preuve d’identité", "Aujourd’hui",
        "Je conteste cette demande", "Elle en demande trop",
    )  # fmt: skip
    assert "Le dernier jour reste le 28 décembre 2026. Mais si la demande était justifiée" in said
    written = await letter(chat, "✍️ Contester la preuve demandée", *NAMED)
    assert "Ana Müller" in written
    await town.skip(days=40)

    assert "si cette demande était justifiée, le délai n’a pas couru" in chat.last
    assert "est passé</b>" not in chat.last
    await chat.press("Rien n’est venu")
    await chat.say("/dossiers")
    card = await chat.press("Clearview AI, Inc., accès")
    assert "que vous contestez, était justifiée, le délai n’a pas couru" in card
    assert "✍️ Écrire la relance" not in chat.labels, "nobody is called late"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("Oui, elle donne une raison", "le dernier jour est maintenant le 25 février 2027."),
        ("Non, aucune raison", "Le dernier jour reste le 28 décembre 2026."),
    ],
)
async def test_more_time_counts_only_with_a_reason(chat: Chat, reason: str, said: str) -> None:
    assert said in await came(chat, "Elle veut plus de temps", "Aujourd’hui", reason)
    assert "✍️ Contester la prolongation" in chat.labels


async def test_more_time_asked_too_late_changes_nothing(town: World, chat: Chat) -> None:
    await town.skip(days=38)

    said = await came(chat, "Elle veut plus de temps", "Aujourd’hui", "Oui, elle donne une raison")

    assert "cette prolongation ne change rien" in said


@pytest.mark.parametrize(
    ("answer", "button", "told"),
    [
        ("Elle répond en partie", "✍️ Demander ce qui manque", (*NAMED, "Les destinataires")),
        ("Elle refuse", "✍️ Contester le refus", NAMED),
        ("Elle dit n’avoir rien sur moi", "✍️ Demander comment ils ont cherché", NAMED),
    ],
)
async def test_an_answer_that_does_not_answer_has_its_letter(
    chat: Chat, answer: str, button: str, told: tuple[str, ...]
) -> None:
    await came(chat, answer)

    written = await letter(chat, button, *told)

    assert "Ana Müller" in written
    assert told[-1] in written
    assert "2026-12-28" not in written
    assert "late" not in written.lower().replace("template", "").replace("related", "").replace(
        "later", ""
    ), "nobody is called late"


async def test_a_wrong_entry_is_taken_back_and_the_day_with_it(chat: Chat) -> None:
    await came(chat, "Elle veut plus de temps", "Aujourd’hui", "Oui, elle donne une raison")
    card = await chat.press("Voir le dossier")
    assert "25 février 2027" in card

    card = await chat.press("Annuler la dernière entrée : délai prolongé par l’entreprise")

    assert "au plus tard le 28 décembre 2026" in card
    assert "délai prolongé" not in card


async def test_an_old_undo_takes_nothing_back(chat: Chat) -> None:
    await came(chat, "Un simple accusé de réception", "Aujourd’hui")
    await chat.press("Voir le dossier")
    old = chat.data("Annuler la dernière entrée : accusé de réception")
    await chat.press("Annuler la dernière entrée : accusé de réception")

    await chat.forge(old)

    assert chat.alert
    assert "lettre reçue par l’entreprise" in chat.last


async def test_a_clarification_that_is_contested_is_not_offered(chat: Chat) -> None:
    asks = ("Elle me demande quelque chose", "Une précision", "Aujourd’hui")
    await came(chat, *asks, "Je vais répondre")
    assert "✍️ Donner la précision" in chat.labels

    await came(chat, *asks, "Je conteste cette demande", "Ma demande est claire")

    assert "✍️ Donner la précision" not in chat.labels


async def test_a_day_before_the_letter_is_asked_back(chat: Chat) -> None:
    await came(chat, "Un simple accusé de réception")

    assert "Ce jour est trop tôt" in await chat.say("1er novembre 2026")


async def test_a_letter_that_does_not_fit_is_not_written(chat: Chat) -> None:
    await chat.say("/dossiers")
    await chat.press("Clearview AI, Inc., accès")
    case = chat.data("📬 Quelque chose est arrivé").rpartition(":")[2]

    for kind in ("refused", "no-answer", "fee-contested", "nonsense", ""):
        assert (
            "quel est votre nom" not in (await chat.forge(f"cases:followup.{kind}:{case}")).lower()
        )
    assert "trop" not in await chat.forge(f"cases:gave:{case}")


async def test_what_came_survives_a_change_of_language(chat: Chat) -> None:
    await came(chat, "Elle me demande quelque chose", "De l’argent", "Aujourd’hui", "Je vais payer")
    await chat.say("/langue")
    await chat.say("/cases")

    card = await chat.press("Clearview AI, Inc., access")

    assert "fee asked for" in card
    assert "I have paid" in chat.labels


async def test_after_silence_a_complaint_to_the_authority_is_ready(town: World, chat: Chat) -> None:
    await town.skip(days=40)
    await chat.press("Rien n’est venu")
    await chat.say("/dossiers")
    await chat.press("Clearview AI, Inc., accès")

    complaint = await letter(
        chat, "✍️ Écrire la plainte à l’autorité", *NAMED, "Aucune réponse à ma demande."
    )

    assert "Je vous saisis d’une réclamation" in complaint
    assert "Aucune réponse à ma demande." in complaint
    assert "Ne l’envoyez pas à l’entreprise." in complaint
    (mail,) = [content for name, content in chat.files if name.endswith("-2.eml")]
    assert b"clearview.ai" not in mail.partition(b"\r\n\r\n")[0], "it goes to the authority"


async def test_in_britain_the_organisation_comes_first(town: World) -> None:
    chat = await town.settled("Ana", "fr", "gb")
    await chat.say("/demande")
    await chat.press("Pour moi", "👁 Accès", "Facewatch")
    await chat.press(chat.labels[0])
    for line in NAMED:
        await chat.say(line)
    await chat.press("Passer", "Passer", "Français", "✓ La lettre est bonne", "📮 Je l’ai envoyée")
    await chat.press("Aujourd’hui", "Par courriel", "Passer", "25 novembre 2026")
    await town.skip(days=40)
    await chat.press("Rien n’est venu")
    await chat.say("/dossiers")
    await chat.press(next(label for label in chat.labels if "accès" in label))

    assert "✍️ Se plaindre à l’organisme" in chat.labels
    assert "✍️ Écrire la plainte à l’autorité" not in chat.labels
    written = await letter(chat, "✍️ Se plaindre à l’organisme", *NAMED, "Le silence.")
    assert "Le silence." in written


async def test_an_authority_of_another_language_is_named_not_written_to(town: World) -> None:
    chat = await town.settled("Ana", "fr", "at")
    await sent(chat)
    await town.skip(days=40)
    await chat.press("Rien n’est venu")
    await chat.say("/dossiers")
    await chat.press("Clearview AI, Inc., accès")

    said = await chat.press("✍️ Écrire la plainte à l’autorité")

    assert "ne prend pas les plaintes en français ni en anglais" in said


async def test_before_the_time_to_complain_is_over_it_is_said_twice(town: World) -> None:
    chat = await town.settled("Alex", "en", "gb")
    await chat.say("/request")
    await chat.press("For me", "👁 Access", "Facewatch")
    await chat.press(chat.labels[0])
    for line in ("Alex Smith", "alex@example.org"):
        await chat.say(line)
    await chat.press("Skip", "Skip", "English", "✓ The letter is right", "📮 I sent it", "Today")
    await chat.press("By e-mail", "Skip", "25 November 2026")
    await town.house.live(timedelta(days=40))
    await chat.press("Nothing came")
    await town.house.live(timedelta(days=120))

    assert chat.heard("the time to complain ends on") == 2
    await chat.say("/cases")
    card = await chat.press(next(label for label in chat.labels if "access" in label))
    assert "The usual time to complain is over: it ended on" in card
    assert "a court has time limits of its own" in card
