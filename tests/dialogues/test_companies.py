"""Who to write to."""

import pytest

from tests.dialogues.conftest import World


async def test_a_card_shows_its_sources_and_age_and_leads_to_a_letter(town: World) -> None:
    chat = await town.settled("Alex", "en", "gb")

    card = await chat.say("/company facewatch")

    assert "Facewatch" in card
    assert chat.labels == ["✍️ Write to it"]
    assert "Who are you writing for?" in await chat.press("✍️ Write to it")


async def test_the_name_is_asked_for_and_typing_errors_forgiven(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    assert "Quelle entreprise cherchez-vous ?" in await chat.say("/entreprise")

    assert "PimEyes" in await chat.say("pimeyez")


@pytest.mark.parametrize("name", ["Boulangerie Visage & Fils", "💥", "<b>x</b>"])
async def test_an_unknown_one_can_still_be_written_to(town: World, name: str) -> None:
    chat = await town.settled("Ana", "fr", "fr")

    await chat.say(f"/entreprise {name}")

    assert chat.last


async def test_a_card_that_was_made_up_is_told_kindly(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")

    await chat.forge("companies:card:nothing-of-ours")

    assert chat.alert
