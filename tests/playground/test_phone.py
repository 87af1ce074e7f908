from datetime import timedelta
from typing import Any

import pytest

from bot.clock import Clock
from bot.playground.files import Upload
from bot.playground.phone import DOT, Phone
from bot.playground.telegram import Telegram


@pytest.fixture
def ana(telegram: Telegram) -> Phone:
    phone = telegram.phone("Ana", "fr-CA")
    phone.start()
    return phone


async def updates(telegram: Telegram) -> list[dict[str, Any]]:
    got: list[dict[str, Any]] = await telegram.call("getUpdates", {})
    await telegram.call("getUpdates", {"offset": got[-1]["update_id"] + 1} if got else {})
    return got


async def send(
    telegram: Telegram, phone: Phone, text: str, *rows: list[Any], **params: Any
) -> None:
    keys = {"reply_markup": {"inline_keyboard": list(rows)}} if rows else {}
    await telegram.call("sendMessage", {"chat_id": phone.chat_id, "text": text, **keys, **params})


async def test_a_message_reaches_the_bot_as_telegram_writes_it(
    telegram: Telegram, ana: Phone, clock: Clock
) -> None:
    await updates(telegram)
    ana.say("/ask <b>é</b>")
    (update,) = await updates(telegram)
    assert update["message"] == {
        "message_id": 2,
        "from": {"id": ana.chat_id, "is_bot": False, "first_name": "Ana", "language_code": "fr-CA"},
        "chat": {"id": ana.chat_id, "type": "private", "first_name": "Ana"},
        "date": int(clock.now().timestamp()),
        "text": "/ask <b>é</b>",
        "entities": [{"type": "bot_command", "offset": 0, "length": 4}],
    }


async def test_a_phone_need_not_tell_its_language(telegram: Telegram) -> None:
    telegram.phone("Sam", None).start()
    (update,) = await updates(telegram)
    assert "language_code" not in update["message"]["from"]


@pytest.mark.parametrize("payload", ["a b", "é", "x" * 65, "a.b"])
def test_a_link_carries_only_what_telegram_allows(telegram: Telegram, payload: str) -> None:
    with pytest.raises(ValueError, match="1 to 64"):
        telegram.phone().start(payload)
    assert telegram.phone().start("clearview-ai_1").text == "/start clearview-ai_1"


@pytest.mark.parametrize("text", ["", "  \n", "x" * 4097])
def test_a_client_sends_nothing_empty_and_nothing_too_long(ana: Phone, text: str) -> None:
    with pytest.raises(ValueError, match="Telegram"):
        ana.say(text)


async def test_a_button_is_found_by_its_label_or_its_data(telegram: Telegram, ana: Phone) -> None:
    yes = {"text": "Oui", "callback_data": "a:yes:1"}
    await send(telegram, ana, "Vraiment ?", [yes, {"text": "Non", "callback_data": "a:no:1"}])
    first = ana.last
    await send(telegram, ana, "Et maintenant ?", [{**yes, "callback_data": "a:yes:2"}])
    await updates(telegram)
    ana.press("Oui")
    ana.press("a:no:1")
    ana.press((first, "Oui"))
    told = [one["callback_query"] for one in await updates(telegram)]
    assert [one["data"] for one in told] == ["a:yes:2", "a:no:1", "a:yes:1"]
    assert [one["message"]["text"] for one in told] == [
        "Et maintenant ?",
        "Vraiment ?",
        "Vraiment ?",
    ]
    assert ana.unanswered == 3
    with pytest.raises(
        LookupError, match=r"no button 'Peut-être'; there are \['Oui', 'Oui', 'Non'\]"
    ):
        ana.press("Peut-être")


async def test_links_open_and_copies_land_in_the_clipboard(telegram: Telegram, ana: Phone) -> None:
    await send(
        telegram,
        ana,
        "x",
        [
            {"text": "Lire", "url": "https://x.org"},
            {"text": "Copier", "copy_text": {"text": "a@b.c"}},
        ],
    )
    await updates(telegram)
    ana.press("Lire")
    ana.press("Copier")
    assert (ana.opened, ana.clipboard) == (["https://x.org"], "a@b.c")
    assert await updates(telegram) == [], "the bot hears of neither"


async def test_a_reply_keyboard_writes_and_stays_until_it_is_taken_away(
    telegram: Telegram, ana: Phone
) -> None:
    await send(telegram, ana, "x", reply_markup={"keyboard": [["Oui", "Non"]]})
    await send(telegram, ana, "y")
    assert ana.keyboard == ["Oui", "Non"]
    ana.press("Non")
    assert ana.messages[-1].text == "Non"
    await send(telegram, ana, "z", reply_markup={"remove_keyboard": True})
    assert ana.keyboard == []


async def test_a_button_of_a_message_that_is_gone_can_be_pressed(
    telegram: Telegram, ana: Phone
) -> None:
    await send(telegram, ana, "x", [{"text": "Oui", "callback_data": "a:b:c"}])
    gone = ana.last
    await telegram.call("deleteMessage", {"chat_id": ana.chat_id, "message_id": gone.id})
    await updates(telegram)
    ana.press("Oui", gone)
    ana.forge("made:up:data")
    first, second = [one["callback_query"] for one in await updates(telegram)]
    assert first["message"] == {
        "chat": {"id": ana.chat_id, "type": "private", "first_name": "Ana"},
        "message_id": gone.id,
        "date": 0,
    }
    assert (first["data"], second["data"]) == ("a:b:c", "made:up:data")


async def test_a_person_edits_what_they_wrote(telegram: Telegram, ana: Phone) -> None:
    said = ana.say("Bonjour")
    await updates(telegram)
    ana.edit(said, "Bonsoir")
    (update,) = await updates(telegram)
    assert update["edited_message"]["text"] == "Bonsoir"
    assert "edit_date" in update["edited_message"]
    await send(telegram, ana, "x")
    with pytest.raises(ValueError, match="one's own"):
        ana.edit(ana.last, "y")


async def test_pictures_files_and_voices_reach_the_bot(telegram: Telegram, ana: Phone) -> None:
    await updates(telegram)
    ana.send_photo(caption="moi")
    ana.send_document("lettre d’accès é.pdf", b"%PDF")
    ana.send_voice(7)
    photo, document, voice = [one["message"] for one in await updates(telegram)]
    assert (photo["photo"][-1]["width"], photo["caption"]) == (1, "moi")
    assert document["document"]["file_name"] == "lettre d’accès é.pdf"
    assert document["document"]["mime_type"] == "application/pdf"
    assert voice["voice"]["duration"] == 7
    assert [m.photo for m in ana.messages if m.photo] == [DOT]


async def test_a_document_of_the_bots_shows_with_name_and_content(
    telegram: Telegram, ana: Phone
) -> None:
    params = {"chat_id": ana.chat_id, "caption": "<b>Voici</b>", "parse_mode": "HTML"}
    quiet = {"disable_notification": "true", "protect_content": True}
    await telegram.call("sendDocument", {**params, **quiet}, {"document": Upload("a.pdf", b"%PDF")})
    assert ana.last.document == ("a.pdf", b"%PDF")
    assert (ana.last.html, ana.last.silent, ana.last.protected) == ("<b>Voici</b>", True, True)


async def test_blocking_and_coming_back_is_told_once(telegram: Telegram, ana: Phone) -> None:
    await updates(telegram)
    ana.block()
    ana.block()
    with pytest.raises(RuntimeError, match="unblock first"):
        ana.say("x")
    ana.unblock()
    changes = [one["my_chat_member"] for one in await updates(telegram)]
    assert [(c["old_chat_member"]["status"], c["new_chat_member"]["status"]) for c in changes] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]


async def test_the_menu_is_the_nearest_in_the_phones_language(
    telegram: Telegram, ana: Phone
) -> None:
    async def menu(name: str, **params: Any) -> None:
        commands = [{"command": name, "description": "x"}]
        await telegram.call("setMyCommands", {"commands": commands, **params})

    await menu("one")
    assert list(ana.commands) == ["one"]
    await menu("two", language_code="fr")
    assert list(ana.commands) == ["two"]
    await menu("three", scope={"type": "all_private_chats"})
    assert list(ana.commands) == ["three"], "a nearer scope goes before the language"
    assert list(telegram.phone("Bob", "en").commands) == ["three"]
    await telegram.call("deleteMyCommands", {"scope": {"type": "all_private_chats"}})
    assert list(ana.commands) == ["two"]
    assert await telegram.call("getMyCommands", {"language_code": "en"}) == []


async def test_names_and_descriptions_are_kept_per_language(telegram: Telegram, ana: Phone) -> None:
    await telegram.call("setMyDescription", {"description": "Everyone"})
    await telegram.call("setMyDescription", {"description": "Vous", "language_code": "fr"})
    await telegram.call("setMyShortDescription", {"short_description": "Bref"})
    await telegram.call("setMyName", {"name": "Traits de France", "language_code": "fr"})
    assert ana.about("description") == "Vous"
    assert ana.about("name") == "Traits de France"
    assert telegram.phone("Bob", "en").about("description") == "Everyone"
    await telegram.call("setMyDescription", {"description": "", "language_code": "fr"})
    assert await telegram.call("getMyDescription", {"language_code": "fr"}) == {
        "description": "Everyone"
    }


async def test_typing_shows_until_the_bot_has_written(telegram: Telegram, ana: Phone) -> None:
    await telegram.call("sendChatAction", {"chat_id": ana.chat_id, "action": "typing"})
    assert ana.chat.action
    await send(telegram, ana, "x")
    assert ana.chat.action is None


async def test_the_clock_alone_dates_messages(telegram: Telegram, ana: Phone, clock: Clock) -> None:
    clock.skip(timedelta(days=30))
    await send(telegram, ana, "x")
    assert ana.last.at - ana.messages[0].at == timedelta(days=30)


async def test_a_receipt_shows_on_the_message(telegram: Telegram, ana: Phone) -> None:
    place = {"chat_id": ana.chat_id, "message_id": ana.messages[0].id}
    heart = [{"type": "emoji", "emoji": "👀"}]
    await telegram.call("setMessageReaction", {**place, "reaction": heart})
    assert ana.messages[0].reaction == "👀"
    await telegram.call("setMessageReaction", {**place, "reaction": []})
    assert ana.messages[0].reaction is None


async def test_a_copy_bears_no_trace_of_its_author(telegram: Telegram, ana: Phone) -> None:
    bob = telegram.phone("Bob", "en")
    bob.start()
    said = ana.say("secret")
    place = {"chat_id": bob.chat_id, "from_chat_id": ana.chat_id, "message_id": said.id}
    answer = await telegram.call("copyMessage", place)
    assert answer == {"message_id": bob.last.id}
    assert (bob.last.text, bob.last.sender["first_name"]) == ("secret", "Traits")
