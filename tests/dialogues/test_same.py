"""The same request to several companies: the writer is told once, each letter confirmed on its own."""

from datetime import timedelta

from db import case, draft, person
from tests.dialogues.conftest import Chat, World
from tests.dialogues.walks import at_the_preview, prepared

AGAIN = "☐ Puis la même à une autre entreprise"
RIGHT = "✓ La lettre est bonne"
SAME = "✍️ La même à une autre entreprise"


async def test_three_companies_and_the_writer_is_told_once(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await at_the_preview(chat)
    await chat.press(AGAIN)
    assert "sept jours au plus" in chat.alert

    said = await chat.press(RIGHT)
    assert "3. Envoyez-la, et gardez une preuve" in said, "the first letter is in their hands"
    assert chat.last.startswith("À quelle entreprise écrivez-vous ?")
    await chat.press("Facewatch", "✓ RGPD")
    preview = await chat.press("Passer")
    assert "Ana Müller\nana@example.fr" in preview
    assert "I am exercising the right of access" in preview
    await chat.press(AGAIN, RIGHT)
    await chat.say("Visages SARL")
    await chat.press("Écrire à « Visages SARL »")
    await chat.say("privacy@visages.example")
    await chat.press("France", "Ailleurs, ou je ne sais pas", "✓ RGPD")
    preview = await chat.press("Passer")
    assert "Ana Müller\nana@example.fr" in preview
    await chat.press(RIGHT)

    overview = await chat.say("/dossiers")
    for company in ("Clearview AI, Inc.", "Facewatch Ltd", "Visages SARL"):
        assert f"⚪ {company}, accès" in overview
    references = {record.facts["reference"] for record in records(world, chat)}
    assert len(references) == 3, "each letter has a name of its own"
    assert drafts(world, chat) is None, "nothing is left behind"


def records(world: World, chat: Chat) -> list[case.Record]:
    with world.house.store.transaction() as session:
        someone = person.find(session, chat.phone.chat_id)
        assert someone is not None
        return case.mine(session, someone.id)


def drafts(world: World, chat: Chat) -> draft.Sheet | None:
    with world.house.store.transaction() as session:
        someone = person.find(session, chat.phone.chat_id)
        assert someone is not None
        return draft.newest(session, someone.id)


async def test_what_helps_one_company_is_not_told_to_another(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/demande")
    await chat.press("Pour moi", "👁 Accès", "Clearview", "✓ RGPD")
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    await chat.press("Passer")
    await chat.say("pseudo : ana.m")
    await chat.press("Anglais", AGAIN, RIGHT, "Facewatch", "✓ RGPD")

    assert "ana.m" not in await chat.press("Passer")


async def test_the_draft_for_the_next_company_goes_with_cancel_or_after_seven_days(
    town: World,
) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_preview(chat)
    await chat.press(AGAIN, RIGHT)
    found = drafts(town, chat)
    assert found is not None
    assert found.facts["name"] == "Ana Müller"

    await town.house.live(timedelta(days=8))

    assert drafts(town, chat) is None
    assert len(records(town, chat)) == 1


async def test_without_the_tick_nothing_is_left_and_the_writer_is_asked_again(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await prepared(chat)
    assert drafts(town, chat) is None

    await chat.press(SAME, "Facewatch")

    assert (
        await chat.press("✓ RGPD") == "Quel est votre nom, tel qu’il doit figurer dans la lettre ?"
    )


async def test_kept_details_serve_the_same_request_later(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_preview(chat)
    await chat.press("☐ Garder mes coordonnées pour la relance", RIGHT)
    same = chat.data(SAME)
    await town.skip(days=20)
    await chat.forge(same)

    await chat.press("Facewatch", "✓ RGPD")

    assert "Ana Müller\nana@example.fr" in await chat.press("Passer")


async def test_a_letter_under_way_is_not_thrown_away(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await prepared(chat)
    same = chat.data(SAME)
    await chat.say("/demande")
    await chat.press("Pour moi", "🗑 Effacement")

    assert await chat.forge(same) == "Une demande est déjà commencée."
    await chat.press("Tout recommencer", "Facewatch")
    assert "Quel est votre nom" in await chat.press("✓ RGPD")


async def test_the_same_as_in_anothers_case_is_not_begun(town: World) -> None:
    ana = await town.settled("Ana", "fr", "fr")
    await at_the_preview(ana)
    await ana.press("☐ Garder mes coordonnées pour la relance", RIGHT)
    eve = await town.settled("Eve", "fr", "fr")

    for verb in ("like", "relike"):
        said = await eve.forge(ana.data(SAME).replace(":like:", f":{verb}:"))
        assert "Ce dossier n’existe pas" in said
    assert drafts(town, eve) is None


async def test_an_erasure_without_access_first_stays_one(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/demande")
    await chat.press("Pour moi", "🗑 Effacement", "L’effacement tout de suite")
    await chat.press("Clearview", "✓ RGPD")
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    await chat.press("Passer", "Passer", "Anglais", AGAIN, RIGHT)

    law = await chat.press("Facewatch")

    assert "RGPD" in law
    await chat.press("✓ RGPD")
    assert "Article 17" in await chat.press("Passer")
