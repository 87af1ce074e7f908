"""A stolen database, backup or log tells nothing about anybody."""

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.playground.phone import Phone
from db import backup
from db.store import Store, vault_of
from db.tables import tables
from tests.dialogues.conftest import Chat, World
from tests.dialogues.desks import Desk, opened

MARKS = (
    "Zyxander", "Quillfeather", "zyx@marker.example", "Rue du Marqueur", "Société Marquée",
    "privacy@marqueur.example", "Marqueur-pseudo", "marqueur-preuve", "marqueur-question",
    "marqueur-lien", "marqueur-commande", "marqueur-legende", "marqueur-fichier", "marqueur-pays",
)  # fmt: skip
PLACES = ("privacy@marqueur.example", "3 Allée du Marqueur\n1000 Bruxelles")


async def to_the_preview(chat: Chat, place: str = PLACES[0]) -> None:
    """Tell the bot everything there is to tell, up to the letter."""
    await chat.say("/start c_marqueur-lien")
    await chat.press("Un autre pays")
    await chat.say("marqueur-pays")
    await chat.say("France")
    await chat.say("marqueur-question : que sait clearview de moi")
    await chat.say("/question marqueur-commande combien de temps")
    await chat.do(lambda: chat.phone.send_photo(caption="marqueur-legende"))
    await chat.do(lambda: chat.phone.send_document("marqueur-fichier.pdf"))
    await chat.say("/demande")
    if "Tout recommencer" in chat.labels:
        await chat.press("Tout recommencer")
    await chat.press("Pour moi", "👁 Accès")
    await chat.say("Société Marquée")
    await chat.press("Écrire à « Société Marquée »")
    await chat.say(place)
    await chat.press("France", "Ailleurs, ou je ne sais pas", "✓ RGPD")
    await chat.say("Zyxander Quillfeather")
    await chat.say("zyx@marker.example")
    await chat.say("12 Rue du Marqueur\n75011 Paris")
    await chat.say("Marqueur-pseudo")
    await chat.press("Français", "☐ Garder mes coordonnées pour la relance")


async def to_the_end(chat: Chat) -> None:
    """Send the letter, and wait for its day."""
    await chat.press("✓ La lettre est bonne", "📮 Je l’ai envoyée", "Aujourd’hui", "Par courriel")
    await chat.say("marqueur-preuve 1234")
    await chat.press("25 novembre 2026", "Voir le dossier")
    await chat.press("🖼 Chronologie", "🗂 Preuves (ZIP)")
    assert any(name.endswith(".zip") for name, _ in chat.files)
    await chat.say("/mesdonnees")


def marks(chat: Chat) -> list[str]:
    return [*MARKS, *PLACES, str(chat.phone.chat_id), chat.phone.telegram.token.partition(":")[2]]


def found(content: bytes, chat: Chat) -> list[str]:
    """Return the marks in some bytes, in either encoding a program might write them in."""
    return [
        mark
        for mark in marks(chat)
        if mark.encode() in content
        or mark.encode("utf-16-le") in content
        or ascii(mark)[1:-1].encode() in content
    ]


def cells(world: World) -> Iterator[tuple[str, bytes]]:
    """Yield every cell of every table there is, ours or not, as the engine holds it."""
    listing = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
        "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    }
    with world.house.store.transaction() as session:
        engine = session.get_bind().dialect.name
        names = [str(name) for name in session.execute(text(listing[engine])).scalars()]
        assert len(names) > 10
        for name in names:
            for row in session.execute(text(f'SELECT * FROM "{name}"')):  # noqa: S608  of ours
                for cell in row:
                    yield name, bytes(cell) if isinstance(cell, bytes) else str(cell).encode()


async def test_no_marker_is_in_files_backup_or_log(
    town: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    chat = town.phone("Zyxander", "fr")

    await to_the_preview(chat)
    halfway = files(tmp_path, chat)
    await to_the_end(chat)
    backup.backup(str(town.house.store.url), tmp_path / "marks.bak")
    at_the_end = files(tmp_path, chat)

    assert any(name.endswith("-wal") for name in halfway), "the database's own log is read, too"
    assert "marks.bak" in at_the_end
    assert not any(halfway.values())
    assert not any(at_the_end.values())
    logging.getLogger("traits.any").debug("listened to")
    assert "listened to" in caplog.text
    assert found(caplog.text.encode(), chat) == []


def files(folder: Path, chat: Chat) -> dict[str, list[str]]:
    """Return the marks in every file of a folder."""
    return {
        path.name: found(path.read_bytes(), chat) for path in folder.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize("place", PLACES)
async def test_no_marker_is_in_any_cell_of_any_engine(
    world: World, place: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    chat = world.phone("Zyxander", "fr")

    await to_the_preview(chat, place)
    for name, cell in cells(world):
        assert found(cell, chat) == [], name
    await to_the_end(chat)
    await world.skip(days=40)
    for name, cell in cells(world):
        assert found(cell, chat) == [], name

    assert found(caplog.text.encode(), chat) == []


DESK_MARKS = (
    "Zyxander", "Volontia", "marqueur-premiers", "marqueur-suite", "marqueur-change",
    "marqueur-legende", "marqueur-fichier", "marqueur-reponse", "marqueur-modele", "marqueur-note",
)  # fmt: skip


async def converse(desk: Desk, volunteer: Phone) -> Chat:
    """Have everything said that can be said at the desk."""
    chat = await desk.world.settled("Zyxander", "fr", "fr")
    await desk.ask(chat, "marqueur-premiers")
    await desk.press("Je m’en charge", volunteer)
    said = chat.phone.say("marqueur-suite")
    await desk.pause()
    await chat.do(lambda: chat.phone.edit(said, "marqueur-change"))
    await chat.do(
        lambda: chat.phone.send_document("marqueur-fichier.pdf", caption="marqueur-legende")
    )
    await chat.press("Le transmettre")
    await desk.do(lambda: desk.forum.say(volunteer, "// marqueur-note", desk.topic))
    await desk.do(lambda: desk.forum.say(volunteer, "marqueur-reponse", desk.topic))
    await desk.do(
        lambda: desk.forum.send_document(volunteer, "marqueur-modele.pdf", topic=desk.topic)
    )
    await desk.pause()
    return chat


async def test_nothing_said_at_the_desk_stays_in_files_backup_or_log(
    lite: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with opened(lite) as desk:
        volunteer = desk.world.telegram.phone("Volontia", "fr")
        desk.forum.join(volunteer)
        chat = await converse(desk, volunteer)
        secrets = [*DESK_MARKS, str(chat.phone.chat_id), str(volunteer.chat_id)]
        backup.backup(str(lite.url), tmp_path / "marks.bak")

        for name, content in contents(tmp_path):
            assert [mark for mark in secrets if _holds(content, mark)] == [], name
        for name, cell in cells(desk.world):
            assert [mark for mark in secrets if _holds(cell, mark)] == [], name
        assert [mark for mark in secrets if mark in caplog.text] == []


async def test_what_was_delivered_at_the_desk_cannot_be_opened_even_with_the_keys(
    lite: Store,
) -> None:
    async with opened(lite) as desk:
        volunteer = desk.world.telegram.phone("Volontia", "fr")
        desk.forum.join(volunteer)
        await converse(desk, volunteer)
        opened_: list[str] = []
        with lite.transaction() as session:
            for of in tables():
                (key, *more) = of.primary_key.columns
                for row in session.execute(select(of)).mappings() if "sealed" in of.c else ():
                    assert not more
                    if row["sealed"]:
                        told = vault_of(session).open(of.name, str(row[key.name]), row["sealed"])
                        opened_.append(f"{of.name} {told}")
        assert any(one.startswith("conversation") and "Volontia" in one for one in opened_)
        words = [mark for mark in DESK_MARKS if mark.startswith("marqueur")]
        assert [(mark, one) for one in opened_ for mark in words if mark in one] == []
        assert not any("Zyxander" in one for one in opened_)
        in_group = [one for one in desk.forum.messages if not one.mine and not one.service]
        assert in_group
        assert all(one.protected for one in in_group)


def contents(folder: Path) -> list[tuple[str, bytes]]:
    """Return name and content of every file of a folder."""
    return [(one.name, one.read_bytes()) for one in folder.rglob("*") if one.is_file()]


def _holds(content: bytes, mark: str) -> bool:
    return mark.encode() in content or mark.encode("utf-16-le") in content


async def test_the_search_for_markers_would_find_them(town: World, tmp_path: Path) -> None:
    chat = town.phone("Zyxander", "fr")
    with sqlite3.connect(tmp_path / "open.db") as careless:
        careless.execute("CREATE TABLE person (name)")
        careless.execute("INSERT INTO person VALUES ('Zyxander Quillfeather')")
    careless.close()

    assert files(tmp_path, chat)["open.db"] == ["Zyxander", "Quillfeather"]


async def test_a_failure_in_a_handler_is_logged_without_words(
    town: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    chat = await town.settled("Ana", "fr", "fr")

    def broken(question: str, *_: object) -> None:
        raise ValueError(f"cannot find {question}")

    monkeypatch.setattr("bot.answers.finder.find", broken)
    said = await chat.say("marqueur-question ?")

    assert "Quelque chose n’a pas marché de notre côté." in said
    assert "ValueError" in caplog.text
    assert found(caplog.text.encode(), chat) == []


async def test_a_failure_while_writing_is_logged_without_words(
    town: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    chat = await town.settled("Ana", "fr", "fr")

    def broken(*given: object) -> None:
        raise ValueError(f"cannot write {given}")

    monkeypatch.setattr("db.draft.write", broken)
    await chat.say("/demande")

    assert "Quelque chose n’a pas marché de notre côté." in chat.last
    assert found(caplog.text.encode(), chat) == []
