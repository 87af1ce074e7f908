"""The page for every eye and none: small windows, light and dark, and what is read out."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Open
from tests.browser.test_chat import PHOTO, send
from tests.browser.window import Window

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MEASURES = Path(__file__).with_name("measures.js").read_text("utf-8")
CONTROLS = {
    "button",
    "link",
    "textbox",
    "combobox",
    "option",
    "listbox",
    "log",
    "navigation",
    "dialog",
}


async def found(page: Window, measure: str) -> list[str]:
    """Return what a measure finds wrong."""
    await page.page.evaluate(MEASURES)
    wrong: list[str] = await page.page.evaluate(f"measures.{measure}()")
    return wrong


async def nameless(page: Window) -> list[str]:
    """Return the controls that a screen reader could not name."""
    session = await page.page.context.new_cdp_session(page.page)
    tree = await session.send("Accessibility.getFullAXTree")
    await session.detach()
    return [
        str(node["role"])
        for node in tree["nodes"]
        if node.get("role", {}).get("value") in CONTROLS
        and not node.get("ignored")
        and not node.get("name", {}).get("value", "").strip()
    ]


LONG = "Maximilienne Featherstonehaugh-Cholmondeley de la Rochefoucauld"
MAIL = "maximilienne.featherstonehaugh-cholmondeley@exemple.example.org"
WAYS = {
    "fr": [
        ("say", "C’est quoi, Clearview ?", "Clearview AI est une société américaine"),
        ("press", "Écrire à cette entreprise", "Pour qui écrivez-vous ?"),
        ("press", "Pour moi", "Que voulez-vous demander ?"),
        ("press", "Accès", "Loi proposée"),
        ("press", "✓ RGPD", "Quel est votre nom"),
        ("say", LONG, "À quelle adresse électronique"),
        ("say", MAIL, "Elle est facultative"),
        ("press", "Passer", "Qu’est-ce qui peut aider"),
        ("press", "Passer", "Dans quelle langue"),
        ("press", "Français", "Relisez la lettre"),
        ("press", "La lettre est bonne", "3. Envoyez-la, et gardez une preuve"),
        ("press", "Je l’ai envoyée", "Quel jour l’avez-vous envoyée ?"),
        ("say", "/reglages", "Rappels discrets : non"),
    ],
    "en": [
        ("say", "What is Clearview?", "Clearview AI is a"),
        ("press", "Write to this company", "Who are you writing for?"),
        ("press", "For me", "What do you want to ask for?"),
        ("press", "Access", "Proposed law"),
        ("press", "✓ GDPR", "What is your name"),
        ("say", LONG, "At which e-mail address"),
        ("say", MAIL, "It is optional"),
        ("press", "Skip", "What may help"),
        ("press", "Skip", "In which language"),
        ("press", "English", "Read the letter"),
        ("press", "The letter is right", "3. Send it, and keep proof"),
        ("press", "I sent it", "On which day did you send it?"),
        ("say", "/settings", "Discreet reminders: off"),
    ],
}


async def far(page: Window, language: str = "fr") -> None:
    """Fill the chat with every kind of message there is."""
    await page.start()
    await page.press("France")
    for act, what, then in WAYS[language]:
        await (page.say(what) if act == "say" else page.press(what))
        await page.reads(then)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_every_text_stands_out_from_what_is_behind_it(window: Open, dark: bool) -> None:
    page = await window("fr", dark=dark, complaints=("409",))
    assert await found(page, "pale") == []
    await far(page)
    assert await found(page, "pale") == []
    await page.page.get_by_role("button", name="Menu").click()
    assert await found(page, "pale") == []
    await send(page, "Joindre", "Une photo", {**PHOTO, "buffer": b"no picture"})
    await expect(page.page.get_by_text("Ce fichier n’est pas une image.")).to_be_visible()
    assert await found(page, "pale") == []
    await page.press("Activer les rappels discrets")
    await expect(page.page.get_by_role("dialog")).to_be_visible()
    assert await found(page, "pale") == []


async def test_the_measure_of_contrast_sees_what_is_pale(window: Open) -> None:
    page = await window("fr")
    await page.page.evaluate("document.querySelector('h1').style.color = '#999'")
    assert any("Traits" in wrong for wrong in await found(page, "pale"))


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_nothing_sticks_out_of_a_narrow_window(window: Open, language: str) -> None:
    page = await window(language, width=360, touch=True)
    assert await found(page, "wide") == []
    await far(page, language)
    send_button = page.page.get_by_role("button", name=re.compile("^(Envoyer|Send)$"))
    for width in (360, 320):
        await page.page.set_viewport_size({"width": width, "height": 640})
        assert await found(page, "wide") == []
        assert await found(page, "small") == []
        await expect(page.field).to_be_in_viewport(ratio=1)
        await expect(send_button).to_be_in_viewport(ratio=1)
        for step in await page.page.get_by_role("button", name=re.compile(r"^\+")).all():
            await expect(step).to_be_in_viewport(ratio=1)
    await page.page.get_by_role("button", name="Menu").tap()
    assert await found(page, "wide") == []


async def test_the_first_of_a_month_is_written_as_each_language_does(window: Open) -> None:
    said = "import('/page/talk.js').then((talk) => talk.day('2026-09-01T10:00:00Z'))"
    assert await (await window("fr")).page.evaluate(said) == "mardi 1er septembre 2026"
    assert await (await window("en")).page.evaluate(said) == "Tuesday, 1 September 2026"


async def test_the_longest_date_leaves_room_for_the_time_machine(window: Open) -> None:
    page = await window("fr", width=320, touch=True)
    await page.page.locator("#short-day").evaluate("(day) => (day.textContent = '30 sept. 2026')")
    assert await found(page, "wide") == []
    for step in await page.page.get_by_role("button", name=re.compile(r"^\+")).all():
        await expect(step).to_be_in_viewport(ratio=1)


async def test_a_phone_is_added_in_a_narrow_window(window: Open) -> None:
    page = await window("fr", width=360, touch=True)
    await page.page.get_by_role("button", name="Un nouveau téléphone").tap()
    await page.page.get_by_role("combobox", name="Un nouveau téléphone").select_option("Espagnol")
    await page.page.get_by_role("button", name="Ajouter").tap()
    await expect(page.page.get_by_role("button", name="Cruz")).to_have_attribute(
        "aria-current", "true"
    )
    assert await found(page, "wide") == []


async def test_what_one_can_do_with_a_message_is_in_reach_of_a_finger(window: Open) -> None:
    page = await window("fr", width=360, touch=True)
    await page.start()
    await page.reads("Dans quel pays vivez-vous ?")
    reply = page.log.get_by_role("button", name="Répondre").last
    await expect(reply).to_have_css("opacity", "1")
    await reply.tap()
    await expect(page.page.get_by_text("Réponse à : Traits. Vos traits")).to_be_visible()


async def test_every_control_has_a_name_and_the_log_is_read_out(window: Open) -> None:
    page = await window("fr")
    assert await nameless(page) == []
    await far(page)
    assert await nameless(page) == []
    await page.page.get_by_role("button", name="Menu").click()
    assert await nameless(page) == []
    await expect(page.log).to_have_attribute("aria-live", "polite")
    await expect(page.log).to_have_accessible_name("Conversation")
    await expect(page.page.locator("html")).to_have_attribute("lang", "fr")
    await expect(page.page).to_have_title("Traits – bac à sable")


async def test_a_strict_policy_keeps_foreign_scripts_out(window: Open) -> None:
    page = await window("fr", complaints=("Content Security Policy",))
    policy = (await page.page.request.get(page.page.url)).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    await page.page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'),"
        " {textContent: 'window.broken = true'}))"
    )
    assert await page.page.evaluate("window.broken") is None
