"""What the bot changes and takes back.

https://core.telegram.org/bots/api#updating-messages
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.playground import markup
from bot.playground.chats import Message
from bot.playground.entities import Text
from bot.playground.members import standing
from bot.playground.mistake import bad
from bot.playground.parameters import Params
from bot.playground.sending import caption, text

if TYPE_CHECKING:
    from bot.playground.telegram import Telegram

MOST_AT_ONCE = 100  # ids in one deleteMessages
DELETABLE = timedelta(hours=48)
# https://core.telegram.org/bots/api#reactiontypeemoji
_EMOJI = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 "
    "🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡"
)
_REACTIONS = frozenset(_EMOJI.split())


def edit_text(telegram: Telegram, params: Params) -> dict[str, Any]:
    """Answer editMessageText."""
    words, message = text(params), _editable(telegram, params)
    if message.attachment:
        raise bad("there is no text in the message to edit")
    return _edit(telegram, message, words, params)


def edit_caption(telegram: Telegram, params: Params) -> dict[str, Any]:
    """Answer editMessageCaption."""
    words, message = caption(params), _editable(telegram, params)
    if not message.attachment:
        raise bad("there is no caption in the message to edit")
    return _edit(telegram, message, words, params)


def edit_markup(telegram: Telegram, params: Params) -> dict[str, Any]:
    """Answer editMessageReplyMarkup."""
    message = _editable(telegram, params)
    return _edit(telegram, message, message.words, params)


def delete(telegram: Telegram, params: Params) -> bool:
    """Answer deleteMessage."""
    chat = telegram.readable(params.get("chat_id"))
    if "message_id" not in params:
        raise bad("message identifier is not specified")
    message = chat.find(params["message_id"])
    if message is None:
        raise bad("message to delete not found")
    _check_deletable(telegram, message)
    chat.drop(message)
    return True


def delete_many(telegram: Telegram, params: Params) -> bool:
    """Answer deleteMessages, which passes over what is not there."""
    chat, ids = telegram.readable(params.get("chat_id")), params.get("message_ids")
    if not isinstance(ids, list) or not ids:
        raise bad("message identifiers are not specified")
    if len(ids) > MOST_AT_ONCE:
        raise bad("too many message identifiers specified")
    there = [message for one in ids if (message := chat.find(int(one)))]
    for message in there:
        _check_deletable(telegram, message)
    for message in there:
        chat.drop(message)
    return True


def react(telegram: Telegram, params: Params) -> bool:
    """Answer setMessageReaction: a bot has one reaction at most."""
    chat = telegram.reachable(params.get("chat_id"))
    message = chat.find(params.get("message_id", 0))
    if message is None:
        raise bad("message to react not found")
    wanted = params.get("reaction") or []
    if len(wanted) > 1:
        raise bad("REACTIONS_TOO_MANY")
    emoji = wanted[0].get("emoji") if wanted else None
    if wanted and emoji not in _REACTIONS:
        raise bad("REACTION_INVALID")
    message.reaction = emoji
    chat.touch(message)
    return True


def _edit(telegram: Telegram, message: Message, words: Text, params: Params) -> dict[str, Any]:
    keyboard = markup.checked(params.get("reply_markup"), inline_only=True)
    if (words, keyboard) == (message.words, message.keyboard):
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly"
            " the same as a current content and reply markup of the message"
        )
    if words != message.words:
        message.edited_at = telegram.clock.now()
    message.words, message.keyboard = words, keyboard
    message.chat.touch(message)
    return message.json()


def _editable(telegram: Telegram, params: Params) -> Message:
    if "message_id" not in params:
        raise bad("message identifier is not specified")
    chat = telegram.reachable(params.get("chat_id"))
    message = chat.find(params["message_id"])
    if message is None:
        raise bad("message to edit not found")
    if message.mine or message.service or not message.inline:
        raise bad("message can't be edited")
    return message


def _check_deletable(telegram: Telegram, message: Message) -> None:
    place = standing(telegram, message.chat)
    others = message.sender["id"] != telegram.me["id"]
    if "forum_topic_created" in message.service:
        raise bad("message can't be deleted")
    if message.chat.members and others and not place.may("can_delete_messages"):
        raise bad("message can't be deleted")
    if telegram.clock.now() - message.at >= DELETABLE:
        raise bad("message can't be deleted for everyone")
