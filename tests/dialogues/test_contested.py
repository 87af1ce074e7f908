"""What the person contests: both days, the reason in the letter, and nobody is called late."""

import pytest

from tests.dialogues.conftest import Chat, World
from tests.dialogues.walks import gone, ready, sent

CARD = "Clearview AI, Inc., access"
NAMED = ("Alex Smith", "alex@example.org")


@pytest.fixture
async def alex(town: World) -> Chat:
    """Return somebody whose letter reached Clearview on 25 November: due on 28 December 2026."""
    chat = await town.settled("Alex", "en", "ie")
    await ready(chat)
    await gone(chat)
    return chat


async def opened(chat: Chat) -> str:
    await chat.say("/cases")
    return await chat.press(CARD)


async def came(chat: Chat, *what: str) -> str:
    await opened(chat)
    return await chat.press("📬 Something came", *what)


async def letter(chat: Chat, *presses: str, told: tuple[str, ...] = NAMED) -> str:
    """Write a letter that follows, and return all that was said with it."""
    await chat.press(*presses)
    said = ""
    for line in told:
        said = await chat.say(line)
    return said


@pytest.mark.parametrize(
    ("demand", "reason", "button", "sentence"),
    [
        (
            "Proof of identity",
            "It asks for too much",
            "✍️ Contest the proof they ask for",
            "What is asked for seems to me to go beyond what would be needed to check my identity.",
        ),
        (
            "Proof of identity",
            "It asks too late",
            "✍️ Contest the proof they ask for",
            "only on 30 November 2026, although nothing in my request has changed since 25 Nov",
        ),
        (
            "A clarification",
            "It wants me to ask for less",
            "✍️ Contest the clarification they ask for",
            "I am asked to narrow my request; I do not narrow it.",
        ),
        (
            "Money",
            "It explains nothing",
            "✍️ Contest the fee",
            "I was told neither why a fee is asked for nor how it is worked out.",
        ),
    ],
)
async def test_the_reason_chosen_stands_in_the_letter(
    town: World, alex: Chat, demand: str, reason: str, button: str, sentence: str
) -> None:
    await town.skip(days=5)
    await came(alex, "It asks me for something", demand, "Today", "I contest this demand", reason)

    written = await letter(alex, button)

    assert sentence in written
    assert "ended on" not in written


async def test_both_days_are_shown_and_the_other_one_moves_on(town: World, alex: Chat) -> None:
    await town.skip(days=5)
    said = await came(
        alex, "It asks me for something", "Proof of identity", "Today", "I contest this demand",
        "Nothing casts doubt on who I am",
    )  # fmt: skip
    assert "The last day remains 28 December 2026. But if the demand was justified" in said
    await town.skip(days=5)

    card = await opened(alex)

    assert "must answer by 28 December 2026 at the latest, unless its demand" in card
    assert "It would then be 31 December 2026, if you answered it today." in card


async def test_nobody_is_called_late_in_silence_while_something_is_contested(
    town: World, alex: Chat
) -> None:
    await came(
        alex, "It asks me for something", "Proof of identity", "Today", "I contest this demand",
        "Nothing casts doubt on who I am",
    )  # fmt: skip
    await town.skip(days=40)

    said = await alex.press("Nothing came")

    assert "is still waiting for what you contest" in said
    assert "in time" not in said
    assert alex.labels[:2] == [
        "✍️ Contest the proof they ask for", "🏛 How to go to the authority",
    ]  # fmt: skip


async def test_un_silence_dit_tant_que_l_on_conteste_n_accuse_personne(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.press("Voir le dossier", "📬 Quelque chose est arrivé")
    await chat.press("Elle me demande quelque chose", "Une preuve d’identité", "Aujourd’hui")
    await chat.press("Je conteste cette demande", "Rien ne fait douter de mon identité")
    await town.skip(days=40)

    said = await chat.press("Rien n’est venu")

    assert "attend encore ce que vous contestez" in said
    assert "à temps" not in said
    assert chat.labels[0] == "✍️ Contester la preuve demandée"


async def test_une_precision_contestee_qui_ne_deplace_rien_est_dite_telle(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.press("Voir le dossier", "📬 Quelque chose est arrivé")
    await chat.press("Elle me demande quelque chose", "De l’argent", "Aujourd’hui")

    said = await chat.press("Je conteste cette demande", "Rien ne justifie de payer")

    assert "Le dernier jour reste le 28 décembre 2026 : selon notre lecture de la loi" in said
    assert "ne déplace pas ce jour" in await chat.press("Voir le dossier")


async def test_more_time_is_contested_with_a_reason_and_the_first_day_is_kept(
    town: World, alex: Chat
) -> None:
    said = await came(alex, "It wants more time", "Today", "Yes, it gives a reason")
    assert "the last day is now 25 February 2027." in said

    await alex.press("✍️ Contest the extension")
    assert alex.labels[:3] == [
        "It does not need that time",
        "It announces it too late",
        "It gives no reason",
    ]
    written = await letter(alex, "It does not need that time")

    assert "Nothing was put forward to show that more time is needed." in written
    assert "The last day remains 28 December 2026, unless the extension was justified: then it" in (
        written
    )
    assert "would be 25 February 2027." in written
    await town.skip(days=35)
    assert "28 December 2026 has passed" in alex.last, "the reminder comes on the base date"
    assert "late" not in alex.last
    await alex.press("Nothing came")
    card = await opened(alex)
    assert "It would then be 25 February 2027." in card
    assert "✍️ Write the reminder letter" not in alex.labels
    complaint = await letter(
        alex, "✍️ Write the complaint to the authority", told=(*NAMED, "No answer.")
    )
    assert (
        "– 25 November 2026: I am told that the answer will take more time; I contest this."
        in complaint
    )
    assert "Nothing was put forward to show that more time is needed." in complaint
    assert "the time for answering ends" not in complaint, "nobody is called late"


async def test_une_prolongation_contestee_deux_fois_garde_sa_raison(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.press("Voir le dossier", "📬 Quelque chose est arrivé", "Elle veut plus de temps")
    await chat.press("Aujourd’hui", "Oui, elle donne une raison", "✍️ Contester la prolongation")
    await chat.press("Elle l’annonce trop tard")
    for line in ("Ana Müller", "ana@example.fr"):
        await chat.say(line)
    await chat.say("/dossiers")
    card = await chat.press("Clearview AI, Inc., accès")
    assert card.count("prolongation contestée") == 1

    await chat.press("✍️ Contester la prolongation")
    await chat.say("Ana Müller")
    written = await chat.say("ana@example.fr")

    assert "Pourquoi la contestez-vous" not in written
    assert "It was announced only on 25 November 2026, which seems to me too late." in written


async def test_more_time_announced_again_is_contested_for_itself(alex: Chat) -> None:
    await came(alex, "It wants more time", "Today", "Yes, it gives a reason")
    await letter(alex, "✍️ Contest the extension", "It announces it too late")
    said = await came(alex, "It wants more time", "Today", "Yes, it gives a reason")
    assert "the last day is now 25 February 2027." in said

    await alex.press("✍️ Contest the extension")

    assert "Why do you contest it?" in alex.last


async def test_the_complaint_names_the_demand_and_its_reason(town: World, alex: Chat) -> None:
    await town.skip(days=5)
    await came(
        alex, "It asks me for something", "Proof of identity", "Today", "I contest this demand",
        "It asks for too much",
    )  # fmt: skip
    await town.skip(days=30)
    await alex.press("Nothing came")
    await opened(alex)

    complaint = await letter(
        alex, "✍️ Write the complaint to the authority", told=(*NAMED, "Nothing came.")
    )

    assert "– 30 November 2026: I am asked for proof of identity before an answer; I contest" in (
        complaint
    )
    assert (
        "What is asked for seems to me to go beyond what would be needed to check my identity."
        in complaint
    )
    assert "the organisation answers" not in complaint


async def test_a_made_up_reason_is_no_reason(alex: Chat) -> None:
    await came(alex, "It asks me for something", "Money", "Today", "I contest this demand")
    data = alex.data("It is too much")

    for reason in ("late", "identity", "", "x"):
        await alex.forge(data.replace("contest.excessive", f"contest.{reason}"))
        assert "Noted" not in alex.last
    assert "Noted: you contest" in await alex.press("It is too much")
