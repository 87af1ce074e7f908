"""The days of a case in the person's own calendar."""

from tests.dialogues.conftest import Chat, World
from tests.dialogues.walks import sent
from tests.documents.test_agenda import _events, _imported


def files(chat: Chat) -> list[bytes]:
    return [content for name, content in chat.files if name.endswith(".ics")]


def starts(raw: bytes) -> dict[str, str]:
    return {uid.rpartition("-")[2]: one["DTSTART"] for uid, one in _events(raw).items()}


async def test_an_extension_moves_the_entry(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.press("📅 Mettre dans mon agenda")
    await town.skip(days=5)
    await chat.press("Voir le dossier", "📬 Quelque chose est arrivé", "Elle veut plus de temps")
    await chat.press("Aujourd’hui", "Oui, elle donne une raison")

    assert "📅 Mettre à jour mon agenda" in chat.labels
    await chat.press("📅 Mettre à jour mon agenda")

    first, second = files(chat)
    assert starts(first) == {"answer@traits": "20261228", "look@traits": "20261229"}
    assert starts(second) == {"answer@traits": "20270225", "look@traits": "20270226"}
    assert _events(first).keys() == _events(second).keys()
    for order in ([first, second], [second, first]):
        assert {one["DTSTART"] for one in _imported(order).values()} == {"20270225", "20270226"}


async def test_a_wrong_entry_taken_back_moves_it_back(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.press("Voir le dossier", "📬 Quelque chose est arrivé", "Elle veut plus de temps")
    await chat.press("Aujourd’hui", "Oui, elle donne une raison", "📅 Mettre dans mon agenda")
    await chat.press("Voir le dossier")
    await chat.press("Annuler la dernière entrée : délai prolongé par l’entreprise")

    await chat.press("📅 Mettre à jour mon agenda")

    assert "20261228" in {one["DTSTART"] for one in _imported(files(chat)).values()}


async def test_an_answered_case_leaves_the_calendar_once(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.press("📅 Mettre dans mon agenda")
    await chat.press("Voir le dossier", "📬 Quelque chose est arrivé", "Elle répond à tout")
    await chat.say("/dossiers")
    await chat.press("Clearview AI, Inc., accès")

    assert "effacez-les à la main" in await chat.press("📅 Ôter de mon agenda")

    assert {one["STATUS"] for one in _imported(files(chat)).values()} == {"CANCELLED"}
    await chat.say("/dossiers")
    await chat.press("Clearview AI, Inc., accès")
    assert "📅 Ôter de mon agenda" not in chat.labels


async def test_who_never_took_the_file_is_not_asked_to_take_it_out(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.press("Voir le dossier", "📬 Quelque chose est arrivé", "Elle répond à tout")
    await chat.say("/dossiers")
    await chat.press("Clearview AI, Inc., accès")

    assert not any("agenda" in label for label in chat.labels)


async def test_the_same_days_twice_are_the_same_entries(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    button = chat.data("📅 Mettre dans mon agenda")
    await chat.forge(button)
    await chat.say("/langue")
    await chat.forge(button)

    first, second = files(chat)
    assert starts(first) == starts(second)
    assert b"LANGUAGE=fr" in first
    assert b"LANGUAGE=en" in second
    assert len(_imported([first, second])) == 2
