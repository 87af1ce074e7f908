"""A reply to a message of a case opens that case; a question stays a question."""

import pytest

from tests.dialogues.conftest import Chat, World
from tests.dialogues.walks import sent


async def replied(chat: Chat, words: str, text: str) -> str:
    told = next(one for one in reversed(chat.phone.replies) if words in one.text)
    return await chat.do(lambda: chat.phone.say(text, reply_to=told))


@pytest.mark.parametrize("text", ["ils ont répondu", "toujours rien"])
async def test_a_reply_to_a_reminder_opens_its_case(town: World, text: str) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await town.skip(days=40)

    said = await replied(chat, "est passé", text)

    assert "Clearview AI, Inc." in said
    assert "📬 Quelque chose est arrivé" in chat.labels


async def test_a_question_in_reply_is_answered(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await town.skip(days=40)

    said = await replied(chat, "est passé", "C’est quoi, Clearview AI ?")

    assert "Clearview AI est une société américaine" in said


async def test_a_reply_to_several_cases_is_no_choice_between_them(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    for _ in range(2):
        await sent(chat)
    await chat.say("/dossiers")

    said = await replied(chat, "Vos dossiers", "qui a mon visage")

    assert "Ce qui s’est passé" not in said
