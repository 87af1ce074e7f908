"""/cases: each case with its colour, where it stands, and the next step."""

from db import case, person
from db.store import new_id
from tests.dialogues.conftest import Chat, World
from tests.dialogues.walks import posted, sent


async def told(chat: Chat) -> list[str]:
    """Return the lines of the only case."""
    return (await chat.say("/dossiers")).split("\n")[2:]


async def tell(chat: Chat, *words: str) -> None:
    await chat.say("/dossiers")
    await chat.press("Clearview AI, Inc., accès", *words)


async def test_a_case_changes_its_colour_and_its_next_step(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    assert (await told(chat))[0] == "🟢 Clearview AI, Inc., accès"

    await tell(chat, "📬 Quelque chose est arrivé", "Elle me demande quelque chose")
    await chat.press("Une preuve d’identité", "Aujourd’hui", "Je vais la donner")
    mark, _, step = await told(chat)
    assert mark.startswith("🟠")
    assert step == "→ Donnez ce qui est demandé ou contestez-le, puis dites-le-moi."

    await tell(chat, "Je l’ai donnée", "Aujourd’hui")
    await town.skip(days=40)
    mark, state, step = await told(chat)
    assert mark.startswith("🔴")
    assert state == "Le délai est passé : le dernier jour était le 28 décembre 2026."
    assert step == "→ Regardez votre courrier, puis dites-moi si quelque chose est arrivé."

    await tell(chat, "Rien n’est venu")
    assert (await told(chat))[2] == "→ Écrivez la lettre suivante ou la plainte."

    await tell(chat, "📬 Quelque chose est arrivé", "Elle refuse")
    mark, _, step = await told(chat)
    assert mark.startswith("🔵")
    assert step.startswith("→ Relisez la réponse.")


async def test_a_contested_demand_is_no_red_case(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await tell(chat, "📬 Quelque chose est arrivé", "Elle me demande quelque chose")
    await chat.press("Une preuve d’identité", "Aujourd’hui", "Je conteste cette demande")
    await chat.press("Elle en demande trop")
    await town.skip(days=40)

    assert (await told(chat))[0].startswith("🟠")


async def test_a_posted_letter_asks_for_its_slip_first(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await posted(chat)

    assert (await told(chat))[2].startswith("→ Cherchez le jour d’arrivée")


async def test_where_complaints_have_a_last_day_it_is_said(town: World) -> None:
    chat = await town.settled("Alex", "en", "gb")
    await chat.say("/request")
    await chat.press("For me", "👁 Access", "Facewatch", "✓ UK GDPR")
    await chat.say("Alex Smith")
    await chat.say("alex@example.org")
    await chat.press("Skip", "Skip", "English", "✓ The letter is right", "📮 I sent it", "Today")
    await chat.press("By e-mail", "Skip", "25 November 2026")
    await town.skip(days=40)
    await chat.press("Nothing came")

    assert "→ Write the next letter, or the complaint by 25 February 2027." in await chat.say(
        "/cases"
    )
    await town.skip(days=70)
    assert "→ The usual time to complain is over" in await chat.say("/cases")


async def test_many_cases_are_shown_in_pages_that_fit_a_message(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    with town.house.store.transaction() as session:
        someone = person.find(session, chat.phone.chat_id)
        assert someone is not None
        facts = case.mine(session, someone.id)[0].facts
        for number in range(2, 26):
            named = {**facts, "company": {"id": None, "name": f"{number} " + "W" * 90}}
            case_id = new_id()
            case.open_case(session, case_id, someone.id, named)
            case.add_event(session, case_id, new_id(), "prepared", town.now.date(), {}, town.now)

    first = await chat.say("/dossiers")
    second = await chat.press("15 autres dossiers")
    third = await chat.press("5 autres dossiers")

    assert [text.count("→") for text in (first, second, third)] == [10, 10, 5]
    assert "25 WWW" in third
    assert "autres dossiers" not in "".join(chat.labels)
    for made_up in ("99999", "-1", "²", "x"):
        assert "Clearview AI, Inc." in await chat.forge(f"cases:all:{made_up}")
