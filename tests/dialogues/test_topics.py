"""Browsing all answers, and saying whether one helped."""

from db import counter
from tests.dialogues.conftest import World


async def test_any_answer_is_two_taps_away(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")

    assert (await chat.say("/themes")).startswith("Tout ce que j’ai, par thème.")
    assert await chat.press("Vos droits") == "Vos droits"
    assert "article 15" in await chat.press("Droit d’accès")


async def test_a_group_has_a_way_back(town: World) -> None:
    chat = await town.settled("Alex", "en", "gb")
    await chat.say("/topics")
    before = len(chat.phone.replies)

    await chat.press("Your rights", "‹ Back", "Deadlines and reminders")

    assert len(chat.phone.replies) == before, "one message, changed in place"
    assert "How long do they have to answer?" in chat.labels


async def test_a_group_that_was_made_up_is_told_kindly(town: World) -> None:
    chat = await town.settled("Alex", "en", "gb")

    await chat.forge("topics:group:nothing")

    assert chat.alert
    await chat.forge("topics:steal:rights")
    assert "You have no open request." in chat.last


async def test_a_verdict_is_counted_without_its_author(world: World) -> None:
    chat = await world.settled("Alex", "en", "gb")
    await chat.say("what is clearview ai?")

    await chat.press("Helpful")

    assert chat.alert == "Thank you. I count your view and keep nothing about you."
    assert "Helpful" not in chat.labels
    assert "Not what I asked" in chat.labels
    with world.house.store.transaction() as session:
        assert counter.stats(session) == [("clearview-about", "en", 1, 0)]


async def test_a_bad_verdict_says_what_else_there_is(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("c’est quoi clearview ai ?")

    await chat.press("Pas utile")

    assert chat.alert.endswith("Posez votre question avec d’autres mots, ou voyez /themes.")
    assert "Parler à une personne" in chat.labels


async def test_a_verdict_on_nothing_counts_nothing(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")

    await chat.forge("questions:yes:nothing-of-ours")

    with town.house.store.transaction() as session:
        assert counter.stats(session) == []
