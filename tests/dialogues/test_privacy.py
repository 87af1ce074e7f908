"""What is kept, shown, forgotten; files that are never opened."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from db.tables import tables
from tests.dialogues.conftest import Chat, World, spaced
from tests.dialogues.walks import prepared, sent


def counts(world: World) -> dict[str, int]:
    with world.house.store.transaction() as session:
        return {
            of.name: session.execute(select(func.count()).select_from(of)).scalar_one()
            for of in tables()
        }


async def test_privacy_names_operator_periods_rights_and_authority(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")

    page = await chat.say("/confidentialite")

    for words in ("Association Exemple", "contact@example.org", "CNIL", "12 mois", "35 jours"):
        assert words in page


async def test_my_data_is_whole_readable_and_enough_to_go_on_alone(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.say("/demande")  # a draft, too

    await chat.say("/mesdonnees")

    page, data = (one.document for one in chat.phone.replies[-2:])
    assert page is not None
    assert data is not None
    held = json.loads(data[1])
    assert held["person"]["content"]["country"] == "fr"
    assert held["drafts"]
    assert [event["content"]["kind"] for event in held["cases"][0]["events"]] == [
        "prepared",
        "sent",
        "received",
    ]
    assert held["cases"][0]["reminders"]
    told = spaced(page[1].decode())
    for words in (
        "Clearview AI, Inc.",
        "28 décembre 2026",
        "Noël",
        "https://www.cnil.fr/fr/plaintes",
    ):
        assert words in told


async def test_forgetting_leaves_no_row_but_the_mark_and_says_what_remains(world: World) -> None:
    other = await world.settled("Eva", "fr", "be")
    before = counts(world)
    chat = await world.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.say("/demande")

    assert "Tout effacer ?" in await chat.say("/oublier")
    farewell = await chat.press("Tout effacer")

    assert "C’est fait : tout est effacé." in farewell
    assert "25 décembre 2026" in farewell, "backups, 30 days"
    assert "30 décembre 2026" in farewell, "the mark, 35 days"
    after = counts(world)
    assert after.pop("forgotten") == before.pop("forgotten") + 1
    for name in ("person", "draft", "case", "event", "reminder"):
        assert after[name] == before[name], name
    await world.skip(days=60)
    assert chat.last.startswith("C’est fait"), "no reminder comes back"
    assert "Dans quel pays vivez-vous ?" in await chat.say("/start")
    assert await other.say("/dossiers")


async def test_nothing_is_erased_by_asking_or_by_keeping(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await prepared(chat)
    await chat.say("/oublier")

    assert await chat.press("Ne rien effacer") == "Rien n’est effacé."
    assert "Clearview AI, Inc." in await chat.say("/dossiers")


SENDS: dict[str, Callable[[Chat], Any]] = {
    "photo": lambda chat: chat.phone.send_photo(),
    "voice": lambda chat: chat.phone.send_voice(),
    "document": lambda chat: chat.phone.send_document("passeport.pdf", b"%PDF-1.7"),
}


@pytest.mark.parametrize("kind", SENDS)
async def test_a_file_is_not_downloaded_but_taken_off_and_asked_about(
    town: World, kind: str
) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)

    said = await chat.do(lambda: SENDS[kind](chat))

    assert "Je n’ai pas ouvert ce fichier" in said
    assert "Est-ce la réponse de l’entreprise ?" in said
    assert all(message.attachment is None for message in chat.phone.messages if message.mine)
    assert not [call for call in town.telegram.calls if call.method == "getFile"]
    await chat.press("Clearview AI, Inc., accès")
    assert "a répondu" in await chat.press("Elle répond à tout")


async def test_an_edited_message_is_not_read_again_and_said_so(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("bonjour")
    mine = next(one for one in reversed(chat.phone.messages) if one.mine)

    assert "Je ne relis pas les messages modifiés" in await chat.do(
        lambda: chat.phone.edit(mine, "salut")
    )


async def test_an_unknown_command_is_answered_with_what_exists(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")

    said = await chat.say("/pirouette")

    assert "Je ne connais pas cette commande." in said
    assert "/mesdonnees" in said
