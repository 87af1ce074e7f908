"""What volunteers have at hand beside their own words, and what the person sees of it."""

from collections.abc import AsyncIterator

import pytest

from bot.language import label
from db.store import Store
from tests.dialogues.desks import Desk, opened


@pytest.fixture
async def desk(lite: Store) -> AsyncIterator[Desk]:
    async with opened(lite) as found:
        yield found


# which language the person reads


@pytest.mark.parametrize(
    ("language", "phone", "told"),
    [
        ("fr", "robin", "This person reads French, and I translate nothing."),
        ("en", "lou", "La personne lit l’anglais ; je ne traduis rien."),
    ],
)
async def test_who_takes_over_hears_which_language_the_person_reads(
    desk: Desk, language: str, phone: str, told: str
) -> None:
    await desk.asks("…", language)
    taken = await desk.press(label("desk.take", language), getattr(desk, phone))
    assert told in taken


@pytest.mark.parametrize(("language", "phone"), [("fr", "lou"), ("en", "robin")])
async def test_who_speaks_it_is_told_nothing_of_languages(
    desk: Desk, language: str, phone: str
) -> None:
    await desk.asks("…", language)
    taken = await desk.press(label("desk.take", language), getattr(desk, phone))
    assert taken
    assert "translate" not in taken
    assert "traduis" not in taken


async def test_a_phone_in_a_third_language_is_told_in_english(desk: Desk) -> None:
    kim = desk.world.telegram.phone("Kim", "de")
    desk.forum.join(kim)
    await desk.asks("…", "en")
    assert "This person reads English" in await desk.press("I take it", kim)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_notices_on_taking_fit_into_two_hundred_characters(language: str) -> None:
    for key in ("yours_now", "yours_now_fr", "yours_now_en"):
        assert len(label(f"desk.{key}", language)) <= 200, key
