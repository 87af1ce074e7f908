"""What is kept, shown, forgotten; files that are never opened."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from db.tables import tables
from tests.db.noise import a_talk
from tests.dialogues.conftest import Chat, World, spaced
from tests.dialogues.walks import at_the_name, prepared, sent

Row = dict[str, Any]


def rows(world: World) -> dict[str, list[Row]]:
    """Return every row of every table."""
    with world.house.store.transaction() as session:
        return {
            of.name: [dict(row) for row in session.execute(select(of)).mappings()]
            for of in tables()
        }


async def test_privacy_names_operator_periods_rights_and_authority(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")

    page = await chat.say("/confidentialite")

    assert page.startswith("Vos données dans Traits")
    for words in (
        "Association Exemple, contact@example.org",
        "article 6, paragraphe 1, point b, du RGPD",
        "Jamais gardé : votre nom Telegram, vos questions, vos photos, vos pièces d’identité.",
        "lettre commencée : 7 jours au plus",
        "dossier : 12 mois après sa clôture",
        "tout : 24 mois sans signe de vie, 12 mois si vous bloquez le bot",
        "sauvegardes : 30 jours",
        "35 jours",
        "Telegram transporte nos messages et peut les lire.",
        "/mesdonnees montre tout, /oublier efface tout",
        "CNIL",
    ):
        assert words in page, words


async def test_the_authority_is_that_of_the_persons_country(town: World) -> None:
    british = await town.settled("Alex", "en", "gb")
    elsewhere = await town.settled("Aiko", "en", "jp")

    assert "Information Commissioner’s Office" in await british.say("/privacy")
    assert "the data protection authority of your country" in await elsewhere.say("/privacy")


async def test_my_data_is_whole_readable_and_enough_to_go_on_alone(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.say("/demande")  # a draft, too

    assert "À lire dans un navigateur." in await chat.say("/mesdonnees")

    (page_name, page), (data_name, data) = chat.files[-2:]
    assert (page_name, data_name) == ("traits.html", "traits.json")
    held = json.loads(data)
    assert held["person"]["content"]["country"] == "fr"
    assert held["drafts"][0]["content"]["facts"] == {"done": [], "given": []}
    (case,) = held["cases"]
    assert case["content"]["company"]["name"] == "Clearview AI, Inc."
    kinds = [event["content"]["kind"] for event in case["events"]]
    assert kinds == ["prepared", "sent", "received"]
    assert case["reminders"]
    told = spaced(page.decode())
    for words in (
        "Clearview AI, Inc., accès",
        "L’entreprise doit répondre au plus tard le 28 décembre 2026.",
        "Un mois plus tard : 25 décembre 2026, un jour férié (Noël).",
        "Si rien ne vient, écrivez une relance qui cite la référence et la date d’envoi.",
        "https://www.cnil.fr/fr/plaintes",
    ):
        assert words in told, words


async def test_my_data_leaves_out_no_row_and_no_column(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.say("/demande")
    (record,) = rows(world)["person"]
    with world.house.store.transaction() as session:
        a_talk(session, record["id"], "heron-27")

    await chat.say("/mesdonnees")

    held = json.loads(chat.files[-1][1])
    (case,) = held["cases"]
    (talk,) = held["conversations"]
    shown = {
        "person": [held["person"]],
        "draft": held["drafts"],
        "case": held["cases"],
        "event": case["events"],
        "reminder": case["reminders"],
        "conversation": held["conversations"],
        "link": talk["links"],
        "inbox": held["arrivals"],
        "outbox": held["departures"],
    }
    stored = rows(world)
    for name, some in shown.items():
        assert some, name
        for one in some:
            columns = set(stored[name][0]) - {"sealed"}
            assert columns <= set(one), name
    for name in ("person", "draft", "case", "event", "reminder"):
        assert len(shown[name]) == len(stored[name]), name
    assert (
        not set(stored)
        - set(shown)
        - {"bucket", "counter", "forgotten", "profile", "proof", "desk_group"}
    )


async def test_forgetting_leaves_no_row_but_the_mark_and_says_what_remains(world: World) -> None:
    other = await world.settled("Eva", "fr", "be")
    await sent(other)
    before = rows(world)
    chat = await world.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.say("/demande")

    asked = await chat.say("/oublier")
    assert asked.startswith("Tout effacer ?")
    assert "Pensez à /mesdonnees avant." in asked
    farewell = await chat.press("Tout effacer")

    assert farewell.startswith("C’est fait : tout est effacé.")
    assert "Nos messages restent dans cette conversation" in farewell
    assert "au plus tard le 25 décembre 2026" in farewell, "backups, 30 days"
    assert "reste jusqu’au 30 décembre 2026" in farewell, "the mark, 35 days"
    left = {
        name: [row for row in some if row not in before[name]] for name, some in rows(world).items()
    }
    assert len(left.pop("forgotten")) == 1
    assert all(row["chat_key"] == "" and row["sealed"] is None for row in left.pop("inbox"))
    (sent_off,) = left.pop("outbox")  # the farewell itself: to nobody, without its words
    assert sent_off["person_id"] is None
    assert sent_off["sealed"] is None
    assert {name for name, some in left.items() if some} <= {"bucket"}
    assert not [row for row in left["bucket"] if "chat" in row["key"]]


async def test_who_was_forgotten_hears_nothing_more_and_begins_from_nothing(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await sent(chat)
    old = chat.data("Voir le dossier")
    await chat.say("/oublier")
    await chat.press("Tout effacer")

    await world.skip(days=60)
    assert chat.last.startswith("C’est fait"), "no reminder comes back"

    assert "Dans quel pays vivez-vous ?" in await chat.say("/start")
    assert await chat.forge(old) == "Ce dossier n’existe pas, ou n’existe plus. Voyez /dossiers."
    await chat.press("🇫🇷 France")
    assert await chat.say("/dossiers") == "Vous n’avez pas de demande en cours."


async def test_the_farewell_is_in_the_persons_language(town: World) -> None:
    chat = await town.settled("Alex", "en", "gb")
    await chat.say("/forget")

    assert (await chat.press("Erase everything")).startswith("Done: everything is erased.")


async def test_forgetting_twice_at_once_is_forgetting_once(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.say("/oublier")
    data = chat.data("Tout effacer")

    def both() -> None:
        chat.phone.forge(data)
        chat.phone.forge(data)

    await chat.do(both)

    assert chat.last.startswith("C’est fait : tout est effacé.")
    assert rows(world)["person"] == []
    world.telegram.presses.clear()  # the second one was erased unread, with all that waited


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

    assert said == (
        "Je n’ai pas ouvert ce fichier et je l’ai retiré de cette conversation. Je ne garde ni photo, ni "
        "pièce d’identité, ni enregistrement : ce que je n’ai pas, personne ne peut le voler.\n"
        "Est-ce la réponse de l’entreprise ? Dites-moi ce qu’elle contient."
    )
    assert all(message.attachment is None for message in chat.phone.messages if message.mine)
    assert not [call for call in town.telegram.calls if call.method == "getFile"]
    assert await chat.press("Clearview AI, Inc., accès") == (
        "Que dit la réponse de Clearview AI, Inc. ?"
    )
    assert "a répondu" in await chat.press("Elle répond à tout")


async def test_without_an_open_case_a_file_is_only_refused(town: World) -> None:
    chat = await town.settled("Alex", "en", "gb")

    said = await chat.do(lambda: chat.phone.send_photo(caption="my passport"))

    assert said.startswith("I did not open that file and took it off this chat.")
    assert "answer" not in said
    assert "my passport" not in chat.phone.text


async def test_a_file_in_the_middle_of_a_request_leaves_the_step_where_it_was(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)

    await chat.do(chat.phone.send_photo)

    assert "À quelle adresse électronique" in await chat.say("Ana Müller")


async def test_it_was_not_the_answer(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.do(chat.phone.send_photo)

    await chat.press("Non")

    assert chat.labels == []
    assert "doit répondre au plus tard" in await chat.say("/dossiers")


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
