"""Reaching a person."""

import pytest

from tests.dialogues.conftest import World


@pytest.mark.parametrize("command", ["/human", "/benevole"])
async def test_without_a_group_the_operator_is_named(town: World, command: str) -> None:
    chat = await town.settled("Alex", "en", "gb")

    said = await chat.say(command)

    operator = town.house.application.bot_data.operator
    assert said.startswith(f"A person can answer you: {operator.name}, {operator.contact}.")


async def test_who_finds_no_answer_is_offered_a_person(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("quelle est la capitale de la mongolie")

    assert (await chat.press("Parler à une personne")).startswith("Une personne peut vous répondre")


async def test_an_unknown_button_of_the_desk_is_told_kindly(town: World) -> None:
    chat = await town.settled("Alex", "en", "gb")

    await chat.forge("desk:open:someone")

    assert chat.alert
