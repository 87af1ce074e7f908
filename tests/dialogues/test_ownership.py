"""Callback data can be forged: another person's ids open nothing and change nothing."""

import pytest

from db import case, draft, person
from tests.dialogues.conftest import Chat, World
from tests.dialogues.walks import sent

VERBS = (
    "open", "sent", "came", "event.answered", "event.refused", "nothing", "followup", "close",
    "reopen", "ics", "erase", "erased", "arrived", "continue",
)  # fmt: skip


def belongings(world: World, chat: Chat) -> tuple[object, ...]:
    """Return everything that is kept of somebody."""
    with world.house.store.transaction() as session:
        someone = person.find(session, chat.phone.chat_id)
        assert someone is not None
        cases = case.all_with_events(session, someone.id)
        return (cases, draft.newest(session, someone.id), someone.language, someone.version)


async def victim(world: World) -> Chat:
    chat = await world.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.say("/demande")
    return chat


async def test_another_persons_case_can_be_neither_seen_nor_changed(world: World) -> None:
    ana = await victim(world)
    eve = await world.settled("Eve", "fr", "fr")
    with world.house.store.transaction() as session:
        someone = person.find(session, ana.phone.chat_id)
        assert someone is not None
        case_id = case.mine(session, someone.id)[0].id
    before, screen = belongings(world, ana), ana.phone.text

    for verb in VERBS:
        said = await eve.forge(f"cases:{verb}:{case_id}")
        assert "Clearview" not in said, verb
        assert "TR-" not in said, verb
    for verb in ("look", "later"):
        assert "Clearview" not in await eve.forge(f"reminders:{verb}:{case_id}")

    assert belongings(world, ana) == before
    assert ana.phone.text == screen
    assert eve.phone.unanswered == 0


async def test_another_persons_draft_cannot_be_answered(world: World) -> None:
    ana = await victim(world)
    eve = await world.settled("Eve", "fr", "fr")
    before = belongings(world, ana)

    for words in ("Pour mon enfant", "Annuler"):
        said = await eve.forge(ana.data(words))
        assert "Ce brouillon n’existe plus" in said

    assert belongings(world, ana) == before


@pytest.mark.parametrize(
    "data",
    [
        "x", ":", "::", ":::", "cases", "cases:", "cases::", "cases:open:", "cases:open:' OR 1=1 --",
        "requests:request~law.eu.zz:nobody", "requests:request~:x", "requests:~:", "requests:begin:../../etc",
        "settings:in.xx:", "settings:at.Mars/Olympus:", "settings:hour.99:", "settings:hour.-1:",
        "start:language.de:", "start:language.:hello", "questions:topic:nothing", "questions:other:x",
        "questions:own:", "privacy:", "reminders:", "reminders:later:x", "deadline:date~since.x:y",
        "deadline:", "cases:sent~sday.2026-99-99:x", "cases:received~arrived.x:y", "é" * 32, "x" * 64,
        "menu:open:1", "v0:old:release",
    ],
)  # fmt: skip
async def test_made_up_data_gets_a_kind_answer_and_changes_nothing(town: World, data: str) -> None:
    chat = await town.settled("Eve", "fr", "fr")
    before = belongings(town, chat)

    await chat.forge(data)

    assert belongings(town, chat) == before or data.startswith("requests:begin")
    assert chat.phone.unanswered == 0
    assert "Quelque chose n’a pas marché" not in chat.phone.text


async def test_a_made_up_day_in_a_button_is_refused(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/demande")
    for button in ("Pour moi", "👁 Accès", "Clearview", "✓ RGPD"):
        await chat.press(button)
    await chat.say("Ana")
    await chat.say("ana@example.fr")
    for button in ("Passer", "Passer", "Anglais", "✓ La lettre est bonne", "📮 Je l’ai envoyée"):
        await chat.press(button)
    data = chat.data("Aujourd’hui")

    for day in ("2026-99-99", "2030-01-01", "1999-01-01", "x", ""):
        await chat.forge(data.replace("sday.0", f"sday.{day}"))
        assert "Comment l’avez-vous envoyée" not in chat.last

    assert "Quelque chose n’a pas marché" not in chat.phone.text
