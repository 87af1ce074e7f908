"""What a law says beside its days, with where to read it."""

from datetime import date

import pytest

from bot import law
from tests.dialogues.conftest import Chat, World


async def at_a_date(town: World, language: str) -> Chat:
    chat = await town.settled("Ana", language, "lu")
    await chat.say("/deadline")
    if language == "fr":
        await chat.press("France", "Ailleurs, ou je ne sais pas", "✓ RGPD", "Accès", "Aujourd’hui")
        await chat.press("Rien d’autre : donner la date")
    else:
        await chat.press("France", "Elsewhere, or I don’t know", "✓ GDPR", "Access", "Today")
        await chat.press("Nothing more: give me the date")
    return chat


@pytest.mark.parametrize(
    ("language", "press", "said"),
    [
        ("fr", "📖 Ce que dit cette loi", "La réponse est gratuite, sauf demande manifestement"),
        ("en", "📖 What this law says", "The answer is free, unless the request is manifestly"),
    ],
)
async def test_a_law_is_told_in_brief_with_its_provisions(
    town: World, language: str, press: str, said: str
) -> None:
    chat = await at_a_date(town, language)

    told = await chat.press(press)

    assert said in told
    assert "12" in told
    assert "2025/2518" not in told, "not in force yet"


async def test_what_is_in_force_later_is_told_later(town: World) -> None:
    chat = await at_a_date(town, "en")
    await town.skip(days=200)

    assert "2025/2518" in await chat.press("📖 What this law says")


async def test_a_law_read_long_ago_says_so_and_then_falls_silent(town: World) -> None:
    chat = await at_a_date(town, "en")
    await town.skip(days=400)
    ageing = await chat.press("📖 What this law says")
    assert "it may have changed" in ageing
    await chat.say("/deadline")
    await town.skip(days=400)

    old = await chat.press("📖 What this law says")

    assert "more than two years ago" in old
    assert "The answer is free" not in old


def test_every_law_in_brief_fits_one_message() -> None:
    for found in law.regimes():
        for language in ("fr", "en"):
            facts = found.facts_on(date(2027, 6, 1))
            size = sum(len(f"{one.text[language]}{one.provision.cite[language]}") for one in facts)
            assert size < 3500, found.code


async def test_a_law_that_does_not_exist_is_an_old_button(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/start")
    await chat.forge("laws:brief:zz")
    assert chat.alert
