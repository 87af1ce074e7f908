"""What the page is shown of the volunteers' group: who is in it, its topics, and one of them."""

from collections.abc import Sequence
from typing import Any

from bot.playground import view
from bot.playground.chats import Message
from bot.playground.forum import Forum
from bot.playground.members import Member
from bot.playground.phone import Phone
from bot.playground.topics import Topic

AS_GROUP = 0  # an administrator who writes as the group, where people have their id
# what happens in a group, in the page's words
EVENTS = {
    "forum_topic_created": "topic-created",
    "forum_topic_edited": "topic-renamed",
    "forum_topic_closed": "topic-closed",
    "forum_topic_reopened": "topic-reopened",
    "new_chat_members": "joined",
    "left_chat_member": "left",
    "supergroup_chat_created": "group-created",
    "migrate_from_chat_id": "group-moved",
    "pinned_message": "pinned",
}


def group(forum: Forum, people: Sequence[Phone]) -> dict[str, Any]:
    """Return who may write, the group itself among them, and a line for each topic."""
    places = [_place(forum, one) for one in people]
    told = [
        {
            "id": one.chat_id,
            "name": one.first_name,
            "language": one.language,
            "inside": place.there,
            "owner": place.status == "creator",
        }
        for one, place in zip(people, places, strict=True)
    ]
    if any(place.leads for place in places):
        told.append({"id": AS_GROUP, "name": forum.title, "language": "", "inside": True})
    return {
        "title": forum.title,
        "link": f"https://t.me/c/{str(forum.id).removeprefix('-100')}/",
        "bot": forum.telegram.me["first_name"],
        "people": told,
        "topics": [_line(one, places) for one in (forum.general, *forum.topics.values())],
    }


def thread(
    forum: Forum, topic: Topic, reader: Phone, since: int, heard: int | None
) -> dict[str, Any]:
    """Return a topic as ``reader`` sees it, with those messages that changed after ``since``."""
    shown = topic.messages
    return {
        "revision": forum.chat.revision,
        "ids": [one.id for one in shown],
        "changed": [_message(one) for one in shown if one.revision > since],
        "menu": _menu(forum, reader.language),
        **view.answers(reader, heard),
    }


def _menu(forum: Forum, language: str) -> list[dict[str, str]]:
    """Return the commands that are offered in the group.

    https://core.telegram.org/bots/api#determining-list-of-commands
    """
    scopes: list[dict[str, Any] | None] = [
        {"type": "chat", "chat_id": forum.id},
        {"type": "all_group_chats"},
        None,
    ]
    spoken = [(scope, one) for scope in scopes for one in (language, "")]
    offered = (forum.telegram.profile.commands(scope, one) for scope, one in spoken)
    return next((one for one in offered if one), [])


def _place(forum: Forum, phone: Phone) -> Member:
    members = forum.chat.members
    return members.of(phone.user) if members else Member(phone.user)


def _line(topic: Topic, places: Sequence[Member]) -> dict[str, Any]:
    shown = topic.messages
    last = shown[-1] if shown else None
    managers = [one.user["id"] for one in places if _manages(topic, one)]
    return {
        "id": topic.id,
        "name": topic.name,
        "color": f"#{topic.icon_color:06x}",
        "closed": topic.closed,
        "managers": [*managers, AS_GROUP],
        "replies": sum(not one.mine and not one.service for one in shown),
        "last": {"text": view.snippet(last), **_signed(last)} if last else None,
        "newest": last.id if last else 0,
    }


def _manages(topic: Topic, place: Member) -> bool:
    """Tell whether somebody may close it, and write in it when it is closed."""
    return place.may("can_manage_topics") or place.user["id"] == topic.creator["id"]


def _message(message: Message) -> dict[str, Any]:
    told = {**view.message(message), **_signed(message)}
    if message.reply_to:
        told["reply"]["name"] = _author(message.reply_to)["name"]
    return told


def _signed(message: Message) -> dict[str, Any]:
    """Return who wrote a message, and what it says has happened if it does."""
    author = _author(message)
    told = {"from": author, "name": author["name"], "service": None}
    for event, value in message.service.items():
        about = value[0] if isinstance(value, list) else value
        named = about.get("name") or about.get("first_name") if isinstance(about, dict) else None
        return {**told, "service": EVENTS.get(event, event), "text": named or ""}
    return told


def _author(message: Message) -> dict[str, Any]:
    if message.sender_chat:
        return {"id": AS_GROUP, "name": message.sender_chat["title"]}
    return {"id": message.sender["id"], "name": message.sender["first_name"]}
