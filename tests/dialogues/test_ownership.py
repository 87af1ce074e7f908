"""Callback data can be forged: another person's ids open nothing and change nothing."""

import pytest
from sqlalchemy import select

from db import case, draft, person
from db.reminder import Reminder
from db.store import table
from tests.dialogues.conftest import Chat, World
from tests.dialogues.walks import prepared, sent

VERBS = (
    "open", "sent", "came", "event.answered", "event.partly", "event.refused", "nothing",
    "followup", "close", "reopen", "ics", "erase", "erased", "arrived", "picture", "pack", "route", "letter", "continue", "no",
    "keep", "bell", "remind", "watch", "note", "gave", "undo.abcdefgh",
)  # fmt: skip
FLOWS = {
    "requests:request": (
        "whom.me",
        "right.access",
        "site.de-by",
        "home.ca-qc",
        "preview.ok",
        "preview.keep",
        "back",
        "cancel",
    ),
    "cases:sent": ("sday.0", "channel.email", "proof.none", "received.unknown", "back", "cancel"),
    "cases:received": ("arrived.0", "arrived.unknown", "mine.arrived", "back", "cancel"),
    "cases:followup": ("mine.name", "back", "cancel"),
    "cases:pack": ("put.with", "put.without", "mine.name", "back", "cancel"),
    "cases:remind": ("wday.2026-12-12", "mine.wday", "back", "cancel"),
    "cases:note": ("mine.text", "back", "cancel"),
    "deadline:date": ("seat.fr", "site.fr-67", "home.ca-qc", "back", "cancel"),
}


def belongings(world: World, chat: Chat) -> tuple[object, ...]:
    """Return everything that is kept of somebody."""
    with world.house.store.transaction() as session:
        someone = person.find(session, chat.phone.chat_id)
        assert someone is not None
        reminders = [
            tuple(row)
            for row in session.execute(
                select(table(Reminder))
                .where(table(Reminder).c.person_id == someone.id)
                .order_by(table(Reminder).c.id)
            )
        ]
        cases = case.all_with_events(session, someone.id)
        return (someone, cases, draft.newest(session, someone.id), reminders)


def ids(world: World, chat: Chat) -> dict[str, str]:
    """Return the ids of somebody's person, case, draft and reminder."""
    someone, cases, sheet, reminders = belongings(world, chat)
    return {
        "person": someone.id,  # type: ignore[attr-defined]
        "case": cases[0][0].id,  # type: ignore[index]
        "draft": sheet.id,  # type: ignore[attr-defined]
        "reminder": reminders[0][0],  # type: ignore[index]
    }


async def pressed(chat: Chat, data: str) -> str:
    """Forge a press, and return all that was said to it, notice and messages."""
    alerts, screen = len(chat.phone.alerts), chat.phone.text
    said = await chat.forge(data)
    notice = chat.alert if len(chat.phone.alerts) > alerts else ""
    taken = "" if chat.phone.text == screen else "changed"
    assert said or notice or taken, f"{data!r}: nobody answers"
    return said + notice


async def victim(world: World) -> Chat:
    """Return somebody with a case that waits, and a draft."""
    chat = await world.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.say("/demande")
    return chat


async def test_another_persons_case_can_be_neither_seen_nor_changed(world: World) -> None:
    ana = await victim(world)
    eve = await world.settled("Eve", "fr", "fr")
    forged = ids(world, ana)
    before, screen = belongings(world, ana), ana.phone.text

    for id_ in forged.values():
        for verb in VERBS:
            said = await eve.forge(f"cases:{verb}:{id_}")
            assert "Clearview" not in said, verb
            assert "TR-" not in said, verb
        for verb in ("look", "look.passed", "see.passed", "later"):
            assert "Clearview" not in await pressed(eve, f"reminders:{verb}:{id_}")

    assert "Ce dossier n’existe pas" in eve.last
    assert belongings(world, ana) == before
    assert ana.phone.text == screen
    assert not eve.files


async def test_another_persons_draft_can_be_neither_seen_nor_answered(world: World) -> None:
    ana = await victim(world)
    eve = await world.settled("Eve", "fr", "fr")
    forged = ids(world, ana)
    before, screen = belongings(world, ana), ana.phone.text

    for id_ in forged.values():
        for flow, verbs in FLOWS.items():
            for verb in verbs:
                said = await pressed(eve, f"{flow}~{verb}:{id_}")
                assert said.startswith("Ce brouillon n’existe plus."), verb

    assert belongings(world, ana) == before
    assert ana.phone.text == screen


async def test_ones_own_draft_is_not_opened_by_anothers_id_either(world: World) -> None:
    ana = await victim(world)
    eve = await world.settled("Eve", "fr", "fr")
    await eve.say("/demande")
    before = belongings(world, ana), belongings(world, eve)

    said = await pressed(eve, ana.data("Pour mon enfant"))

    assert said.startswith("Ce brouillon n’existe plus.")
    assert (belongings(world, ana), belongings(world, eve)) == before
    assert await eve.press("Reprendre ce qui est en cours") == "Pour qui écrivez-vous ?"


async def test_a_letter_is_not_written_about_anothers_case(world: World) -> None:
    """A draft of one's own that names a case: only what we put into it is believed."""
    ana = await victim(world)
    eve = await world.settled("Eve", "fr", "fr")
    await prepared(eve)
    before = belongings(world, ana)

    await eve.press("📮 Je l’ai envoyée")
    own = eve.data("Aujourd’hui")
    await pressed(eve, f"{own.rpartition(':')[0]}:{ids(world, ana)['case']}")

    assert eve.last.startswith("Ce brouillon n’existe plus.")
    assert belongings(world, ana) == before


@pytest.mark.parametrize(
    "data",
    [
        "x", ":", "::", ":::", "cases", "cases:", "cases::", "cases:open:",
        "cases:open:' OR 1=1 --", "cases:open:../../etc/passwd", "cases:sent~sday.2026-99-99:x",
        "cases:received~arrived.x:y", "cases:continue:", "cases:continue:nothing", "cases:~:",
        "requests:request~law.eu.zz:nobody", "requests:request~:x", "requests:~:", "requests:",
        "settings:in.xx:", "settings:in.:", "settings:at.Mars/Olympus:",
        "settings:at.../../etc:", "settings:hour.99:", "settings:hour.-1:", "settings:",
        "start:language.de:", "start:language.:hello", "start:", "questions:topic:nothing",
        "questions:other:x", "questions:own:", "questions:", "privacy:", "privacy:x:", "reminders:",
        "reminders:later:x", "deadline:date~since.x:y", "deadline:", "é" * 32, "x" * 64, "\0", "🙂" * 16,
        "menu:open:1", "v0:old:release", "{}", "%s%n", "<b>",
    ],
)  # fmt: skip
async def test_made_up_data_gets_a_kind_answer_and_changes_nothing(town: World, data: str) -> None:
    chat = await town.settled("Eve", "fr", "fr")
    before = belongings(town, chat)

    await pressed(chat, data)

    assert belongings(town, chat) == before
    assert "Quelque chose n’a pas marché" not in chat.phone.text


@pytest.mark.parametrize(
    "company", ["../../etc", "clearview-ai_fly", "_", "x" * 45, "clearview-ai"]
)
async def test_a_request_begun_by_a_made_up_button_begins_at_its_first_question(
    town: World, company: str
) -> None:
    chat = await town.settled("Eve", "fr", "fr")

    assert await pressed(chat, f"requests:begin:{company}") == "Pour qui écrivez-vous ?"


async def test_a_made_up_answer_to_a_step_is_no_answer(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/demande")
    made_up = {
        "Pour moi": "whom.nobody",
        "👁 Accès": "right.everything",
        "Clearview": "company.evil-corp",
        "✓ RGPD": "law.uk.gb",
    }

    for words, verb in made_up.items():
        before = belongings(town, chat)
        flow, _, rest = chat.data(words).partition("~")
        await pressed(chat, f"{flow}~{verb}:{rest.rpartition(':')[2]}")
        assert belongings(town, chat) == before, verb
        await chat.press(words)

    assert chat.last == "Quel est votre nom, tel qu’il doit figurer dans la lettre ?"


async def test_a_made_up_day_in_a_button_is_refused(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await prepared(chat)
    await chat.press("📮 Je l’ai envoyée")
    data = chat.data("Aujourd’hui")

    for day in ("2026-99-99", "2030-01-01", "1999-01-01", "x", "", "0001-01-01", "-1"):
        await pressed(chat, data.replace("sday.0", f"sday.{day}"))
        assert "Comment l’avez-vous envoyée" not in chat.last

    assert "Quelque chose n’a pas marché" not in chat.phone.text
