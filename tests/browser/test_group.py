"""Both sides at once: a person's chat, and the volunteers' group beside it or behind it."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.clock import Clock
from bot.playground.chats import Message
from bot.playground.forum import Forum
from bot.playground.serve import page_app
from bot.playground.teamwork import volunteers
from bot.playground.telegram import Telegram
from bot.playground.topics import Topic
from tests.browser.conftest import MORNING, Open, Site
from tests.browser.test_chat import PHOTO
from tests.browser.test_keyboard import tab_to
from tests.browser.test_looks import found, nameless
from tests.browser.window import Room

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

KEYS = {"inline_keyboard": [[{"text": "Je m’en occupe", "callback_data": "take"}]]}
QUESTION = "Ils veulent une photo de ma carte d’identité. Est-ce normal ?"


class Desk(Site):
    """A playground with a group in it; what the bot does there is told step by step."""

    def __init__(self, telegram: Telegram) -> None:
        self.forum: Forum = volunteers(telegram)
        super().__init__(telegram, lambda: page_app(telegram, _nothing, _nothing, self.forum))

    async def bot(self, method: str, **params: Any) -> Any:
        """Have the bot do something in the group."""
        return await self.telegram.call(method, {"chat_id": self.forum.id, **params})

    async def topic(self, name: str = "Renard · Clearview") -> Topic:
        """Have the bot open a topic and write into it."""
        made = await self.bot("createForumTopic", name=name, icon_color=16766590)
        topic = self.forum.topics[made["message_thread_id"]]
        await self.write(topic, QUESTION, reply_markup=KEYS)
        return topic

    async def write(self, topic: Topic, text: str, **params: Any) -> Message:
        """Have the bot write into a topic."""
        sent = await self.bot("sendMessage", message_thread_id=topic.id, text=text, **params)
        return topic.chat.messages[sent["message_id"]]


async def _nothing(*_: object) -> None:
    """Do nothing: no bot is at work here, and no time goes by."""


@pytest_asyncio.fixture(loop_scope="session")
async def playground() -> AsyncIterator[Desk]:
    desk = Desk(Telegram(Clock(MORNING)))
    await desk.open()
    yield desk
    await desk.close()


async def test_both_sides_are_seen_and_heard_at_once(window: Open, playground: Desk) -> None:
    page = await window("fr")
    room = Room(page)
    people = page.page.get_by_role("navigation", name="Téléphones").get_by_role("listitem")
    await expect(people).to_have_text([re.compile("Camille"), re.compile("Alex")])
    await page.start()
    await room.open()
    topic = await playground.topic()
    line = room.topics.get_by_role("button", name="Renard · Clearview")
    await expect(line).to_have_accessible_name(re.compile(r"Traits.*Ils veulent.*non lus.*1\s*$"))
    await line.click()
    await expect(room.message(QUESTION)).to_be_visible()
    await room.say("Je regarde.")
    await expect(room.message("Je regarde.")).to_be_visible()
    assert (topic.messages[-1].text, topic.messages[-1].sender["first_name"]) == (
        "Je regarde.",
        "Lou",
    )
    await page.say("Merci d’avance")
    await page.reads("Merci d’avance")
    told = {"chat_id": playground.phone("Camille").chat_id, "text": "Non, ce n’est pas normal."}
    await playground.telegram.call("sendMessage", told)
    await page.reads("Non, ce n’est pas normal.")
    await expect(room.message("Je regarde.")).to_be_visible()
    await expect(room.log.get_by_text("Non, ce n’est pas normal.")).to_have_count(0)
    await expect(page.log.get_by_text("Je regarde.")).to_have_count(0)


async def test_what_is_new_is_counted_until_its_topic_is_read(
    window: Open, playground: Desk
) -> None:
    page = await window("en")
    room = Room(page)
    fox = await playground.topic("Fox")
    await playground.topic("Otter")
    await playground.write(fox, "Hello?")
    await expect(room.line).to_have_accessible_name(
        re.compile(r"Fox · Traits: Hello\?.*unread: 3\s*$")
    )
    await room.open("Fox")
    await expect(room.line).to_have_accessible_name(re.compile(r"unread: 1\s*$"))
    await playground.write(fox, "Anybody?")
    await expect(room.message("Anybody?")).to_be_visible()
    await expect(room.line).to_have_accessible_name(re.compile(r"unread: 1\s*$"))
    await room.back()
    names = await room.topics.locator(".name").all_text_contents()
    assert names == ["General", "Fox", "Otter"]
    await expect(room.topics.get_by_role("button", name="Fox")).to_be_focused()


async def test_a_button_in_a_topic_is_pressed_and_answered(window: Open, playground: Desk) -> None:
    page = await window("fr")
    room = Room(page)
    topic = await playground.topic()
    await room.open("Renard")
    key = room.log.get_by_role("button", name="Je m’en occupe")
    await key.click()
    await expect(key).to_have_attribute("aria-busy", "true")
    (press,) = playground.telegram.presses.values()
    assert press.phone.first_name == "Lou"
    answer = {"callback_query_id": press.id, "text": "C’est à vous."}
    await playground.telegram.call("answerCallbackQuery", answer)
    await expect(page.page.get_by_text("C’est à vous.")).to_be_visible()
    await expect(key).not_to_have_attribute("aria-busy", "true")
    asked = topic.messages[-1].id
    await playground.bot("editMessageText", message_id=asked, text="Lou s’en occupe.")
    await expect(room.message("Lou s’en occupe.")).to_be_visible()
    await expect(key).to_have_count(0)


async def test_a_reply_quotes_what_was_selected(window: Open, playground: Desk) -> None:
    page = await window("fr")
    room = Room(page)
    topic = await playground.topic()
    await room.open("Renard")
    await (
        room.message(QUESTION)
        .locator(".text")
        .evaluate(
            "(text) => getSelection().setBaseAndExtent(text.firstChild, 0, text.firstChild, 21)"
        )
    )
    await room.message(QUESTION).get_by_role("button", name="Répondre").click()
    await expect(room.whole.get_by_text("Réponse à : Ils veulent une photo")).to_be_visible()
    await room.say("Non.")
    await expect(room.message("Non.").locator(".answered")).to_have_text(
        re.compile(r"^Traits\s*Ils veulent une photo$")
    )
    said = topic.messages[-1]
    assert said.quote
    assert said.quote["text"] == "Ils veulent une photo"
    await playground.bot(
        "setMessageReaction", message_id=said.id, reaction=[{"type": "emoji", "emoji": "👌"}]
    )
    await expect(room.message("Non.").locator("use[href='#sign-1f44c']")).to_have_count(1)


async def test_a_topic_is_closed_and_opened_again(window: Open, playground: Desk) -> None:
    page = await window("en")
    room = Room(page)
    topic = await playground.topic()
    await room.open("Renard")
    await room.writer.select_option("Lou")
    await room.do("Close the topic")
    await expect(room.log.get_by_text("Lou closed the topic")).to_be_visible()
    assert topic.closed
    await room.writer.select_option("Robin")
    await expect(room.whole.get_by_text("This topic is closed.")).to_be_visible()
    await expect(room.field).to_be_hidden()
    await room.back()
    line = room.topics.get_by_role("button", name="Renard")
    await expect(line).to_have_accessible_name(re.compile(r"\(closed\)"))
    await line.click()
    await room.writer.select_option("Lou")
    await room.do("Reopen the topic")
    await expect(room.log.get_by_text("Lou reopened the topic")).to_be_visible()
    await room.writer.select_option("Robin")
    await room.say("Back again")
    await expect(room.message("Back again")).to_be_visible()


async def test_one_writes_as_any_volunteer_or_as_the_group(window: Open, playground: Desk) -> None:
    page = await window("fr")
    room = Room(page)
    topic = await playground.topic()
    await room.open("Renard")
    await room.say("De Lou")
    await expect(room.message("De Lou")).to_have_class(re.compile(r"\bmine\b"))
    await room.writer.select_option("Robin")
    await expect(room.message("De Lou")).to_have_class(re.compile(r"\btheirs\b"))
    await expect(room.message("De Lou").locator(".from")).to_have_text(re.compile(r"^Lou\b"))
    await room.say("De Robin")
    await expect(room.message("De Robin")).to_have_class(re.compile(r"\bmine\b"))
    await room.writer.select_option("Le groupe (anonyme)")
    await room.say("Du groupe")
    await expect(room.message("Du groupe")).to_have_class(re.compile(r"\bmine\b"))
    last = topic.messages[-1]
    assert last.sender["username"] == "GroupAnonymousBot"
    assert last.sender_chat
    await room.writer.select_option("Lou")
    await expect(room.message("Du groupe").locator(".from")).to_contain_text(playground.forum.title)


async def test_who_leaves_the_group_is_silent_until_they_come_back(
    window: Open, playground: Desk
) -> None:
    page = await window("fr")
    room = Room(page)
    await room.open("Général")
    await room.writer.select_option("Robin")
    await room.do("Robin : quitter le groupe")
    await expect(room.log.get_by_text("Robin a quitté le groupe")).to_be_visible()
    await expect(room.whole.get_by_text("Robin n’est plus dans le groupe.")).to_be_visible()
    await expect(room.field).to_be_hidden()
    await room.do("Robin : revenir dans le groupe")
    await expect(room.log.get_by_text("Robin a rejoint le groupe").last).to_be_visible()
    await room.say("/desk")
    await expect(room.message("/desk")).to_be_visible()
    assert playground.forum.general.messages[-1].text == "/desk"


async def test_own_words_are_edited_and_files_are_sent(window: Open, playground: Desk) -> None:
    page = await window("fr")
    room = Room(page)
    topic = await playground.topic()
    await room.open("Renard")
    await room.say("Bonjuor")
    await room.message("Bonjuor").hover()
    await room.message("Bonjuor").get_by_role("button", name="Modifier").click()
    await expect(room.field).to_have_value("Bonjuor")
    await room.say("Bonjour")
    await expect(room.message("Bonjour").get_by_text("modifié")).to_be_visible()
    await expect(room.message(QUESTION).get_by_role("button", name="Modifier")).to_have_count(0)
    await room.whole.get_by_role("button", name="Joindre").click()
    async with page.page.expect_file_chooser() as choosing:
        await room.whole.get_by_role("button", name="Une photo", exact=True).click()
    await (await choosing.value).set_files(PHOTO)
    await expect(room.log.get_by_role("img", name="Photo")).to_be_visible()
    assert topic.messages[-1].photo


async def test_what_is_protected_says_so_and_cannot_be_selected(
    window: Open, playground: Desk
) -> None:
    page = await window("fr")
    room = Room(page)
    topic = await playground.topic()
    text = "Entre nous <code>AB-12</code>"
    await playground.write(topic, text, parse_mode="HTML", protect_content=True)
    await playground.write(topic, "<code>CD-34</code>", parse_mode="HTML")
    await room.open("Renard")
    await expect(room.message("Entre nous")).to_contain_text("copie impossible")
    await expect(room.log.get_by_role("button", name="CD-34")).to_be_visible()
    await expect(room.log.get_by_role("button", name="AB-12")).to_have_count(0)
    await expect(room.message("Entre nous").locator(".text")).to_have_css("user-select", "none")
    await expect(room.message(QUESTION)).not_to_contain_text("copie impossible")


async def test_a_topic_that_is_deleted_leads_back_to_the_others(
    window: Open, playground: Desk
) -> None:
    page = await window("fr")
    room = Room(page)
    topic = await playground.topic()
    await room.open("Renard")
    await playground.bot("deleteForumTopic", message_thread_id=topic.id)
    await expect(room.topics).to_be_visible()
    await expect(room.topics.get_by_role("button")).to_have_count(1)


async def test_the_group_keeps_its_name_and_topics_when_its_number_changes(
    window: Open, playground: Desk
) -> None:
    page = await window("fr")
    room = Room(page)
    await playground.topic()
    await room.open("Renard")
    playground.forum.upgrade()
    await room.say("Toujours là")
    await expect(room.message("Toujours là")).to_be_visible()


async def test_in_a_narrow_window_one_switches(window: Open, playground: Desk) -> None:
    page = await window("fr", width=360, touch=True)
    room = Room(page)
    await page.page.get_by_role("button", name="Démarrer").tap()
    topic = await playground.topic("Un nom de sujet bien trop long pour une fenêtre aussi étroite")
    await playground.write(topic, "Bonjour " * 40, protect_content=True)
    await expect(room.line).to_have_accessible_name(re.compile(r"non lus.*2\s*$"))
    await room.line.tap()
    await expect(page.log).to_be_hidden()
    assert await found(page, "wide") == []
    await room.topics.get_by_role("button", name="Un nom").tap()
    for width in (360, 320):
        await page.page.set_viewport_size({"width": width, "height": 640})
        assert await found(page, "wide") == []
        assert await found(page, "small") == []
        await expect(room.field).to_be_in_viewport(ratio=1)
        await expect(room.writer).to_be_in_viewport(ratio=1)
        await expect(room.whole.get_by_role("button", name="Envoyer")).to_be_in_viewport(ratio=1)
    await room.whole.get_by_role("button", name="Que faire dans le groupe").tap()
    assert await found(page, "wide") == []
    await page.switch("Camille")
    await expect(room.whole).to_be_hidden()
    await expect(page.field).to_be_visible()
    told = {"chat_id": playground.phone("Camille").chat_id, "text": "Une réponse"}
    await room.line.tap()
    await playground.telegram.call("sendMessage", told)
    person = page.page.get_by_role("navigation").get_by_role("button", name="Camille")
    await expect(person).to_have_accessible_name(re.compile(r"non lus.*1\s*$"))
    await person.tap()
    await page.reads("Une réponse")


async def test_the_group_with_the_keyboard_alone(window: Open, playground: Desk) -> None:
    page = await window("fr")
    room, keys = Room(page), page.page.keyboard
    topic = await playground.topic()
    await tab_to(page, room.line)
    await keys.press("Enter")
    await expect(room.topics.get_by_role("button").first).to_be_focused()
    await keys.press("Tab")
    await keys.press("Enter")
    await expect(room.field).to_be_focused()
    await keys.type("Bonjour")
    await keys.press("Enter")
    await expect(room.message("Bonjour")).to_be_visible()
    key = room.log.get_by_role("button", name="Je m’en occupe")
    await tab_to(page, key, "Shift+Tab")
    await keys.press("Enter")
    await expect(key).to_have_attribute("aria-busy", "true")
    deeds = room.whole.get_by_role("button", name="Que faire dans le groupe")
    await tab_to(page, deeds, "Shift+Tab")
    await keys.press("Enter")
    close = room.whole.get_by_role("button", name="Fermer le sujet")
    await expect(close).to_be_focused()
    await keys.press("Escape")
    await expect(deeds).to_be_focused()
    await keys.press("Enter")
    await keys.press("Enter")
    await expect(room.log.get_by_text("Lou a fermé le sujet")).to_be_visible()
    assert topic.closed
    back = room.whole.get_by_role("button", name="Sujets", exact=True)
    await tab_to(page, back, "Shift+Tab")
    await keys.press("Enter")
    await expect(room.topics.get_by_role("button", name="Renard")).to_be_focused()
    await tab_to(page, room.whole.get_by_role("button", name="Masquer le groupe"), "Shift+Tab")
    await keys.press("Enter")
    await expect(room.whole).to_be_hidden()
    await expect(room.line).to_be_focused()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_every_text_stands_out_and_every_control_has_a_name(
    window: Open, playground: Desk, dark: bool
) -> None:
    page = await window("fr", dark=dark)
    room = Room(page)
    topic = await playground.topic()
    await playground.topic("Loutre")
    robin = playground.phone("Robin")
    first = playground.forum.say(robin, "They must not ask for that.", topic)
    playground.forum.say(robin, "SAN-2022-019", topic, reply_to=first, quote="must not")
    await playground.write(topic, "Entre nous", protect_content=True)
    await room.open()
    assert await found(page, "pale") == []
    assert await nameless(page) == []
    await room.topics.get_by_role("button", name="Renard").click()
    await room.say("Bonjour")
    await expect(room.message("Bonjour")).to_be_visible()
    await room.whole.get_by_role("button", name="Que faire dans le groupe").click()
    assert await found(page, "pale") == []
    assert await nameless(page) == []
    playground.forum.close_topic(playground.forum.owner, topic)
    await room.writer.select_option("Robin")
    await expect(room.whole.get_by_text("Ce sujet est fermé.")).to_be_visible()
    assert await found(page, "pale") == []


async def test_the_group_speaks_the_language_of_the_person_beside_it(
    window: Open, playground: Desk
) -> None:
    page = await window("fr")
    room = Room(page)
    await room.open("Général")
    await expect(room.log.get_by_text("Robin a rejoint le groupe")).to_be_visible()
    await page.switch("Alex")
    await expect(room.whole.get_by_role("heading", name="General")).to_be_visible()
    await expect(room.log.get_by_text("Robin joined the group")).to_be_visible()
