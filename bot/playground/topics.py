"""Topics of a forum, and what the bot may do to them.

https://core.telegram.org/bots/api#createforumtopic
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.playground import updates
from bot.playground.entities import units
from bot.playground.members import Member, User, standing
from bot.playground.mistake import bad, strict
from bot.playground.parameters import Params

if TYPE_CHECKING:
    from bot.playground.chats import Chat, Message
    from bot.playground.telegram import Telegram

GENERAL = 1
LONGEST = 128
# https://core.telegram.org/bots/api#createforumtopic names these six
COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)


@dataclass(eq=False)
class Topic:
    """One topic; its messages are those of the chat that bear its id."""

    id: int
    chat: Chat
    name: str
    icon_color: int
    creator: User
    opening: Message | None = None  # the service message that it stands on
    closed: bool = False

    @property
    def messages(self) -> list[Message]:
        """Return what stands in it, in order."""
        thread = None if self.id == GENERAL else self.id
        return [message for message in self.chat.screen if message.thread == thread]

    def json(self) -> dict[str, Any]:
        """Return it as the Bot API writes it."""
        return {"message_thread_id": self.id, "name": self.name, "icon_color": self.icon_color}

    def writable(self, member: Member) -> bool:
        """Tell whether somebody may write here."""
        open_to_them = member.may("can_manage_topics") or member.user["id"] == self.creator["id"]
        return not self.closed or open_to_them


def begin(telegram: Telegram, chat: Chat, user: User, name: str, colour: int) -> Topic:
    """Open a topic: its id is that of the service message it begins with."""
    event = {"forum_topic_created": {"name": name, "icon_color": colour}}
    opening = updates.serve(telegram, chat, user, event, opens=True)
    topic = Topic(opening.id, chat, name, colour, user, opening)
    chat.topics[topic.id] = topic
    return topic


def rename(telegram: Telegram, topic: Topic, user: User, name: str) -> None:
    """Give a topic another name."""
    topic.name = name
    updates.serve(telegram, topic.chat, user, {"forum_topic_edited": {"name": name}}, topic.id)


def shut(telegram: Telegram, topic: Topic, user: User, *, closed: bool) -> None:
    """Close a topic, or open it again."""
    topic.closed = closed
    event = "forum_topic_closed" if closed else "forum_topic_reopened"
    updates.serve(telegram, topic.chat, user, {event: {}}, topic.id)


def drop(topic: Topic) -> None:
    """Take a topic away, with everything in it."""
    for message in topic.messages:
        topic.chat.drop(message)
    del topic.chat.topics[topic.id]
    topic.chat.touch()


def place(telegram: Telegram, chat: Chat, thread: int) -> int | None:
    """Return the topic in which something of the bot's is to stand, or refuse it."""
    if thread <= 0:
        return None
    if not chat.forum and chat.members is not None:
        return None  # Telegram passes over it
    if thread not in chat.topics:  # General is none of them
        raise bad("message thread not found")
    if not chat.topics[thread].writable(standing(telegram, chat)):
        raise bad("TOPIC_CLOSED")
    return thread


def create(telegram: Telegram, params: Params) -> dict[str, Any]:
    """Answer createForumTopic."""
    chat = _forum(telegram, params)
    if not _may_manage(telegram, chat) and not chat.permissions["can_manage_topics"]:
        raise bad("not enough rights to create a topic")
    name, colour = _name(params.get("name", "")), params.get("icon_color", COLOURS[0])
    if not name:
        raise bad("name must be non-empty")
    if colour not in COLOURS:
        raise bad("TOPIC_ICON_COLOR_INVALID")
    return begin(telegram, chat, telegram.me, name, colour).json()


def edit(telegram: Telegram, params: Params) -> bool:
    """Answer editForumTopic, which changes nothing when no name is given."""
    topic = _topic(telegram, params, "edit the topic")
    name = _name(params.get("name", ""))
    if params.get("name") and not name:
        raise bad("name must be non-empty")
    if not name:
        return True
    if name == topic.name:
        raise bad("TOPIC_NOT_MODIFIED")
    rename(telegram, topic, telegram.me, name)
    return True


def close(telegram: Telegram, params: Params) -> bool:
    """Answer closeForumTopic."""
    return _toggle(telegram, params, closed=True)


def reopen(telegram: Telegram, params: Params) -> bool:
    """Answer reopenForumTopic."""
    return _toggle(telegram, params, closed=False)


def delete(telegram: Telegram, params: Params) -> bool:
    """Answer deleteForumTopic."""
    chat = _forum(telegram, params)
    _check_id(params)
    if not standing(telegram, chat).may("can_delete_messages"):
        raise bad("not enough rights to delete the topic")
    topic = chat.topics.get(params["message_thread_id"])
    if topic is None or topic.id == GENERAL:
        raise bad("TOPIC_ID_INVALID")
    drop(topic)
    return True


def _toggle(telegram: Telegram, params: Params, *, closed: bool) -> bool:
    topic = _topic(telegram, params, "close or open the topic")
    if topic.closed == closed:
        raise bad("TOPIC_NOT_MODIFIED")
    shut(telegram, topic, telegram.me, closed=closed)
    return True


def _forum(telegram: Telegram, params: Params) -> Chat:
    chat = telegram.reachable(params.get("chat_id"))
    if not chat.forum:
        raise bad("the chat is not a forum")
    return chat


def _topic(telegram: Telegram, params: Params, deed: str) -> Topic:
    chat = _forum(telegram, params)
    _check_id(params)
    topic = chat.topics.get(params["message_thread_id"])
    if topic is None:
        raise bad("TOPIC_ID_INVALID")
    if not _may_manage(telegram, chat) and topic.creator is not telegram.me:
        raise bad(f"not enough rights to {deed}")
    return topic


def _check_id(params: Params) -> None:
    if params.get("message_thread_id", 0) <= 0:
        raise bad("invalid forum topic identifier specified")


def _may_manage(telegram: Telegram, chat: Chat) -> bool:
    return standing(telegram, chat).may("can_manage_topics")


def _name(given: str) -> str:
    name = " ".join(given.split())
    if units(name) > LONGEST:
        raise strict(f"a topic's name has 1 to {LONGEST} characters, the rest would be cut off")
    return name
