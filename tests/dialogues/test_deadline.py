"""A date worked out in the chat, and nothing kept after it."""

from db import case, draft, person
from tests.dialogues.conftest import World


async def test_a_date_with_its_reasons_and_its_calendar_file(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/delai")
    await chat.press("France", "Ailleurs, ou je ne sais pas", "✓ RGPD", "Accès")
    await chat.say("31/01/2026")

    dated = await chat.press("Rien d’autre : donner la date")

    assert "2 mars 2026" in dated
    assert "Un mois plus tard : 28 février 2026" in dated
    name, file = chat.files[-1]
    assert name == "traits.ics"
    assert b"DTSTART;VALUE=DATE:20260302" in file


async def test_a_question_of_identity_moves_the_date(town: World) -> None:
    chat = await town.settled("Alex", "en", "gb")
    await chat.say("/deadline")
    await chat.press("United Kingdom", "England and Wales", "✓ UK GDPR", "Access")
    await chat.say("1 October 2026")
    await chat.press("They asked for proof of identity")
    assert "before" in await chat.say("30 September 2026")
    await chat.say("5 October 2026")
    await chat.press("I gave it")
    await chat.say("9 October 2026")

    dated = await chat.press("Nothing more: give me the date")

    assert "9 November 2026" in dated


async def test_nothing_is_kept_of_it(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/delai")
    await chat.press("France", "Ailleurs, ou je ne sais pas", "✓ RGPD", "Accès", "Aujourd’hui")
    await chat.press("Rien d’autre : donner la date")

    with town.house.store.transaction() as session:
        someone = person.find(session, chat.phone.chat_id)
        assert someone is not None
        assert draft.newest(session, someone.id) is None
        assert case.mine(session, someone.id) == []


async def test_who_has_told_no_country_is_asked_first_and_then_goes_on(town: World) -> None:
    chat = town.phone("Alex", "en")

    assert "Which country do you live in?" in await chat.say("/deadline")
    assert "Where is" in await chat.press("🇮🇪 Ireland") or "country" in chat.last
