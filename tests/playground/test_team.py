"""The volunteers' group: who is in it, what the page is shown of it, and what one does there."""

from typing import Any

import pytest

from bot.playground import team
from bot.playground.forum import Forum
from bot.playground.phone import Phone
from bot.playground.teamwork import volunteers
from bot.playground.telegram import Telegram
from bot.playground.topics import Topic


@pytest.fixture
def forum(telegram: Telegram) -> Forum:
    return volunteers(telegram)


@pytest.fixture
def lou(forum: Forum) -> Phone:
    return forum.owner


@pytest.fixture
def robin(forum: Forum) -> Phone:
    return next(one for one in forum.telegram.phones.values() if one is not forum.owner)


def line(forum: Forum, topic: Topic, *people: Phone) -> dict[str, Any]:
    """Return what the list of topics says of one."""
    lines: list[dict[str, Any]] = team.group(forum, people)["topics"]
    return next(one for one in lines if one["id"] == topic.id)


def said(forum: Forum, topic: Topic, reader: Phone) -> list[dict[str, Any]]:
    """Return all that stands in a topic."""
    messages: list[dict[str, Any]] = team.thread(forum, topic, reader, 0, None)["changed"]
    return messages


def test_the_group_has_two_volunteers_and_the_bot_leads(forum: Forum) -> None:
    people = list(forum.telegram.phones.values())
    told = team.group(forum, people)["people"]
    assert [(one["name"], one["language"]) for one in told] == [
        ("Lou", "fr"), ("Robin", "en"), (forum.title, ""),
    ]  # fmt: skip
    assert all(one["inside"] for one in told)
    assert not forum.visible_history
    assert forum.bot.status == "administrator"
    assert forum.bot.may("can_manage_topics")
    assert forum.bot.may("can_delete_messages")


def test_who_has_left_is_shown_as_outside(forum: Forum, lou: Phone, robin: Phone) -> None:
    forum.leave(robin)
    told = team.group(forum, [lou, robin])["people"]
    assert [one["inside"] for one in told] == [True, False, True]
    last = said(forum, forum.general, lou)[-1]
    assert (last["service"], last["text"]) == ("left", "Robin")


def test_a_group_that_none_of_them_leads_writes_nothing_itself(forum: Forum, robin: Phone) -> None:
    told = team.group(forum, [robin])["people"]
    assert [one["name"] for one in told] == ["Robin"]


async def test_only_what_the_bot_writes_is_counted_as_new(forum: Forum, lou: Phone) -> None:
    topic = forum.open_topic(lou, "Renard")
    forum.say(lou, "Bonjour", topic)
    forum.say(lou, "Bonsoir", topic, anonymous=True)
    assert line(forum, topic)["replies"] == 0
    sent = {"chat_id": forum.id, "message_thread_id": topic.id, "text": "Une question"}
    await forum.telegram.call("sendMessage", sent)
    assert line(forum, topic)["replies"] == 1
    assert line(forum, topic)["last"]["text"] == "Une question"
    assert line(forum, topic)["last"]["name"] == "Traits"


def test_the_owner_and_whoever_opened_a_topic_may_close_it(
    forum: Forum, lou: Phone, robin: Phone
) -> None:
    his, hers = forum.open_topic(robin, "Loutre"), forum.open_topic(lou, "Renard")
    both = [lou.chat_id, robin.chat_id, team.AS_GROUP]
    assert line(forum, his, lou, robin)["managers"] == both
    assert line(forum, hers, lou, robin)["managers"] == [lou.chat_id, team.AS_GROUP]


def test_a_message_bears_its_author_its_quote_and_its_events(
    forum: Forum, lou: Phone, robin: Phone
) -> None:
    topic = forum.open_topic(lou, "Renard")
    first = forum.say(robin, "They must not ask for that.", topic)
    forum.say(lou, "Merci", topic, reply_to=first, quote="must not")
    forum.say(lou, "À tous", topic, anonymous=True)
    forum.rename_topic(lou, topic, "Renard roux")
    forum.close_topic(lou, topic)
    told = said(forum, topic, lou)
    assert [one["name"] for one in told] == ["Lou", "Robin", "Lou", forum.title, "Lou", "Lou"]
    assert [one["service"] for one in told] == [
        "topic-created", None, None, None, "topic-renamed", "topic-closed",
    ]  # fmt: skip
    assert told[0]["text"] == "Renard"
    assert told[2]["reply"] == {"id": first.id, "mine": True, "text": "must not", "name": "Robin"}
    assert told[3]["from"]["id"] == team.AS_GROUP
    assert told[4]["text"] == "Renard roux"


async def test_the_group_offers_its_own_commands_before_those_of_all(
    forum: Forum, lou: Phone
) -> None:
    async def offer(command: str, **scope: Any) -> None:
        commands = [{"command": command, "description": "…"}]
        await forum.telegram.call("setMyCommands", {"commands": commands, **scope})

    def offered() -> list[str]:
        menu = team.thread(forum, forum.general, lou, 0, None)["menu"]
        return [one["command"] for one in menu]

    assert offered() == []
    await offer("help")
    assert offered() == ["help"]
    await offer("desk", scope={"type": "chat", "chat_id": forum.id})
    assert offered() == ["desk"]
