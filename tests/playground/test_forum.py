"""A group with topics: what reaches the bot from it, as Telegram writes it."""

from collections.abc import Iterable
from typing import Any

import pytest
from telegram import Update

from bot.playground.files import Upload
from bot.playground.forum import Forum
from bot.playground.phone import DOT, Phone
from bot.playground.room import ANONYMOUS
from bot.playground.telegram import Telegram

EVERYTHING = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]
RIGHTS = {"can_manage_topics": True, "can_delete_messages": True}


@pytest.fixture
def ana(telegram: Telegram) -> Phone:
    return telegram.phone("Ana", "fr")


@pytest.fixture
def forum(telegram: Telegram, ana: Phone) -> Forum:
    return telegram.forum("Bénévoles", ana)


async def updates(telegram: Telegram, allowed: Iterable[str] = EVERYTHING) -> list[dict[str, Any]]:
    """Return what is new, once the library has read it without complaint."""
    got: list[dict[str, Any]] = await telegram.call("getUpdates", {"allowed_updates": [*allowed]})
    await telegram.call("getUpdates", {"offset": got[-1]["update_id"] + 1} if got else {})
    for one in got:
        Update.de_json(one, None)
        one.pop("update_id")
    return got


async def ready(telegram: Telegram, forum: Forum, **rights: bool) -> None:
    """Take the bot in, and let what that says pass by."""
    forum.invite_bot(**(rights or RIGHTS))
    await updates(telegram)


async def send(telegram: Telegram, forum: Forum, text: str = "x", **params: Any) -> Any:
    return await telegram.call("sendMessage", {"chat_id": forum.id, "text": text, **params})


async def test_the_bot_hears_that_it_was_taken_in_promoted_and_thrown_out(
    telegram: Telegram, forum: Forum
) -> None:
    forum.invite_bot()
    forum.promote_bot(**RIGHTS)
    forum.demote_bot()
    forum.remove_bot()
    told = await updates(telegram)
    changes = [one["my_chat_member"] for one in told if "my_chat_member" in one]
    assert [(c["old_chat_member"]["status"], c["new_chat_member"]["status"]) for c in changes] == [
        ("left", "member"),
        ("member", "administrator"),
        ("administrator", "member"),
        ("member", "kicked"),
    ]
    led = changes[1]["new_chat_member"]
    assert [name for name, on in led.items() if on is True] == [
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_topics",
    ]
    assert changes[0]["chat"] == {
        "id": forum.id,
        "type": "supergroup",
        "title": "Bénévoles",
        "is_forum": True,
    }
    (came, went) = [one["message"] for one in told if "message" in one]
    assert came["new_chat_members"] == [telegram.me]
    assert went["left_chat_member"] == telegram.me


async def test_a_message_in_a_topic_says_in_which(
    telegram: Telegram, forum: Forum, ana: Phone
) -> None:
    await ready(telegram, forum)
    topic = forum.open_topic(ana, "Dossier 1")
    said = forum.say(ana, "Bonjour", topic)
    opened, told = [one["message"] for one in await updates(telegram)]
    assert opened["forum_topic_created"] == {"name": "Dossier 1", "icon_color": topic.icon_color}
    assert (opened["message_id"], opened["message_thread_id"]) == (topic.id, topic.id)
    assert "reply_to_message" not in opened
    assert (told["message_thread_id"], told["is_topic_message"]) == (topic.id, True)
    # what replies to nothing replies to the beginning of its topic
    assert told["reply_to_message"]["forum_topic_created"]["name"] == "Dossier 1"
    assert [message.id for message in topic.messages] == [topic.id, said.id]


async def test_general_names_no_topic(telegram: Telegram, forum: Forum, ana: Phone) -> None:
    await ready(telegram, forum)
    said = forum.say(ana, "Bonjour")
    (told,) = await updates(telegram)
    assert not {"message_thread_id", "is_topic_message", "reply_to_message"} & set(told["message"])
    assert said in forum.general.messages
    assert forum.topics == {}


async def test_a_reply_carries_what_it_quotes(telegram: Telegram, forum: Forum, ana: Phone) -> None:
    await ready(telegram, forum)
    topic = forum.open_topic(ana, "x")
    sent = await send(telegram, forum, "😀 Bonjour à vous", message_thread_id=topic.id)
    mine = topic.messages[-1]
    forum.say(ana, "Oui", reply_to=mine, quote="à vous")
    told = (await updates(telegram))[-1]["message"]
    assert told["reply_to_message"]["message_id"] == sent["message_id"]
    assert told["quote"] == {"text": "à vous", "position": 11, "is_manual": True}
    assert told["message_thread_id"] == topic.id


async def test_what_befalls_a_topic_is_told_whoever_did_it(
    telegram: Telegram, forum: Forum, ana: Phone
) -> None:
    await ready(telegram, forum)
    made = await telegram.call("createForumTopic", {"chat_id": forum.id, "name": "Un"})
    place = {"chat_id": forum.id, "message_thread_id": made["message_thread_id"]}
    topic = forum.topics[made["message_thread_id"]]
    forum.rename_topic(ana, topic, "Deux")
    forum.close_topic(ana, topic)
    await telegram.call("reopenForumTopic", place)
    told = [one["message"] for one in await updates(telegram)]
    events = [next(key for key in one if key.startswith("forum_topic")) for one in told]
    assert events == [
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
    ]
    assert [one["from"]["id"] for one in told] == [
        telegram.me["id"],
        ana.chat_id,
        ana.chat_id,
        telegram.me["id"],
    ]
    assert all(one["message_thread_id"] == topic.id for one in told)
    assert told[1]["forum_topic_edited"] == {"name": "Deux"}


async def test_a_topic_deleted_in_the_app_is_gone_without_a_word(
    telegram: Telegram, forum: Forum, ana: Phone
) -> None:
    await ready(telegram, forum)
    topic = forum.open_topic(ana, "x")
    said = forum.say(ana, "Bonjour", topic)
    await updates(telegram)
    forum.delete_topic(ana, topic)
    assert await updates(telegram) == []
    assert said.gone
    assert (forum.topics, topic.messages) == ({}, [])


async def test_comings_and_goings_are_told_to_an_administrator_who_asked(
    telegram: Telegram, forum: Forum
) -> None:
    bob = telegram.phone("Bob", "en")
    await ready(telegram, forum)

    async def told(*allowed: str) -> list[tuple[str, str]]:
        changes = [one["chat_member"] for one in await updates(telegram, allowed)]
        return [(c["old_chat_member"]["status"], c["new_chat_member"]["status"]) for c in changes]

    forum.join(bob)
    forum.promote(bob)
    forum.demote(bob)
    forum.leave(bob)
    both = [set(one) for one in await updates(telegram)]
    assert both.count({"chat_member"}) == 4
    assert both.count({"message"}) == 2
    await updates(telegram, ["chat_member"])
    forum.join(bob)
    assert await told("chat_member") == [("left", "member")]
    forum.demote_bot()
    forum.leave(bob)
    assert await told("chat_member") == [], "a mere member is not told"
    forum.promote_bot()
    await updates(telegram, [])  # from now on what comes by default
    forum.join(bob)
    assert [set(one) for one in await updates(telegram, [])] == [{"message"}]


async def test_a_mere_member_hears_commands_replies_and_events_alone(
    telegram: Telegram, forum: Forum, ana: Phone
) -> None:
    forum.invite_bot()
    await updates(telegram)
    topic = forum.open_topic(ana, "x")
    await send(telegram, forum, "Bonjour", message_thread_id=topic.id)
    card = topic.messages[-1]
    secret = forum.say(ana, "entre nous", topic)
    forum.edit(ana, secret, "entre nous deux")
    forum.say(ana, "voir /desk", topic)
    forum.say(ana, "/desk@another_bot", topic)
    forum.say(ana, "à secret", topic, reply_to=secret)
    forum.say(ana, "/desk", topic)
    forum.say(ana, "/desk@Traits_Bot", topic)
    forum.say(ana, "à la fiche", topic, reply_to=card)
    told = [one["message"].get("text") for one in await updates(telegram)]
    assert told == [None, "/desk", "/desk@Traits_Bot", "à la fiche"]


async def test_an_administrator_writes_as_the_group(
    telegram: Telegram, forum: Forum, ana: Phone
) -> None:
    bob = telegram.phone("Bob", "en")
    await ready(telegram, forum)
    forum.join(bob)
    await updates(telegram)
    forum.say(ana, "Nous", anonymous=True)
    (told,) = await updates(telegram)
    assert told["message"]["from"] == ANONYMOUS
    assert told["message"]["sender_chat"]["id"] == forum.id
    with pytest.raises(RuntimeError, match="administrators"):
        forum.say(bob, "Nous", anonymous=True)


async def test_a_press_in_the_group_names_who_pressed(
    telegram: Telegram, forum: Forum, ana: Phone
) -> None:
    await ready(telegram, forum)
    one, two = forum.open_topic(ana, "1"), forum.open_topic(ana, "2")
    for topic in (one, two):
        keys = {
            "inline_keyboard": [[{"text": "Prendre", "callback_data": f"desk:take:{topic.id}"}]]
        }
        await send(telegram, forum, message_thread_id=topic.id, reply_markup=keys)
    await updates(telegram)
    forum.press(ana, "Prendre")
    forum.press(ana, "Prendre", topic=one, anonymous=True)
    forum.forge(ana, "desk:erase:1", two.messages[-1])
    told = [update["callback_query"] for update in await updates(telegram)]
    assert [press["data"] for press in told] == [
        f"desk:take:{two.id}",
        f"desk:take:{one.id}",
        "desk:erase:1",
    ]
    assert {press["from"]["id"] for press in told} == {ana.chat_id}
    assert told[1]["message"]["chat"]["id"] == forum.id
    assert told[1]["message"]["message_thread_id"] == one.id
    await telegram.call(
        "answerCallbackQuery", {"callback_query_id": told[0]["id"], "text": "À vous"}
    )
    assert ana.alerts[-1].text == "À vous"


async def test_an_edit_in_a_topic_is_told(telegram: Telegram, forum: Forum, ana: Phone) -> None:
    await ready(telegram, forum)
    topic = forum.open_topic(ana, "x")
    said = forum.say(ana, "Bonjour", topic)
    await updates(telegram)
    forum.edit(ana, said, "Bonsoir")
    (told,) = await updates(telegram)
    assert told["edited_message"]["text"] == "Bonsoir"
    assert told["edited_message"]["message_thread_id"] == topic.id
    await send(telegram, forum, message_thread_id=topic.id)
    with pytest.raises(ValueError, match="one's own"):
        forum.edit(ana, topic.messages[-1], "y")


async def test_all_kinds_of_things_are_sent_into_topics(
    telegram: Telegram, forum: Forum, ana: Phone
) -> None:
    await ready(telegram, forum)
    topic = forum.open_topic(ana, "x")
    await updates(telegram)
    forum.send_document(ana, "a.pdf", b"%PDF", topic, caption="Voici")
    forum.send_photo(ana, topic=topic)
    forum.send_voice(ana, topic=topic)
    forum.send_video(ana, topic=topic)
    forum.send_sticker(ana, topic=topic.id)
    forum.send_contact(ana, topic=topic)
    told = [one["message"] for one in await updates(telegram)]
    kinds = ("document", "photo", "voice", "video", "sticker", "contact")
    assert [next(kind for kind in kinds if kind in one) for one in told] == list(kinds)
    assert told[0]["caption"] == "Voici"
    assert all(one["message_thread_id"] == topic.id for one in told)


async def test_nobody_writes_where_they_are_not(telegram: Telegram, forum: Forum) -> None:
    bob = telegram.phone("Bob", "en")
    with pytest.raises(RuntimeError, match="Bob is not in Bénévoles"):
        forum.say(bob, "x")
    forum.join(bob)
    topic = forum.open_topic(forum.owner, "x")
    forum.close_topic(forum.owner, topic)
    with pytest.raises(RuntimeError, match="closed"):
        forum.say(bob, "x", topic)
    forum.say(forum.owner, "x", topic)


async def test_message_numbers_of_a_group_are_its_own(
    telegram: Telegram, forum: Forum, ana: Phone
) -> None:
    ana.start()
    await ready(telegram, forum)
    first = forum.say(ana, "x")
    second = await send(telegram, forum)
    assert second["message_id"] == first.id + 1
    assert ana.say("y").id == ana.messages[0].id + 1


async def test_an_upgrade_moves_the_group_to_another_number(
    telegram: Telegram, forum: Forum, ana: Phone
) -> None:
    await ready(telegram, forum)
    topic = forum.open_topic(ana, "x")
    await updates(telegram)
    old, new = forum.id, forum.upgrade()
    gone, here = [one["message"] for one in await updates(telegram)]
    assert (gone["chat"]["id"], gone["migrate_to_chat_id"]) == (old, new)
    assert (here["chat"]["id"], here["migrate_from_chat_id"]) == (new, old)
    await send(telegram, forum, message_thread_id=topic.id)
    assert forum.id == new
    assert topic.messages[-1].text == "x"


async def test_a_protected_group_marks_what_stands_in_it(
    telegram: Telegram, forum: Forum, ana: Phone
) -> None:
    await ready(telegram, forum)
    forum.protected = True
    forum.say(ana, "x")
    (told,) = await updates(telegram)
    assert told["message"]["has_protected_content"] is True


async def test_an_album_is_several_messages_of_one_name(telegram: Telegram, ana: Phone) -> None:
    ana.send_photo(album="a")
    ana.send_video(album="a")
    ana.send_photo()
    told = [one["message"].get("media_group_id") for one in await updates(telegram)]
    assert told == ["a", "a", None]


async def test_a_card_and_a_sticker_reach_the_bot_in_private_too(
    telegram: Telegram, ana: Phone
) -> None:
    ana.send_contact("+33612345678", "Ana", ana.chat_id)
    ana.send_sticker("😀")
    card, sticker = [one["message"] for one in await updates(telegram)]
    assert card["contact"] == {
        "phone_number": "+33612345678",
        "first_name": "Ana",
        "user_id": ana.chat_id,
    }
    assert sticker["sticker"]["emoji"] == "😀"


async def test_a_private_reply_quotes_a_piece(telegram: Telegram, ana: Phone) -> None:
    ana.start()
    await telegram.call("sendMessage", {"chat_id": ana.chat_id, "text": "un deux trois"})
    await updates(telegram)
    ana.say("lequel ?", reply_to=ana.last, quote="deux")
    (told,) = await updates(telegram)
    assert told["message"]["quote"] == {"text": "deux", "position": 3, "is_manual": True}


async def test_a_file_of_the_bots_stands_in_its_topic(telegram: Telegram, forum: Forum) -> None:
    await ready(telegram, forum)
    topic = forum.open_topic(forum.owner, "x")
    place = {"chat_id": forum.id, "message_thread_id": topic.id}
    await telegram.call(
        "sendPhoto", {**place, "protect_content": True}, {"photo": Upload("a", DOT)}
    )
    await telegram.call("sendDocument", place, {"document": Upload("a.pdf", b"%PDF")})
    await telegram.call("sendChatAction", {**place, "action": "typing"})
    photo, document = topic.messages[1:]
    assert (photo.photo, photo.protected) == (DOT, True)
    assert document.document == ("a.pdf", b"%PDF")
