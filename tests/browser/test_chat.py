"""What a chat can do besides talking: phones, files, blocking, notices, editing, scrolling."""

import re

import pytest
from playwright.async_api import FilePayload, expect

from bot.playground.phone import DOT
from tests.browser.conftest import Open, Playground
from tests.browser.window import Window

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PHOTO = FilePayload(name="me.png", mimeType="image/png", buffer=DOT)
LETTER = FilePayload(name="answer.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7 their answer")


async def send(page: Window, menu: str, entry: str, file: FilePayload) -> None:
    """Send a file by the menu of the paper clip."""
    await page.page.get_by_role("button", name=menu).click()
    async with page.page.expect_file_chooser() as choosing:
        await page.page.get_by_role("button", name=entry, exact=True).click()
    await (await choosing.value).set_files(file)


async def test_a_photo_is_refused_kindly_and_deleted(window: Open) -> None:
    page = await window("fr")
    await page.start()
    await page.press("France")
    await send(page, "Joindre", "Une photo", PHOTO)
    await page.reads(
        "Je n’ai pas ouvert ce fichier et je l’ai retiré de cette conversation.",
        "personne ne peut le voler",
    )
    await expect(page.log.get_by_role("img", name="Photo")).to_have_count(0)


async def test_a_file_and_a_voice_message_are_refused_kindly_and_deleted(window: Open) -> None:
    page = await window("en")
    await page.start()
    await page.press("United Kingdom")
    await send(page, "Attach", "A file", LETTER)
    await page.reads("I did not open that file and took it off this chat.")
    await expect(page.log.get_by_role("link", name="answer.pdf")).to_have_count(0)
    await page.page.get_by_role("button", name="Attach").click()
    await page.page.get_by_role("button", name="A voice message (pretend)").click()
    await expect(page.log.get_by_text("I did not open that file")).to_have_count(2)
    await expect(page.log.get_by_role("link", name="Voice message")).to_have_count(0)


async def test_what_is_no_picture_is_told_in_passing(window: Open) -> None:
    page = await window("fr", complaints=("409",))
    await page.start()
    await send(page, "Joindre", "Une photo", {**PHOTO, "buffer": b"no picture"})
    await expect(page.page.get_by_text("Ce fichier n’est pas une image.")).to_be_visible()


async def test_a_blocked_bot_stays_silent_until_it_is_unblocked(window: Open) -> None:
    page = await window("fr")
    await page.start()
    await page.press("France")
    await page.page.get_by_role("button", name="Bloquer le bot").click()
    await expect(page.page.get_by_text("Vous avez bloqué ce bot")).to_be_visible()
    await expect(page.field).to_be_hidden()
    again = page.page.get_by_role("button", name="Débloquer le bot")
    await expect(again).to_be_focused()
    await again.click()
    await expect(page.field).to_be_focused()
    await page.say("/aide")
    await page.reads("Ce que je sais faire")


async def test_two_phones_do_not_see_each_others_messages(
    window: Open, playground: Playground
) -> None:
    page = await window("fr")
    await page.start()
    await page.press("France")
    await page.reads("C’est noté : France.")
    await page.switch("Alex")
    await expect(page.page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.log.get_by_role("listitem")).to_have_count(0)
    await page.start()
    await page.reads("Which country do you live in?")
    await page.never_read("C’est noté")
    assert "noté" not in playground.phone("Alex").text
    await page.switch("Camille")
    await page.reads("C’est noté : France.")
    await page.never_read("Which country do you live in?")


async def test_what_another_phone_has_not_read_is_counted(
    window: Open, playground: Playground
) -> None:
    page = await window("fr")
    await page.start()
    await page.reads("Dans quel pays vivez-vous ?")
    await page.switch("Alex")
    camille = playground.phone("Camille")
    camille.say("/help")
    phone = page.page.get_by_role("navigation").get_by_role("button", name="Camille")
    await expect(phone).to_have_accessible_name(re.compile(r"unread: 1$"))
    await page.switch("Camille")
    await expect(phone).not_to_have_accessible_name(re.compile("non lus"))


async def test_a_new_german_phone_gets_both_languages(window: Open) -> None:
    page = await window("en")
    await page.page.get_by_role("combobox", name="A new phone, in").select_option("German")
    await page.page.get_by_role("button", name="Add").click()
    await expect(page.page.get_by_role("button", name="Kim")).to_have_attribute(
        "aria-current", "true"
    )
    await page.start()
    await page.reads("Bonjour. Je parle français et anglais.", "Hello. I speak French and English.")
    await page.press("Français")
    await page.reads("Dans quel pays vivez-vous ?")


async def test_a_window_of_the_bots_is_read_and_closed(window: Open) -> None:
    page = await window("fr")
    await page.start()
    await page.press("France")
    await page.say("/reglages")
    await page.press("Activer les rappels discrets")
    alert = page.page.get_by_role("dialog", name="Un rappel discret dit seulement")
    await expect(alert).to_be_visible()
    await expect(alert.get_by_role("button", name="D’accord")).to_be_focused()
    await page.page.keyboard.press("Escape")
    await expect(alert).to_be_hidden()
    await page.reads("Rappels discrets : oui")


async def test_what_is_edited_in_place_keeps_the_focus(window: Open) -> None:
    page = await window("fr")
    await page.start()
    await page.press("France")
    await page.say("/demande")
    await page.button("Pour moi").focus()
    await page.page.keyboard.press("Enter")
    await page.reads("Que voulez-vous demander ?")
    await expect(page.button("Accès")).to_be_focused()
    await page.page.keyboard.press("Enter")
    await expect(page.page.get_by_role("button", name="Clearview", exact=True)).to_be_focused()


async def test_an_own_message_can_be_edited_and_answered(window: Open) -> None:
    page = await window("fr")
    await page.start()
    await page.press("France")
    await page.say("/aide")
    await page.reads("Ce que je sais faire")
    await page.button("Modifier").focus()
    await page.page.keyboard.press("Enter")
    await expect(page.page.get_by_text("À modifier : /aide")).to_be_visible()
    await expect(page.field).to_have_value("/aide")
    await page.say("merci")
    await page.reads("Je ne relis pas les messages modifiés")
    await expect(page.log.get_by_text("modifié", exact=True)).to_be_visible()
    await page.message("Je ne relis pas").get_by_role("button", name="Répondre").focus()
    await page.page.keyboard.press("Enter")
    await expect(page.page.get_by_text("Réponse à : Vous avez modifié")).to_be_visible()
    await page.field.press("Escape")
    await expect(page.page.get_by_text("Réponse à :")).to_be_hidden()


async def test_a_long_answer_is_shown_from_its_beginning(window: Open) -> None:
    page = await window("fr", width=360)
    await page.start()
    await expect(page.log.get_by_text("Traits. Vos traits, vos droits.")).to_be_in_viewport()
    await expect(page.log.get_by_text("Dans quel pays vivez-vous ?")).to_be_in_viewport()
    await page.press("France")
    await page.say("C’est quoi, Clearview ?")
    await expect(page.log.get_by_text("Clearview AI est une société")).to_be_in_viewport()
    await expect(page.message("C’est quoi, Clearview ?")).to_be_in_viewport()
    await expect(page.button("Écrire à cette entreprise")).not_to_be_in_viewport()
    await page.page.get_by_role("button", name="Aller à la fin").click()
    await expect(page.button("Écrire à cette entreprise")).to_be_in_viewport()
    await expect(page.page.get_by_role("button", name="Aller à la fin")).to_be_hidden()


async def test_nothing_moves_under_a_readers_eyes(window: Open, playground: Playground) -> None:
    page = await window("fr", width=360)
    await page.start()
    await page.press("France")
    await page.say("C’est quoi, Clearview ?")
    await expect(page.log.get_by_text("Clearview AI est une société")).to_be_in_viewport()
    await page.log.hover()
    await page.page.mouse.wheel(0, -150)
    await expect(page.log.get_by_text("C’est noté")).to_be_in_viewport()
    playground.phone("Camille").say("/aide")
    await page.reads("Ce que je sais faire")
    await expect(page.log.get_by_text("C’est noté")).to_be_in_viewport()
    await expect(page.page.get_by_role("button", name="Aller à la fin")).to_have_text("1")


async def test_markup_and_signs_of_a_person_stay_text(window: Open) -> None:
    page = await window("fr")
    await page.start()
    await page.say('<img src=x onerror="alert(1)"> & <b>gras</b> 🇪🇸 📮')
    await page.reads('<img src=x onerror="alert(1)"> & <b>gras</b> 🇪🇸 📮')
    await expect(page.log.get_by_role("img")).to_have_count(0)


async def test_a_text_wears_its_marks(window: Open, playground: Playground) -> None:
    page = await window("en")
    await page.start()
    await page.reads("Which country do you live in?")
    text = (
        "<b>bold <i>and italic</i></b> <u>under</u> <s>struck</s> <blockquote>quoted</blockquote>"
        ' <a href="https://example.org/">a link</a> <tg-spoiler>the end</tg-spoiler> me@example.org'
    )
    keys = [[{"text": "Elsewhere", "url": "https://example.org/form"}]]
    await playground.house.application.bot.send_message(
        playground.phone("Alex").chat_id,
        text,
        parse_mode="HTML",
        api_kwargs={"reply_markup": {"inline_keyboard": keys}},
    )
    message = page.message("bold and italic")
    await expect(message.locator("b > i")).to_have_text("and italic")
    await expect(message.get_by_role("blockquote")).to_have_text("quoted")
    for name, address in (
        ("a link", "https://example.org/"),
        ("me@example.org", "mailto:me@example.org"),
        ("Elsewhere", "https://example.org/form"),
    ):
        link = message.get_by_role("link", name=name)
        await expect(link).to_have_attribute("href", address)
        await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await message.get_by_role("button", name="the end").click()
    await expect(message.get_by_role("button", name="the end")).to_have_attribute(
        "aria-expanded", "true"
    )


async def test_a_keyboard_of_the_bots_is_pressed_and_taken_away(
    window: Open, playground: Playground
) -> None:
    page = await window("en")
    await page.start()
    await page.reads("Which country do you live in?")
    bot, chat = playground.house.application.bot, playground.phone("Alex").chat_id
    keys = {"keyboard": [[{"text": "🇮🇪 Ireland"}, {"text": "/help"}]]}
    await bot.send_message(chat, "Choose.", api_kwargs={"reply_markup": keys})
    await page.page.get_by_role("button", name="/help", exact=True).click()
    await page.reads("What I can do")
    gone = {"remove_keyboard": True}
    await bot.send_message(chat, "Thank you.", api_kwargs={"reply_markup": gone})
    await expect(page.page.get_by_role("button", name="/help", exact=True)).to_have_count(0)


async def test_the_bot_is_seen_typing(window: Open, playground: Playground) -> None:
    page = await window("fr")
    await page.start()
    await page.reads("Dans quel pays vivez-vous ?")
    bot, chat = playground.house.application.bot, playground.phone("Camille").chat_id
    await bot.send_chat_action(chat, "typing")
    await expect(page.page.get_by_text("écrit…")).to_be_visible()
    await bot.send_message(chat, "Voilà.")
    await expect(page.page.get_by_text("écrit…")).to_be_hidden()


async def test_a_link_into_the_bot_opens_what_it_names(
    window: Open, playground: Playground
) -> None:
    page = await window("en")
    await page.page.goto(f"{playground.url}/?start=t_clearview-about")
    await page.start()
    await page.press("Ireland")
    await page.reads("Clearview AI: who, what, fines")


async def test_the_page_comes_back_when_the_playground_was_started_anew(
    window: Open, playground: Playground
) -> None:
    page = await window("fr", complaints=("ERR_",))
    await page.start()
    await page.reads("Dans quel pays vivez-vous ?")
    await playground.close()
    await expect(page.page.get_by_text("Le bac à sable ne répond plus.")).to_be_visible()
    async with page.page.expect_navigation():
        await playground.open()
    await page.reads("Dans quel pays vivez-vous ?")
    await page.press("France")
    await page.reads("C’est noté : France.")


async def test_without_a_group_the_page_shows_none(window: Open) -> None:
    page = await window("fr")
    await page.start()
    await page.reads("Dans quel pays vivez-vous ?")
    await expect(page.page.get_by_role("navigation")).to_have_count(1)
    await expect(page.page.get_by_role("log")).to_have_count(1)
    await expect(page.page.get_by_text("répondez vous-même dans le groupe")).to_be_hidden()
    assert not [url for url in page.asked if "/api/group" in url]
