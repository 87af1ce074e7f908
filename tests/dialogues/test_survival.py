"""A case goes on whatever changes around it: the person, their phones, our records, our absence."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot import companies
from bot.companies import Company
from db.person import Person
from db.store import Store, table
from handlers import context
from tests.dialogues.conftest import Chat, World
from tests.dialogues.walks import at_the_preview, posted, prepared, sent

CASE = "Clearview AI, Inc., accès"


async def case_of(chat: Chat) -> str:
    await chat.say("/dossiers")
    return await chat.press(CASE)


# how people are met


async def test_who_wrote_today_is_not_looked_for_a_second_time(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_preview(chat)

    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(context, "_arrive", never)
    assert "3. Envoyez-la" in await chat.press("✓ La lettre est bonne")


async def test_somebody_whose_row_does_not_open_keeps_nobody_from_being_heard(
    town: World, store: Store
) -> None:
    broken = await town.settled("Ana", "fr", "fr")
    await store(lambda session: session.execute(update(table(Person)).values(sealed=b"broken")))
    chat = await town.settled("Léa", "fr", "fr")
    broken.phone.say("/reglages")
    assert "Vos réglages" in await chat.say("/reglages")


# another language


async def test_a_question_under_way_goes_on_in_the_new_language(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await prepared(chat)
    await chat.press("📮 Je l’ai envoyée", "Aujourd’hui")
    await chat.say("/langue")

    said = await chat.press("Par courriel")

    assert "tracking number" in said
    await chat.press("Skip")
    assert "must answer by 28 December 2026" in await chat.press("25 November 2026")


async def test_the_letters_stay_in_their_own_language(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await town.skip(days=34)
    await chat.say("/langue")
    await chat.say("/cases")
    await chat.press("Clearview AI, Inc., access", "Nothing came")
    await chat.press("✍️ Write the reminder letter")
    await chat.say("Ana Müller")

    said = await chat.say("ana@example.fr")

    assert "On 25 November 2026 I sent Clearview AI, Inc." in said
    await chat.say("/cases")
    await chat.press("Clearview AI, Inc., access", "✍️ Write the complaint to the authority")
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    complaint = await chat.say("No answer.")
    assert "Je vous saisis d’une réclamation" in complaint, "CNIL reads French"
    assert "1. Gather your request" in complaint, "the person reads English"


# another country


async def test_a_case_under_the_old_law_keeps_its_day_and_its_authority(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    before = await case_of(chat)

    await chat.forge("settings:in.gb:")

    assert await case_of(chat) == before
    await town.skip(days=35)
    await chat.press("Rien n’est venu")
    way = await chat.press("🏛 Comment saisir l’autorité")
    assert "CNIL" in way
    assert "ICO" not in way
    await chat.press("✍️ Écrire la plainte à l’autorité")
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    assert "Je vous saisis d’une réclamation" in await chat.say("Aucune réponse.")


@pytest.mark.parametrize(("home", "new"), [("jp", "fr"), ("fr", "jp")])
async def test_the_post_took_its_time_from_where_the_letter_left(
    town: World, home: str, new: str
) -> None:
    chat = await town.settled("Ana", "fr", home)
    await chat.say("/demande")
    await chat.press("Pour moi", "👁 Accès")
    await chat.say("Visages SARL")
    await chat.press("Écrire à « Visages SARL »")
    await chat.say("3 rue des Lilas\n69003 Lyon")
    await chat.press("France", "Ailleurs, ou je ne sais pas", "✓ RGPD")
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    await chat.press("Passer", "Passer", "Français", "✓ La lettre est bonne")
    await chat.press("📮 Je l’ai envoyée", "Aujourd’hui", "En recommandé", "Passer")
    await chat.press("Je ne sais pas encore")
    state = (await chat.say("/dossiers")).split("\n")[3]

    await chat.forge(f"settings:in.{new}:")

    assert (await chat.say("/dossiers")).split("\n")[3] == state


# another zone


async def test_a_zone_where_it_is_still_yesterday_breaks_nothing(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.forge("settings:at.Pacific/Auckland:")
    await town.skip(hours=6)  # 26 November there
    await prepared(chat)
    await chat.press("📮 Je l’ai envoyée", "Aujourd’hui", "Par courriel", "Passer")
    await chat.press("26 novembre 2026")
    before = await case_of(chat)

    await chat.forge("settings:at.Pacific/Honolulu:")

    assert await case_of(chat) == before
    assert "26 novembre 2026 : lettre envoyée" in await chat.press("🖼 Chronologie")


# another record


async def test_a_renamed_company_is_written_to_by_its_new_name(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    known = companies.get

    def renamed(id_: str) -> Company | None:
        found = known(id_)
        return replace(found, name="Lucidview Corp.") if found and id_ == "clearview-ai" else found

    monkeypatch.setattr(companies, "get", renamed)
    await town.skip(days=34)
    await chat.press("Rien n’est venu", "✍️ Écrire la relance")
    await chat.say("Ana Müller")

    assert "Lucidview Corp." in await chat.say("ana@example.fr")
    assert "Le délai est passé" in await case_of(chat), "the case is found under its old name"


async def test_a_removed_company_leaves_its_case_whole(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    monkeypatch.setattr(companies, "get", lambda _: None)
    await town.skip(days=34)

    assert "Le délai laissé à Clearview AI, Inc. est passé" in chat.last
    await chat.press("Rien n’est venu", "✍️ Écrire la relance")
    await chat.say("Ana Müller")
    assert "Clearview AI, Inc." in await chat.say("ana@example.fr")
    await case_of(chat)
    await chat.press("🖼 Chronologie", "🗂 Preuves (ZIP)", "Sans la plainte")
    assert chat.files[-1][0].endswith(".zip")


async def test_a_company_removed_before_the_letter_is_done_breaks_no_draft(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_preview(chat)
    monkeypatch.setattr(companies, "get", lambda _: None)

    assert "3. Envoyez-la" in await chat.press("✓ La lettre est bonne")
    assert "Clearview AI, Inc., accès" in await chat.say("/dossiers")


# three months away


async def test_after_three_months_of_a_block_the_case_is_where_the_law_has_it(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.do(chat.phone.block)
    seen = len(chat.phone.replies)
    await world.house.live(timedelta(days=92))
    assert len(chat.phone.replies) == seen

    await chat.do(chat.phone.unblock)
    await world.skip(hours=1)

    assert chat.heard("le dernier jour était le 28 décembre 2026") >= 1
    overview = await chat.say("/dossiers")
    assert "🔴 Clearview AI, Inc., accès" in overview
    await chat.press(CASE, "Rien n’est venu", "✍️ Écrire la relance")
    await chat.say("Ana Müller")
    assert "ended on 28 December 2026" in await chat.say("ana@example.fr")
    told = len(chat.phone.replies)
    await world.skip(days=30)
    assert len(chat.phone.replies) == told, "what was missed is not told again"


# two phones


async def both(chat: Chat, *acts: str) -> str:
    """Press several buttons before the bot has seen the first: two phones in two hands."""

    def at_once() -> None:
        for data in acts:
            chat.phone.forge(data)

    return await chat.do(at_once)


async def test_two_phones_that_tell_the_same_tell_it_once(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await sent(chat)
    await world.skip(days=34)
    nothing = chat.data("Rien n’est venu")

    await both(chat, nothing, nothing)

    assert (await case_of(chat)).count("délai passé, rien n’est venu") == 1


async def test_two_phones_that_disagree_leave_one_story(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await sent(chat)
    await case_of(chat)
    close = chat.data("Clore le dossier")
    await chat.press("📬 Quelque chose est arrivé")
    refused = chat.data("Elle refuse")

    await both(chat, close, refused, close)

    assert "Dossier clos." in chat.last
    assert "Quelque chose n’a pas marché" not in chat.phone.text
    await chat.forge(close.replace(":close:", ":reopen:"))
    assert "au plus tard le 28 décembre 2026" in chat.last


async def test_two_phones_that_undo_take_back_one_entry(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await posted(chat)
    await chat.press("Voir le dossier", "📬 Quelque chose est arrivé")
    await chat.press("Un simple accusé de réception", "Aujourd’hui", "Voir le dossier")
    undo = chat.data("Annuler la dernière entrée : accusé de réception")

    await both(chat, undo, undo)

    assert "lettre envoyée" in await case_of(chat)


async def test_two_phones_that_hand_over_one_letter_open_one_case(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await at_the_preview(chat)
    right = chat.data("✓ La lettre est bonne")

    await both(chat, right, right)

    assert (await chat.say("/dossiers")).count("Clearview AI, Inc., accès") == 1
