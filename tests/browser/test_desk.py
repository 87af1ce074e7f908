"""A person and a volunteer talk through the bot, one window playing both sides."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.conftest import Open, Playground, at_work
from tests.browser.window import Room

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def playground(sqlite_url: str) -> AsyncIterator[Playground]:
    async with at_work(sqlite_url, group=True) as served:
        yield served


async def test_a_person_asks_and_a_volunteer_answers(window: Open, playground: Playground) -> None:
    page = await window("fr")
    room = Room(page)
    await page.start()
    await page.press("France")
    await page.say("/benevole")
    await page.say("On me refuse l’accès à mes données.")
    await page.press("Envoyer")
    await page.reads("Pour les bénévoles, vous êtes")
    alias = await page.message("Pour les bénévoles, vous êtes").locator("b").first.text_content()
    assert alias
    await expect(room.line).to_have_accessible_name(re.compile(r"non lus"))
    await room.open(alias)
    await expect(room.message("On me refuse l’accès à mes données.")).to_be_visible()
    await room.say("Bonjour, quelle entreprise est-ce ?")
    await page.reads("Bonjour, quelle entreprise est-ce ?")
    await page.never_read("Lou")
    await page.say("Clearview")
    await page.reads("Clearview")
    await playground.house.wire.settle()
    await page.skip("+ 1 heure")  # what is written at one go is passed on together
    await expect(room.message("Clearview")).to_be_visible()
    await room.do("Fermer le sujet")
    await page.reads("Les bénévoles ont clos la conversation.")


async def test_a_volunteer_finds_and_takes_what_waits(window: Open) -> None:
    page = await window("en")
    room = Room(page)
    await page.start()
    await page.press("United Kingdom")
    await page.say("/human")
    await page.say("They want a photo of my passport.")
    await page.press("Send it")
    await page.reads("The volunteers know you as")
    await room.open("General")
    await room.writer.select_option("Robin")
    await room.say("/desk")
    await expect(room.message("1 open conversation")).to_be_visible()
    alias = await page.message("The volunteers know you as").locator("b").first.text_content()
    assert alias
    await room.message("1 open conversation").get_by_role("link", name=alias).click()
    await expect(room.whole.get_by_role("heading", name=alias)).to_be_visible()
    await room.log.get_by_role("button", name="I’ll take it").click()
    await expect(room.message("They want a photo of my passport.")).to_contain_text("Robin")
