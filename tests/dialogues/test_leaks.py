"""A stolen database, backup or log tells nothing about anybody."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import select

from db import backup
from db.tables import tables
from tests.dialogues.conftest import Chat, World

MARKS = (
    "Zyxander", "Quillfeather", "zyx@marker.example", "Rue du Marqueur", "Société Marquée",
    "privacy@marqueur.example", "Marqueur-pseudo", "marqueur-preuve", "marqueur-question",
)  # fmt: skip


async def journey(chat: Chat) -> None:
    """Tell the bot everything there is to tell."""
    await chat.say("/start")
    await chat.press("🇫🇷 France")
    await chat.say("marqueur-question : que sait clearview de moi")
    await chat.say("/demande")
    await chat.press("Pour moi")
    await chat.press("👁 Accès")
    await chat.say("Société Marquée")
    await chat.press("Écrire à « Société Marquée »")
    await chat.say("privacy@marqueur.example")
    await chat.press("France")
    await chat.press("✓ RGPD")
    await chat.say("Zyxander Quillfeather")
    await chat.say("zyx@marker.example")
    await chat.say("12 Rue du Marqueur\n75011 Paris")
    await chat.say("Marqueur-pseudo")
    await chat.press("Français")
    await chat.press("☐ Garder mes coordonnées pour la relance")
    await chat.press("✓ La lettre est bonne")
    await chat.press("📮 Je l’ai envoyée")
    await chat.press("Aujourd’hui")
    await chat.press("Par e-mail")
    await chat.say("marqueur-preuve 1234")
    await chat.press("25 novembre 2026")


def found(content: bytes, chat: Chat) -> list[str]:
    marks = [*MARKS, str(chat.phone.chat_id)]
    return [mark for mark in marks if mark.encode() in content]


def written(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_no_marker_is_in_files_backup_or_log(
    town: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    chat = town.phone("Zyxander", "fr")
    await journey(chat)

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        backup.backup(str(town.house.store.url), tmp_path / "marks.bak")

    files = written(tmp_path)
    assert any(path.name.endswith("-wal") for path in files), "the log of the database is read, too"
    assert any(path.name == "marks.bak" for path in files)
    for path in files:
        assert found(path.read_bytes(), chat) == [], path.name
    assert found(caplog.text.encode(), chat) == []


async def test_no_marker_is_in_any_cell_of_any_engine(world: World) -> None:
    chat = world.phone("Zyxander", "fr")
    await journey(chat)

    with world.house.store.transaction() as session:
        for of in tables():
            for row in session.execute(select(of)):
                for cell in row:
                    content = cell if isinstance(cell, bytes) else str(cell).encode()
                    assert found(content, chat) == [], of.name


async def test_a_failure_in_a_handler_is_logged_without_words(
    town: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    chat = await town.settled("Ana", "fr", "fr")

    def broken(text: str, *_: object) -> None:
        raise ValueError(f"cannot find {text}")

    monkeypatch.setattr("bot.answers.find", broken)
    said = await chat.say("marqueur-question ?")

    assert "Quelque chose n’a pas marché de notre côté." in said
    assert "ValueError" in caplog.text
    assert found(caplog.text.encode(), chat) == []
