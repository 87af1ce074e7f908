"""What tests of the volunteers' tools press, and how they find it."""

from bot import answers, replies
from bot.language import label
from bot.playground.chats import Message
from bot.playground.phone import Phone
from tests.dialogues.conftest import spaced
from tests.dialogues.desks import Desk


def on(key: str, language: str) -> str:
    """Return the words on a button of the desk."""
    return spaced(label(f"desk.{key}", language))


def titled(reply: str, language: str) -> str:
    """Return the words on the button of a ready-made reply."""
    found = replies.reply(reply)
    assert found
    return spaced(found.title[language])


async def pressed(desk: Desk, *words: str, by: Phone | None = None) -> str:
    """Press one button after the other in the topic; return the last notice."""
    notice = ""
    for one in words:
        notice = await desk.press(one, by)
    return notice


async def forged(desk: Desk, data: str, at: Message, by: Phone | None = None) -> str:
    """Press what a button said earlier, or never; return the notice."""
    phone = by or desk.lou
    heard = len(phone.alerts)
    await desk.do(lambda: desk.forum.forge(phone, data, at))
    return spaced(phone.alerts[-1].text) if len(phone.alerts) > heard else ""


def data(desk: Desk, words: str) -> tuple[str, Message]:
    """Return what the newest button of these words says, and where it stands."""
    for message in reversed(desk.bots):
        for one in message.buttons:
            if spaced(one.text) == words and one.data:
                return one.data, message
    raise AssertionError(words)


def under(desk: Desk) -> list[str]:
    """Return the words on the newest message's buttons."""
    return [spaced(one.text) for one in desk.bots[-1].buttons]


def named(topic: str, language: str) -> str:
    """Return the words on the button of an answer, or of a group of them."""
    group = next((one for one in answers.groups() if one.id == topic), None)
    return spaced(group.title[language] if group else answers.title(topic)[language])


async def sent(desk: Desk, language: str, group: str, topic: str) -> None:
    """Send an answer from the card."""
    words = on("more", language), on("answers", language)
    await pressed(desk, *words, named(group, language), named(topic, language))
