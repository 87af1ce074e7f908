"""What Telegram refuses a bot in a group with topics, in tables: the call, and its own words."""

from datetime import timedelta
from typing import Any

import pytest

from bot.clock import Clock
from bot.playground.files import Upload
from bot.playground.forum import Forum
from bot.playground.mistake import Mistake
from bot.playground.phone import DOT, Phone
from bot.playground.telegram import Telegram
from bot.playground.topics import COLOURS, Topic
from tests.playground.conftest import refusal

RIGHTS = {"can_manage_topics": True, "can_delete_messages": True}
NOT_FOUND = "400 Bad Request: message thread not found"


@pytest.fixture
def ana(telegram: Telegram) -> Phone:
    phone = telegram.phone("Ana", "fr")
    phone.start()
    return phone


@pytest.fixture
def forum(telegram: Telegram, ana: Phone) -> Forum:
    forum = telegram.forum("Bénévoles", ana)
    forum.invite_bot(**RIGHTS)
    return forum


@pytest.fixture
def topic(forum: Forum, ana: Phone) -> Topic:
    return forum.open_topic(ana, "Dossier 1")


def meant(params: dict[str, Any], forum: Forum, topic: Topic) -> dict[str, Any]:
    """Return a row's parameters with the group and the topic in place of their names."""
    known = {"TOPIC": topic.id, "ANA": forum.owner.chat_id}
    return {"chat_id": forum.id, **{k: known.get(str(v), v) for k, v in params.items()}}


CALLS: list[tuple[str, dict[str, Any], str]] = [
    ("createForumTopic", {"name": " \n"}, "400 Bad Request: name must be non-empty"),
    ("createForumTopic", {"name": "x" * 129},
     ("400 Bad Request: stricter than Telegram: a topic's name has 1 to 128 characters, "
      "the rest would be cut off")),
    ("createForumTopic", {"name": "x", "icon_color": 1}, "400 Bad Request: TOPIC_ICON_COLOR_INVALID"),
    ("createForumTopic", {"name": "x", "chat_id": "ANA"}, "400 Bad Request: the chat is not a forum"),
    ("createForumTopic", {"name": "x", "icon": "y"},
     ("400 Bad Request: stricter than Telegram: createForumTopic has no parameter icon, "
      "or it is not simulated")),
    ("editForumTopic", {"message_thread_id": "TOPIC", "name": "Dossier 1"},
     "400 Bad Request: TOPIC_NOT_MODIFIED"),
    ("editForumTopic", {"message_thread_id": 999, "name": "x"}, "400 Bad Request: TOPIC_ID_INVALID"),
    ("editForumTopic", {"name": "x"},
     "400 Bad Request: invalid forum topic identifier specified"),
    ("closeForumTopic", {"message_thread_id": 999}, "400 Bad Request: TOPIC_ID_INVALID"),
    ("reopenForumTopic", {"message_thread_id": "TOPIC"}, "400 Bad Request: TOPIC_NOT_MODIFIED"),
    ("deleteForumTopic", {"message_thread_id": 999}, "400 Bad Request: TOPIC_ID_INVALID"),
    ("deleteForumTopic", {}, "400 Bad Request: invalid forum topic identifier specified"),
    ("sendMessage", {"text": "x", "message_thread_id": 999}, NOT_FOUND),
    ("sendMessage", {"text": "x", "message_thread_id": 1}, NOT_FOUND),
    ("sendMessage", {"text": "x", "message_thread_id": 999, "chat_id": "ANA"}, NOT_FOUND),
    ("sendChatAction", {"action": "typing", "message_thread_id": 999}, NOT_FOUND),
    ("sendMessage", {"text": "x", "message_thread_id": "TOPIC", "reply_parameters": {"message_id": 99}},
     "400 Bad Request: message to be replied not found"),
    ("sendMessage", {"text": "x", "reply_parameters": {"message_id": "TOPIC", "quote": "y"}},
     "400 Bad Request: QUOTE_TEXT_INVALID"),
    ("editMessageText", {"text": "x", "message_id": "TOPIC"}, "400 Bad Request: message can't be edited"),
    ("deleteMessage", {"message_id": "TOPIC"}, "400 Bad Request: message can't be deleted"),
    ("getChatMember", {"user_id": 0}, "400 Bad Request: invalid user_id specified"),
    ("getChatMember", {"user_id": 42}, "400 Bad Request: member not found"),
    ("getChatAdministrators", {"chat_id": "ANA"},
     "400 Bad Request: there are no administrators in the private chat"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "params", "words"), CALLS)
async def test_a_call_that_telegram_refuses_in_a_forum_is_refused(
    telegram: Telegram, forum: Forum, topic: Topic, method: str, params: dict[str, Any], words: str
) -> None:
    given = meant(params, forum, topic)
    if "reply_parameters" in given and given["reply_parameters"]["message_id"] == "TOPIC":
        given["reply_parameters"] = {**given["reply_parameters"], "message_id": topic.id}
    before = len(forum.messages)
    assert await refusal(telegram, method, **given) == words
    assert len(forum.messages) == before


async def test_a_topic_is_made_and_written_into(telegram: Telegram, forum: Forum) -> None:
    made = await telegram.call("createForumTopic", {"chat_id": forum.id, "name": " Cas\n7K2 "})
    topic = forum.topics[made["message_thread_id"]]
    assert made == {"message_thread_id": topic.id, "name": "Cas 7K2", "icon_color": COLOURS[0]}
    assert topic.creator == telegram.me
    edit = {"chat_id": forum.id, "message_id": topic.id, "text": "x"}
    told = await refusal(telegram, "editMessageText", **edit)
    assert told == "400 Bad Request: message can't be edited"
    params = {"chat_id": forum.id, "text": "x", "message_thread_id": topic.id}
    sent = await telegram.call("sendMessage", params)
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (topic.id, True)
    assert "forum_topic_created" in sent["reply_to_message"]
    longest = {"chat_id": forum.id, "name": "x" * 128, "icon_color": COLOURS[5]}
    assert (await telegram.call("createForumTopic", longest))["icon_color"] == COLOURS[5]


async def test_an_edit_without_a_name_changes_nothing(
    telegram: Telegram, forum: Forum, topic: Topic
) -> None:
    place = {"chat_id": forum.id, "message_thread_id": topic.id}
    assert await telegram.call("editForumTopic", place) is True
    assert len(topic.messages) == 1
    assert await telegram.call("editForumTopic", {**place, "name": "Autre"}) is True
    assert topic.name == "Autre"


async def test_a_deleted_topic_takes_all_its_messages_along(
    telegram: Telegram, forum: Forum, topic: Topic, ana: Phone, clock: Clock
) -> None:
    other = forum.open_topic(ana, "Dossier 2")
    kept = [forum.say(ana, "y", other), forum.say(ana, "z")]
    place = {"chat_id": forum.id, "message_thread_id": topic.id}
    said = forum.say(ana, "x", topic)
    sent = await telegram.call("sendMessage", {**place, "text": "x"})
    clock.skip(timedelta(days=400))
    assert await telegram.call("deleteForumTopic", place) is True
    assert said.gone
    assert [message for message in forum.messages if message.text] == kept
    assert other.messages == [other.opening, kept[0]]
    assert topic.id not in forum.topics
    assert await refusal(telegram, "sendMessage", **place, text="x") == NOT_FOUND
    assert (
        await refusal(telegram, "closeForumTopic", **place) == "400 Bad Request: TOPIC_ID_INVALID"
    )
    edit = {"chat_id": forum.id, "message_id": sent["message_id"], "text": "y"}
    assert (
        await refusal(telegram, "editMessageText", **edit)
        == "400 Bad Request: message to edit not found"
    )


RIGHTLESS: list[tuple[str, dict[str, Any], str]] = [
    ("createForumTopic", {"name": "x"}, "not enough rights to create a topic"),
    ("editForumTopic", {"message_thread_id": "TOPIC", "name": "x"}, "not enough rights to edit the topic"),
    ("closeForumTopic", {"message_thread_id": "TOPIC"}, "not enough rights to close or open the topic"),
    ("reopenForumTopic", {"message_thread_id": "TOPIC"}, "not enough rights to close or open the topic"),
    ("deleteForumTopic", {"message_thread_id": "TOPIC"}, "not enough rights to delete the topic"),
    ("deleteMessage", {"message_id": "SAID"}, "message can't be deleted"),
    ("deleteMessages", {"message_ids": ["SAID"]}, "message can't be deleted"),
]  # fmt: skip


@pytest.mark.parametrize("led", [True, False], ids=["an administrator without them", "a member"])
@pytest.mark.parametrize(("method", "params", "words"), RIGHTLESS)
async def test_without_the_right_it_is_refused(
    telegram: Telegram,
    forum: Forum,
    topic: Topic,
    ana: Phone,
    method: str,
    params: dict[str, Any],
    words: str,
    led: bool,
) -> None:
    said = forum.say(ana, "x", topic)
    forum.promote_bot(can_pin_messages=True) if led else forum.demote_bot()
    given = meant(params, forum, topic)
    given = {
        k: said.id if v == "SAID" else [said.id] if v == ["SAID"] else v for k, v in given.items()
    }
    assert await refusal(telegram, method, **given) == f"400 Bad Request: {words}"
    forum.promote_bot(**RIGHTS)
    if method != "reopenForumTopic":
        assert await telegram.call(method, given)


async def test_who_may_write_into_a_closed_topic(
    telegram: Telegram, forum: Forum, topic: Topic, ana: Phone
) -> None:
    made = await telegram.call("createForumTopic", {"chat_id": forum.id, "name": "x"})
    own = forum.topics[made["message_thread_id"]]
    for one in (topic, own):
        forum.close_topic(ana, one)
    theirs = {"chat_id": forum.id, "text": "x", "message_thread_id": topic.id}
    await telegram.call("sendMessage", theirs)
    forum.promote_bot(can_delete_messages=True)
    closed = "400 Bad Request: TOPIC_CLOSED"
    assert await refusal(telegram, "sendMessage", **theirs) == closed
    reply = {
        "chat_id": forum.id,
        "text": "x",
        "reply_parameters": {"message_id": topic.messages[-1].id},
    }
    assert await refusal(telegram, "sendMessage", **reply) == closed, (
        "a reply goes where it replies"
    )
    await telegram.call("sendMessage", {**theirs, "message_thread_id": own.id})
    forum.reopen_topic(ana, topic)
    await telegram.call("sendMessage", theirs)


async def test_members_may_be_let_make_topics(telegram: Telegram, forum: Forum) -> None:
    forum.demote_bot()
    forum.permissions = {**forum.permissions, "can_manage_topics": True}
    assert await telegram.call("createForumTopic", {"chat_id": forum.id, "name": "x"})


async def test_topics_cannot_be_mixed(
    telegram: Telegram, forum: Forum, topic: Topic, ana: Phone
) -> None:
    said = forum.say(ana, "x")
    params = {"chat_id": forum.id, "text": "y", "reply_parameters": {"message_id": said.id}}
    told = await refusal(telegram, "sendMessage", **params, message_thread_id=topic.id)
    assert (
        told == "400 Bad Request: stricter than Telegram: replies across topics are not simulated"
    )
    await telegram.call("sendMessage", params)
    inside = forum.say(ana, "z", topic)
    params["reply_parameters"] = {"message_id": inside.id, "quote": "z"}
    sent = await telegram.call("sendMessage", params)
    assert sent["message_thread_id"] == topic.id
    assert sent["quote"] == {"text": "z", "position": 0, "is_manual": True}


async def test_a_group_without_topics_passes_over_their_ids(
    telegram: Telegram, forum: Forum
) -> None:
    forum.chat.forum = False
    sent = await telegram.call(
        "sendMessage", {"chat_id": forum.id, "text": "x", "message_thread_id": 999}
    )
    assert "message_thread_id" not in sent
    told = await refusal(telegram, "createForumTopic", chat_id=forum.id, name="x")
    assert told == "400 Bad Request: the chat is not a forum"


async def test_what_happened_and_what_is_protected_is_not_copied(
    telegram: Telegram, forum: Forum, topic: Topic, ana: Phone
) -> None:
    said = forum.send_photo(ana, topic=topic)
    place = {"chat_id": ana.chat_id, "from_chat_id": forum.id}
    told = await refusal(telegram, "copyMessage", **place, message_id=topic.id)
    assert told == "400 Bad Request: the message can't be copied"
    await telegram.call("copyMessage", {**place, "message_id": said.id})
    assert ana.last.photo == DOT
    forum.protected = True
    told = await refusal(telegram, "copyMessage", **place, message_id=said.id)
    assert told == "400 Bad Request: message has protected content and can't be forwarded"


@pytest.mark.parametrize("kind", ["document", "photo", "voice", "video", "sticker", "contact"])
async def test_a_copy_into_a_topic_bears_the_thing_and_no_author(
    telegram: Telegram, forum: Forum, topic: Topic, ana: Phone, kind: str
) -> None:
    bob = telegram.phone("Bob", "en")
    sent = getattr(bob, f"send_{kind}")()
    params = {"chat_id": forum.id, "from_chat_id": bob.chat_id, "message_id": sent.id}
    quiet = {"message_thread_id": topic.id, "protect_content": True}
    answer = await telegram.call("copyMessage", {**params, **quiet})
    copy = topic.messages[-1]
    assert answer == {"message_id": copy.id}
    assert kind in copy.json()
    assert (copy.sender, copy.protected) == (telegram.me, True)
    assert "Bob" not in str(copy.json())


WHERE = [
    ("kicked", "403 Forbidden: bot was kicked from the supergroup chat"),
    ("left", "403 Forbidden: bot is not a member of the supergroup chat"),
]


@pytest.mark.parametrize(("status", "words"), WHERE)
@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendMessage", {"text": "x"}),
        ("createForumTopic", {"name": "x"}),
        ("editMessageText", {"message_id": 3, "text": "x"}),
        ("setMessageReaction", {"message_id": 3}),
        ("deleteMessage", {"message_id": 3}),
        ("getChat", {}),
        ("getChatMember", {"user_id": 1}),
        ("getChatAdministrators", {}),
        ("leaveChat", {}),
    ],
)
async def test_outside_the_bot_can_do_nothing(
    telegram: Telegram, forum: Forum, status: str, words: str, method: str, params: dict[str, Any]
) -> None:
    if status == "kicked":
        forum.remove_bot()
    else:
        await telegram.call("leaveChat", {"chat_id": forum.id})
    assert await refusal(telegram, method, chat_id=forum.id, **params) == words


async def test_a_group_it_was_never_in_does_not_exist(telegram: Telegram, ana: Phone) -> None:
    forum = telegram.forum("Ailleurs", ana)
    told = await refusal(telegram, "getChat", chat_id=forum.id)
    assert told == "400 Bad Request: chat not found"


async def test_the_old_number_of_a_group_names_the_new(
    telegram: Telegram, forum: Forum, topic: Topic
) -> None:
    old = forum.id
    new = forum.upgrade()
    reason = "400 Bad Request: group chat was upgraded to a supergroup chat"
    assert await refusal(telegram, "sendMessage", chat_id=old, text="x") == reason
    assert telegram.refused[-1].mistake is not None
    assert telegram.refused[-1].mistake.body()["parameters"] == {"migrate_to_chat_id": new}
    params = {"chat_id": new, "text": "x", "message_thread_id": topic.id}
    await telegram.call("sendMessage", params)


async def test_what_is_told_of_a_group(telegram: Telegram, forum: Forum) -> None:
    forum.username = "benevoles"
    told = await telegram.call("getChat", {"chat_id": forum.id})
    assert told["type"] == "supergroup"
    assert (told["is_forum"], told["username"]) == (True, "benevoles")
    assert told["has_visible_history"] is True
    assert told["permissions"]["can_send_messages"] is True
    assert "has_protected_content" not in told
    forum.protected, forum.visible_history = True, False
    told = await telegram.call("getChat", {"chat_id": forum.id})
    assert told["has_protected_content"] is True
    assert "has_visible_history" not in told
    forum.visible_history = True
    forum.demote_bot()
    told = await telegram.call("getChat", {"chat_id": forum.id})
    assert "has_visible_history" not in told, "to administrators alone"


async def test_who_is_in_a_group(telegram: Telegram, forum: Forum, ana: Phone) -> None:
    bob, eve, zoe = (telegram.phone(name, "en") for name in ("Bob", "Eve", "Zoé"))
    forum.join(bob)
    forum.promote(bob)
    forum.join(eve)

    async def status(user_id: int) -> Any:
        told = await telegram.call("getChatMember", {"chat_id": forum.id, "user_id": user_id})
        return told["status"]

    people = (ana.chat_id, bob.chat_id, eve.chat_id, zoe.chat_id, telegram.me["id"])
    assert [await status(one) for one in people] == [
        "creator",
        "administrator",
        "member",
        "left",
        "administrator",
    ]
    forum.leave(bob)
    forum.remove(eve)
    assert [await status(one) for one in people[1:3]] == ["left", "kicked"]
    led = await telegram.call("getChatAdministrators", {"chat_id": forum.id})
    assert [one["user"]["first_name"] for one in led] == ["Ana"]
    both = {"chat_id": forum.id, "return_bots": True}
    assert len(await telegram.call("getChatAdministrators", both)) == 2


async def test_a_message_in_a_group_bears_a_reaction(
    telegram: Telegram, forum: Forum, topic: Topic, ana: Phone
) -> None:
    said = forum.say(ana, "x", topic)
    eyes = [{"type": "emoji", "emoji": "👀"}]
    place = {"chat_id": forum.id, "message_id": said.id}
    await telegram.call("setMessageReaction", {**place, "reaction": eyes})
    assert said.reaction == "👀"


async def test_a_group_bears_so_many_calls_a_minute(
    telegram: Telegram, forum: Forum, topic: Topic, ana: Phone, clock: Clock
) -> None:
    forum.per_minute = 7
    place, inside = {"chat_id": forum.id}, {"chat_id": forum.id, "message_thread_id": topic.id}
    private = ana.messages[0]
    copied = {"from_chat_id": ana.chat_id, "message_id": private.id}
    sent = (await telegram.call("sendMessage", {**inside, "text": "x"}))["message_id"]
    clock.skip(timedelta(seconds=10))
    await telegram.call("editMessageText", {**place, "message_id": sent, "text": "y"})
    await telegram.call("setMessageReaction", {**place, "message_id": sent})
    await telegram.call("createForumTopic", {**place, "name": "y"})
    await telegram.call("copyMessage", {**inside, **copied})
    await telegram.call("sendPhoto", inside, {"photo": Upload("a.png", DOT)})
    await telegram.call("deleteMessage", {**place, "message_id": sent})
    with pytest.raises(Mistake) as caught:
        await telegram.call("closeForumTopic", inside)
    assert caught.value.code == 429
    assert caught.value.parameters == {"retry_after": 50}
    # what only asks is free, and so is every other chat
    await telegram.call("getChat", place)
    await telegram.call("sendChatAction", {**inside, "action": "typing"})
    await telegram.call("sendMessage", {"chat_id": ana.chat_id, "text": "x"})
    clock.skip(timedelta(seconds=50))
    await telegram.call("closeForumTopic", inside)
    assert await refusal(telegram, "sendMessage", **inside, text="z") == (
        "429 Too Many Requests: retry after 10"
    )
    assert [call.method for call in telegram.refused] == ["closeForumTopic", "sendMessage"]
    times = [call.at for call in telegram.calls if call.method == "closeForumTopic"]
    assert times[1] - times[0] == timedelta(seconds=50)


async def test_a_group_bears_any_number_unless_a_test_says_otherwise(
    telegram: Telegram, forum: Forum
) -> None:
    for _ in range(50):
        await telegram.call("sendMessage", {"chat_id": forum.id, "text": "x"})
    assert telegram.refused == []


async def test_a_copy_carries_the_marks_that_somebody_made_and_a_text_does_not(
    telegram: Telegram, forum: Forum, topic: Topic, ana: Phone
) -> None:
    mention = {"type": "text_mention", "offset": 0, "length": 3, "user": ana.user}
    link = {"type": "text_link", "offset": 4, "length": 3, "url": "https://example.org/"}
    said = forum.say(ana, "Ana ici", topic, entities=[mention, link])
    assert said.html == (
        f'<a href="tg://user?id={ana.chat_id}">Ana</a> <a href="https://example.org/">ici</a>'
    )
    place = {"chat_id": ana.chat_id}
    await telegram.call("copyMessage", {**place, "from_chat_id": forum.id, "message_id": said.id})
    assert [entity.json() for entity in ana.last.words.entities] == [mention, link]
    sent = await telegram.call("sendMessage", {**place, "text": said.text})
    assert "entities" not in sent
