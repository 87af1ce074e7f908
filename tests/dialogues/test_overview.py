"""/cases: each case with its colour, where it stands, and the next step."""

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
    assert step == "→ Donnez ce qui est demandé, puis dites-le-moi."

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
