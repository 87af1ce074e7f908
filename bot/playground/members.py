"""Who is in a group, and what each may do there.

https://core.telegram.org/bots/api#chatmember
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.playground.mistake import bad
from bot.playground.parameters import Params

if TYPE_CHECKING:
    from bot.playground.chats import Chat
    from bot.playground.telegram import Telegram

User = dict[str, Any]

RIGHTS = (
    "can_manage_chat", "can_change_info", "can_delete_messages", "can_invite_users",
    "can_restrict_members", "can_pin_messages", "can_manage_topics", "can_promote_members",
    "can_manage_video_chats", "can_post_stories", "can_edit_stories", "can_delete_stories",
    "can_manage_tags", "is_anonymous",
)  # fmt: skip
# what the app ticks when somebody is made an administrator
USUAL = frozenset(RIGHTS) - {"can_promote_members", "is_anonymous"}
# https://core.telegram.org/bots/api#chatpermissions: a new group's, save that topics are kept few
PERMISSIONS = {
    **dict.fromkeys(
        ("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos",
         "can_send_videos", "can_send_video_notes", "can_send_voice_notes", "can_send_polls",
         "can_send_other_messages", "can_add_web_page_previews", "can_react_to_messages",
         "can_edit_tag", "can_invite_users"), True),
    **dict.fromkeys(("can_change_info", "can_pin_messages", "can_manage_topics"), False),
}  # fmt: skip
_THERE = {"creator", "administrator", "member"}


@dataclass(frozen=True, slots=True)
class Member:
    """One person's place in a group, also of one who has left."""

    user: User
    status: str = "left"
    rights: frozenset[str] = frozenset()

    @property
    def there(self) -> bool:
        """Tell whether they are in the group."""
        return self.status in _THERE

    @property
    def leads(self) -> bool:
        """Tell whether they are an administrator, or the one who made the group."""
        return self.status in {"creator", "administrator"}

    def may(self, right: str) -> bool:
        """Tell whether they have a right of administrators."""
        return self.status == "creator" or right in self.rights

    def json(self) -> dict[str, Any]:
        """Return it as the Bot API writes it."""
        told: dict[str, Any] = {"user": self.user, "status": self.status}
        if self.status == "creator":
            told["is_anonymous"] = False
        elif self.status == "administrator":
            told |= {"can_be_edited": False, **{name: name in self.rights for name in RIGHTS}}
            told["can_manage_voice_chats"] = told["can_manage_video_chats"]
        elif self.status == "kicked":
            told["until_date"] = 0
        return told


class Members:
    """Everybody who was ever in a group."""

    def __init__(self) -> None:
        self._known: dict[int, Member] = {}

    def get(self, user_id: int) -> Member | None:
        """Return somebody's place, nothing for one who was never there."""
        return self._known.get(user_id)

    def of(self, user: User) -> Member:
        """Return somebody's place, with those who were never there as having left."""
        return self._known.get(user["id"], Member(user))

    def put(self, user: User, status: str, rights: Iterable[str] = ()) -> tuple[Member, Member]:
        """Change somebody's place; return what it was and what it is."""
        given = frozenset(rights)
        if unknown := given - set(RIGHTS):
            raise ValueError(f"no right of administrators: {', '.join(sorted(unknown))}")
        if status == "administrator":
            given |= {"can_manage_chat"}
        old, new = self.of(user), Member(user, status, given)
        self._known[user["id"]] = new
        return old, new

    @property
    def leaders(self) -> list[Member]:
        """Return the administrators, the one who made the group among them."""
        return [member for member in self._known.values() if member.leads]

    @property
    def there(self) -> list[Member]:
        """Return everybody in the group."""
        return [member for member in self._known.values() if member.there]


def get_chat_member(telegram: Telegram, params: Params) -> dict[str, Any]:
    """Answer getChatMember."""
    chat = telegram.reachable(params.get("chat_id"))
    user_id = params.get("user_id", 0)
    if user_id <= 0:
        raise bad("invalid user_id specified")
    if chat.members is None:
        raise bad("member not found")  # of a private chat, nobody asks
    if member := chat.members.get(user_id):
        return member.json()
    if user_id not in telegram.phones:
        raise bad("member not found")
    return Member(telegram.phones[user_id].user).json()


def get_chat_administrators(telegram: Telegram, params: Params) -> list[dict[str, Any]]:
    """Answer getChatAdministrators: without bots, unless asked for them."""
    members = telegram.reachable(params.get("chat_id")).members
    if members is None:
        raise bad("there are no administrators in the private chat")
    bots = params.get("return_bots", False)
    return [one.json() for one in members.leaders if bots or not one.user["is_bot"]]


def leave_chat(telegram: Telegram, params: Params) -> bool:
    """Answer leaveChat."""
    chat = telegram.chat(params.get("chat_id"))
    if chat.members is None:
        raise bad("chat member status can't be changed in private chats")
    telegram.readable(chat.id)
    chat.members.put(telegram.me, "left")
    chat.touch()
    return True


def standing(telegram: Telegram, chat: Chat) -> Member:
    """Return the bot's own place in a chat; in a private one it may do everything but lead."""
    return chat.members.of(telegram.me) if chat.members else Member(telegram.me, "member")
