"""Everything without a mouse: Tab, Enter, Escape and the arrows are enough."""

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import Open
from tests.browser.window import Window

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

_FOCUSED = "document.activeElement === element"


async def tab_to(page: Window, target: Locator, key: str = "Tab") -> None:
    """Press Tab until the target has the focus."""
    for _ in range(40):
        if await target.evaluate(f"(element) => {_FOCUSED}"):
            return
        await page.page.keyboard.press(key)
    await expect(target).to_be_focused()


async def test_the_first_steps_with_the_keyboard_alone(window: Open) -> None:
    page = await window("fr")
    keys = page.page.keyboard
    await keys.press("Tab")
    await expect(page.page.get_by_role("link", name="Aller au champ de message")).to_be_focused()
    await tab_to(page, page.page.get_by_role("button", name="Démarrer"))
    await keys.press("Enter")
    await expect(page.field).to_be_focused()
    await expect(page.button("France")).to_be_visible()
    await tab_to(page, page.button("France"), "Shift+Tab")
    await keys.press("Enter")
    await page.reads("C’est noté : France.")
    await tab_to(page, page.button("C’est quoi, Clearview AI ?"))
    await keys.press("Enter")
    await page.reads("Clearview AI est une société américaine")


async def test_the_menu_with_the_keyboard_alone(window: Open) -> None:
    page = await window("fr")
    keys = page.page.keyboard
    await page.start()
    await expect(page.field).to_be_focused()
    await keys.press("Shift+Tab")
    await keys.press("Shift+Tab")
    menu = page.page.get_by_role("button", name="Menu")
    await expect(menu).to_be_focused()
    await keys.press("Enter")
    await expect(menu).to_have_attribute("aria-expanded", "true")
    options = page.page.get_by_role("listbox", name="Commandes").get_by_role("option")
    await expect(options.first).to_be_focused()
    await keys.press("ArrowUp")
    await expect(options.last).to_be_focused()
    await expect(options.last).to_have_accessible_name("/aide Ce que le bot sait faire")
    await keys.press("Escape")
    await expect(page.field).to_be_focused()
    await expect(options).to_have_count(0)
    await keys.type("/ai")
    await expect(options).to_have_count(1)
    await keys.press("Enter")
    await page.reads("Ce que je sais faire")
    await expect(page.field).to_have_value("")


async def test_a_new_line_with_shift_and_sending_with_enter(window: Open) -> None:
    page = await window("en")
    await page.start()
    await expect(page.field).to_be_focused()
    await page.page.keyboard.type("first")
    await page.page.keyboard.press("Shift+Enter")
    await page.page.keyboard.type("second")
    await page.page.keyboard.press("Enter")
    await page.reads("first second")


async def test_what_can_be_sent_is_reached_by_the_arrows(window: Open) -> None:
    page = await window("en")
    await page.start()
    clip = page.page.get_by_role("button", name="Attach")
    await clip.focus()
    await page.page.keyboard.press("Enter")
    entries = page.page.get_by_role("group", name="Attach").get_by_role("button")
    await expect(entries.first).to_be_focused()
    await page.page.keyboard.press("ArrowUp")
    await expect(entries.last).to_be_focused()
    await page.page.keyboard.press("Escape")
    await expect(clip).to_be_focused()


async def test_the_focus_can_be_seen(window: Open) -> None:
    page = await window("fr")
    await page.start()
    await expect(page.button("France")).to_be_visible()
    for _ in range(12):
        await page.page.keyboard.press("Tab")
        seen = await page.page.evaluate(
            "(() => { const style = getComputedStyle(document.activeElement);"
            " return document.activeElement === document.body || parseFloat(style.outlineWidth) >= 2"
            " && style.outlineStyle !== 'none'; })()"
        )
        assert seen
