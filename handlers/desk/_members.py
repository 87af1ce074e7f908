"""Who may do what in the volunteers' group: asked of Telegram, remembered for a while."""

from datetime import timedelta

from telegram import ChatMember
from telegram.error import BadRequest, Forbidden, TelegramError

from db.store import Away
from handlers.context import Context

_FRESH = timedelta(minutes=10)
_COORDINATORS = {ChatMember.OWNER, ChatMember.ADMINISTRATOR}
VOLUNTEER, COORDINATOR = "volunteer", "coordinator"


def revoke(context: Context, chat_id: int, user_id: int) -> None:
    """Forget a role: something changed."""
    context.services.volunteers.roles.pop((chat_id, user_id), None)


async def role(context: Context) -> str | None:
    """Return the role of whoever sent this update; bots, channels and strangers have none."""
    chat, user = context.arrival.effective_chat, context.arrival.effective_user
    assert chat is not None  # noqa: S101  the room's updates come from a group
    pressed = context.arrival.callback_query is not None
    message = context.arrival.effective_message
    writer = message.sender_chat if message and not pressed else None
    if writer is not None:  # an anonymous administrator writes as the group itself
        return COORDINATOR if writer.id == chat.id else None
    if user is None or user.is_bot:
        return None
    known = context.services.volunteers.roles
    found = known.get((chat.id, user.id))
    # a message comes from within the group; a press can be made by somebody who has left it
    if found and not pressed and context.now - found[1] < _FRESH:
        return found[0]
    known[chat.id, user.id] = await _ask(context, chat.id, user.id), context.now
    return known[chat.id, user.id][0]


async def _ask(context: Context, chat_id: int, user_id: int) -> str | None:
    try:
        member = await context.bot.get_chat_member(chat_id, user_id)
    except (BadRequest, Forbidden):
        return None
    except TelegramError as problem:  # nobody is let in, and nothing is lost: it is asked again
        raise Away("the members of the group") from problem
    if member.status in _COORDINATORS:
        return COORDINATOR
    present = member.status == ChatMember.MEMBER or getattr(member, "is_member", False)
    return VOLUNTEER if present else None
