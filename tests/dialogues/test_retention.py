"""What is dropped when its time is over, announced where that is possible."""

from db import person
from tests.dialogues.conftest import Chat, World
from tests.dialogues.walks import sent


def is_known(world: World, chat: Chat) -> bool:
    with world.house.store.transaction() as session:
        return person.find(session, chat.phone.chat_id) is not None


async def test_who_is_silent_is_told_a_month_before_and_then_erased(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await world.skip(days=700)  # 25 October 2028: 23 months to the day
    seen = len(chat.phone.replies)
    await world.skip(days=2)

    assert len(chat.phone.replies) == seen + 1
    assert chat.last.startswith("Vous ne m’avez pas écrit depuis presque deux ans. Le 27 novembre")
    await world.skip(days=29)
    assert is_known(world, chat)
    await world.skip(days=3)

    assert not is_known(world, chat)
    assert len(chat.phone.replies) == seen + 1, "told once"
    assert "Dans quel pays vivez-vous ?" in await chat.say("/start")


async def test_who_says_so_stays(world: World) -> None:
    chat = await world.settled("Alex", "en", "gb")
    await world.skip(days=702)

    assert await chat.press("Keep my cases") == "You have no open request."
    await world.skip(days=60)

    assert is_known(world, chat)


async def test_who_has_blocked_the_bot_is_erased_after_a_year(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.do(chat.phone.block)
    await world.skip(days=360)
    assert is_known(world, chat)
    await world.skip(days=8)

    assert not is_known(world, chat)


async def test_who_comes_back_in_time_is_kept(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.do(chat.phone.block)
    await world.skip(days=300)
    await chat.do(chat.phone.unblock)
    await world.skip(days=100)

    assert is_known(world, chat)
    assert "Clearview AI, Inc., accès" in await chat.say("/dossiers")
