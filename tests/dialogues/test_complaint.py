"""After the silence: the letters that follow, the organisation's thirty days, the authority."""

from datetime import timedelta

import pytest

from tests.dialogues.conftest import Chat, World
from tests.dialogues.walks import gone, ready, sent

NAMED = ("Alex Smith", "alex@example.org")
CARD = "Facewatch Ltd, access"


async def opened(chat: Chat, card: str = CARD) -> str:
    await chat.say("/cases")
    return await chat.press(card)


async def written(chat: Chat, button: str, *told: str) -> str:
    await chat.press(button)
    said = ""
    for line in told:
        said = await chat.say(line)
    return said


@pytest.fixture
async def alex(town: World) -> Chat:
    """Return somebody in Britain whom nobody has answered by 4 January 2027."""
    chat = await town.settled("Alex", "en", "gb")
    await ready(chat, "Facewatch", "✓ UK GDPR")
    await gone(chat)
    await town.skip(days=40)
    await chat.press("Nothing came")
    return chat


async def test_a_complaint_to_the_organisation_is_watched_for_thirty_days(
    town: World, alex: Chat
) -> None:
    await opened(alex)
    assert "✍️ Write the complaint to the authority" not in alex.labels
    letter = await written(alex, "✍️ Complain to the organisation", *NAMED, "Silence.")
    assert "Acknowledge this complaint within 30 days." in letter

    said = await alex.press("📮 I sent that letter", "Today")

    assert "must acknowledge your complaint by 3 February 2027 at the latest." in said
    card = await opened(alex)
    assert "the organisation must acknowledge it by 3 February 2027 at the latest." in card
    assert "✍️ Complain to the organisation" not in alex.labels, "once is enough"
    assert "✍️ Write the complaint to the authority" not in alex.labels
    await town.house.live(timedelta(days=31, hours=2))
    assert alex.heard("had to acknowledge your complaint has passed: the last day was 3 Febr") == 1
    assert alex.labels == [
        "📬 Something came",
        "✍️ Write the complaint to the authority",
        "See the case",
    ]
    letter = await written(alex, "✍️ Write the complaint to the authority", *NAMED, "Silence.")
    assert "then made a complaint to it" in letter
    assert "– 4 January 2027: I write to it again." in letter


async def test_the_british_reminder_letter_is_watched_too(town: World, alex: Chat) -> None:
    await opened(alex)
    letter = await written(alex, "✍️ Write the reminder letter", *NAMED)
    assert "This letter is also a complaint as the law provides" in letter

    assert "must acknowledge your complaint" in await alex.press("📮 I sent that letter", "Today")


async def test_an_answer_to_the_complaint_opens_the_authority(town: World, alex: Chat) -> None:
    await opened(alex)
    await written(alex, "✍️ Complain to the organisation", *NAMED, "Silence.")
    await alex.press("📮 I sent that letter", "Today", "See the case")

    await alex.press("📬 Something came", "It refuses")

    assert "✍️ Write the complaint to the authority" in alex.labels
    seen = len(alex.phone.replies)
    await town.house.live(timedelta(days=20))
    assert len(alex.phone.replies) == seen, "the thirty days are no longer watched"


async def test_a_refusal_is_first_complained_of_to_the_organisation(
    town: World, alex: Chat
) -> None:
    await opened(alex)
    await alex.press("📬 Something came", "It refuses")
    assert "✍️ Write the complaint to the authority" not in alex.labels
    await written(alex, "✍️ Complain to the organisation", *NAMED, "A refusal.")
    await alex.press("📮 I sent that letter", "Today")

    await town.house.live(timedelta(days=31, hours=2))

    assert alex.heard("had to acknowledge your complaint has passed") == 1
    assert "✍️ Write the complaint to the authority" in alex.labels


async def test_a_complaint_that_is_dated_before_the_first_letter_is_asked_back(alex: Chat) -> None:
    await opened(alex)
    await written(alex, "✍️ Complain to the organisation", *NAMED, "Silence.")
    await alex.press("📮 I sent that letter")

    assert "That day is too early" in await alex.say("1 October 2026")


async def test_a_complaint_undone_is_no_complaint(town: World, alex: Chat) -> None:
    await opened(alex)
    await written(alex, "✍️ Complain to the organisation", *NAMED, "Silence.")
    await alex.press("📮 I sent that letter", "Today", "See the case")

    card = await alex.press("Undo the last entry: complaint sent to the organisation")

    assert "must acknowledge" not in card
    assert "✍️ Complain to the organisation" in alex.labels
    await town.house.live(timedelta(days=40))
    assert alex.heard("had to acknowledge your complaint") == 0


async def test_la_relance_se_note_et_l_autorite_saisie_fait_silence(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await town.skip(days=40)
    await chat.press("Rien n’est venu", "✍️ Écrire la relance")
    for line in ("Ana Müller", "ana@example.fr"):
        await chat.say(line)
    assert "la lettre à Clearview AI, Inc. est partie" in await chat.press(
        "📮 J’ai envoyé cette lettre", "Aujourd’hui"
    )
    await chat.press("Voir le dossier")
    assert "Rien n’est venu" not in chat.labels, "it was said"
    assert chat.labels[0] == "✍️ Écrire la relance"
    await chat.press("✍️ Écrire la plainte à l’autorité")
    letter = ""
    for line in ("Ana Müller", "ana@example.fr", "Le silence."):
        letter = await chat.say(line)
    assert "– 4 janvier 2027 : je lui écris de nouveau." in letter

    said = await chat.press("📮 J’ai envoyé cette lettre", "Aujourd’hui")

    assert "l’autorité est saisie" in said
    assert "🔵 Clearview AI, Inc., accès\nL’autorité est saisie." in await chat.say("/dossiers")
    seen = len(chat.phone.replies)
    await town.house.live(timedelta(days=90))
    assert len(chat.phone.replies) == seen
    await chat.press(
        "Clearview AI, Inc., accès", "📬 Quelque chose est arrivé", "Elle répond à tout"
    )
    await chat.press("Clore le dossier")
    assert await chat.say("/dossiers") == "Vous n’avez pas de demande en cours."


async def test_a_forged_letter_sent_changes_nothing(alex: Chat) -> None:
    card = await opened(alex)
    case = alex.data("Close the case").rpartition(":")[2]

    for event in ("answered", "closed", "", "wrote", "moved-on.x"):
        await alex.forge(f"cases:wrote.{event}:{case}")
        assert alex.alert == "This case has changed since that message. Here is where it stands."
    assert alex.last == card


async def test_elsewhere_no_complaint_to_the_organisation_is_taken(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.press("Voir le dossier")
    case = chat.data("Clore le dossier").rpartition(":")[2]

    await chat.forge(f"cases:wrote.complained:{case}")

    assert "Quel jour" not in chat.last


@pytest.mark.parametrize(("country", "authority"), [("fr", "CNIL"), ("be", "APD"), ("lu", "CNPD")])
async def test_du_silence_a_la_plainte_dans_chaque_pays(
    town: World, country: str, authority: str
) -> None:
    chat = await town.settled("Ana", "fr", country)
    await sent(chat)
    await town.skip(days=40)
    assert authority in await chat.press("Rien n’est venu")
    assert "This reminder does not start a new period." in await _french(
        chat, "✍️ Écrire la relance"
    )
    await chat.press("📮 J’ai envoyé cette lettre", "Aujourd’hui", "Voir le dossier")

    complaint = await _french(chat, "✍️ Écrire la plainte à l’autorité", "Le silence.")

    assert "Je vous saisis d’une réclamation" in complaint
    assert "– 4 janvier 2027 : je lui écris de nouveau." in complaint
    assert authority in complaint


async def _french(chat: Chat, button: str, *more: str) -> str:
    return await written(chat, button, "Ana Müller", "ana@example.fr", *more)
