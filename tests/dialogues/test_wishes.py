"""What people ask for beyond the law: before the day, on a day of theirs, a note, a longer keep."""

from datetime import timedelta

import pytest

from db import mydata, person
from tests.dialogues.conftest import Chat, World
from tests.dialogues.walks import gone, prepared, ready, sent

CARD = "Clearview AI, Inc., access"


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


def held(world: World, chat: Chat) -> str:
    """Return everything that /mydata would show."""
    with world.house.store.transaction() as session:
        someone = person.find(session, chat.phone.chat_id)
        assert someone
        return str(mydata.everything(session, someone.id))


async def test_before_the_day_it_is_said_once_to_who_asked(town: World, alex: Chat) -> None:
    await opened(alex)
    said = await alex.press("🔔 Remind me…", "⏰ Tell me before the last day")
    assert "You asked for a reminder: three days before the last day." in said

    await town.house.live(timedelta(days=33))

    assert (
        alex.heard("Clearview AI, Inc. must answer by 28 December 2026 at the latest. There") == 1
    )
    assert "I will write to you when that day has passed." in alex.last
    assert alex.labels == ["📬 Something came", "See the case"]


async def test_who_did_not_ask_or_took_it_back_hears_nothing_before_the_day(
    town: World, alex: Chat
) -> None:
    await opened(alex)
    await alex.press("🔔 Remind me…", "⏰ Tell me before the last day")
    await alex.press("Don’t tell me before the last day")
    seen = len(alex.phone.replies)

    await town.house.live(timedelta(days=33))

    assert len(alex.phone.replies) == seen


async def test_a_day_of_ones_own_comes_at_ones_hour(town: World, alex: Chat) -> None:
    await alex.forge("settings:hour.18:")
    await opened(alex)
    await alex.press("🔔 Remind me…", "🔔 Remind me on a day I choose")

    assert "on 10 December 2026." in await alex.say("in 15 days")
    assert "You asked for a reminder: 10 December 2026." in await alex.press("See the case")
    assert "'day': '2026-12-10'" in held(town, alex)
    await town.skip(days=15, hours=8)
    assert alex.heard("bring up the Clearview AI, Inc. case today") == 0
    await town.skip(hours=1)

    assert alex.heard("bring up the Clearview AI, Inc. case today") == 1
    assert alex.labels == ["See the case", "🔔 Remind me on a day I choose"]


async def test_un_jour_a_soi_se_tape_ou_se_choisit(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.press(
        "Voir le dossier", "🔔 Me rappeler…", "🔔 Me le rappeler un jour que je choisis"
    )

    assert "c’est aujourd’hui ou c’est déjà passé" in await chat.say("3 mars 2026")
    assert "3 avril 2027 ou 4 mars 2027" in await chat.say("03/04")
    assert "Je ne lis pas de date ici" in await chat.say("bientôt")
    assert "le 2 décembre 2026." in await chat.press("2 décembre 2026")
    await town.house.live(timedelta(days=8))

    assert chat.heard("Vous vouliez que je vous reparle aujourd’hui du dossier Clearview") == 1


async def test_un_jour_invente_dans_un_bouton_est_refuse(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.press(
        "Voir le dossier", "🔔 Me rappeler…", "🔔 Me le rappeler un jour que je choisis"
    )
    data = chat.data("2 décembre 2026")

    for day in ("2026-11-25", "2026-11-01", "2999-01-01", "x", ""):
        await chat.forge(data.replace("2026-12-02", day))
        assert "Entendu" not in chat.last


async def test_a_wish_is_taken_back_or_goes_with_the_case(town: World, alex: Chat) -> None:
    await opened(alex)
    await alex.press(
        "🔔 Remind me…", "🔔 Remind me on a day I choose", "28 November 2026", "See the case"
    )
    await alex.press("Undo the last entry: reminder asked for on 28 November 2026")
    await alex.press(
        "🔔 Remind me…", "🔔 Remind me on a day I choose", "2 December 2026", "See the case"
    )
    await alex.press("Close the case")
    seen = len(alex.phone.replies)

    await town.house.live(timedelta(days=30))

    assert len(alex.phone.replies) == seen


async def test_a_discreet_wish_names_nobody(town: World, alex: Chat) -> None:
    await alex.forge("settings:discreet:")
    await opened(alex)
    await alex.press("🔔 Remind me…", "🔔 Remind me on a day I choose", "28 November 2026")
    await town.skip(days=4)

    assert alex.last == "There is news in Traits."
    assert "bring up the Clearview AI, Inc. case" in await alex.press("Look")


async def test_what_is_owed_is_asked_for_and_can_be_put_off(town: World, alex: Chat) -> None:
    await opened(alex)
    await alex.press("📬 Something came", "It asks me for something", "Proof of identity", "Today")
    await alex.press("I will give it")
    await town.skip(days=4)

    assert alex.last.startswith(
        "Clearview AI, Inc. is waiting for something from you: proof of identity."
    )
    assert alex.labels == ["I have given it", "Ask me again later", "See the case"]
    await alex.press("Ask me again later")
    await town.skip(days=4)
    assert alex.heard("is waiting for something from you: proof") == 1, "the first became a word"
    await alex.press("I have given it", "Today")
    seen = len(alex.phone.replies)
    await town.house.live(timedelta(days=20))

    assert len(alex.phone.replies) == seen


async def test_a_note_is_shown_kept_sealed_and_erased_with_the_case(
    world: World,
) -> None:
    chat = await world.settled("Alex", "en", "ie")
    await ready(chat)
    await gone(chat)
    await opened(chat)
    await chat.press("📝 Add a note")
    assert await chat.say("Spoke to Ms Quill,\nref. 4711") == "Noted."

    card = await chat.press("See the case")

    assert "Your notes\n• 25 November 2026: Spoke to Ms Quill,\nref. 4711" in card
    assert "Quill" in held(world, chat)
    await chat.press("🗑 Erase this case", "Erase the case")
    assert "Quill" not in held(world, chat)


async def test_une_note_trop_longue_est_refusee_et_les_anciennes_se_replient(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.press("Voir le dossier", "📝 Ajouter une note")
    assert "trop long" in await chat.say("x" * 301)
    await chat.say("note numéro 0")
    for number in range(1, 5):
        await chat.press("Voir le dossier", "📝 Ajouter une note")
        await chat.say(f"note numéro {number}")

    card = await chat.press("Voir le dossier")

    assert "D’autres, plus anciennes, sont dans /mesdonnees." in card
    assert "note numéro 1" not in card
    assert all(f"note numéro {number}" in card for number in (2, 3, 4))
    assert "note numéro 1" in held(town, chat)
    card = await chat.press("Annuler la dernière entrée : note")
    assert "note numéro 4" not in card


async def test_a_case_with_much_in_it_still_fits_one_message(town: World, alex: Chat) -> None:
    await opened(alex)
    for _ in range(15):
        await alex.press("🔔 Remind me…", "⏰ Tell me before the last day")
        await alex.press("Don’t tell me before the last day", "See the case")
    for _ in range(4):
        await alex.press("📝 Add a note")
        await alex.say("ü" * 300)
        await alex.press("See the case")

    assert "The beginning is in /mydata." in alex.last
    assert len(alex.last) < 4096


async def test_a_letter_never_sent_is_announced_and_erased_after_90_days(town: World) -> None:
    chat = await town.settled("Alex", "en", "ie")
    await ready(chat)
    await town.house.live(timedelta(days=82))
    assert chat.heard("I will erase this case") == 0
    await town.house.live(timedelta(days=2))

    assert chat.heard("On 23 February 2027 I will erase this case.") == 1
    await town.house.live(timedelta(days=10))

    assert await chat.say("/cases") == "You have no open request."


async def test_un_dossier_clos_est_annonce_et_peut_etre_garde(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await prepared(chat)
    await chat.say("/dossiers")
    await chat.press("Clearview AI, Inc., accès", "Clore le dossier")
    await town.house.live(timedelta(days=359))
    assert "Le 25 novembre 2027, je l’effacerai" in chat.last

    assert "Il sera effacé le 19 novembre 2028" in await chat.press("Garder ce dossier")
    await town.house.live(timedelta(days=30))

    assert "Dossier clos." in await chat.press("Voir le dossier")
