"""Setting a group of volunteers up, and seeing who waits in it."""

import pytest

from bot.clock import Clock
from bot.playground.forum import Forum
from bot.playground.telegram import Telegram
from db.store import Store
from tests.dialogues.conftest import World, living, spaced
from tests.dialogues.desks import MORNING, RIGHTS, Desk, founded

EVERYTHING = {
    "public": ("This group has a public name", "Ce groupe a un nom public"),
    "no_topics": ("Topics are off.", "Les sujets sont désactivés."),
    "no_rights": ("I am not an administrator here.", "Je n’administre pas ce groupe."),
    "can_manage_topics": (
        "I lack the right to manage topics.",
        "manque le droit de gérer les sujets",
    ),
    "can_delete_messages": (
        "I lack the right to delete messages",
        "manque le droit de supprimer des messages",
    ),
    "history": ("Newcomers can see the whole history.", "voient tout l’historique"),
}


def said_in(forum: Forum) -> str:
    """Return the last thing the bot said in a group outside its topics."""
    ours = [one for one in forum.messages if one.text and not one.mine and one.thread is None]
    return spaced(ours[-1].text)


def spoil(forum: Forum, fault: str) -> None:
    """Have one thing be wrong with a group."""
    if fault == "public":
        forum.username = "benevoles"
    elif fault == "no_topics":
        forum.chat.forum = False
    elif fault == "no_rights":
        forum.demote_bot()
    elif fault == "history":
        forum.visible_history = True
    else:
        forum.promote_bot(**{right: right != fault for right in RIGHTS})


@pytest.mark.parametrize("fault", [None, *EVERYTHING])
@pytest.mark.parametrize(("number", "language"), [(0, "en"), (1, "fr")])
async def test_a_new_group_is_told_its_id_and_what_it_lacks(
    town: World, fault: str | None, number: int, language: str
) -> None:
    owner = town.telegram.phone("Lou", language)
    forum = founded(town.telegram, "Bénévoles", owner)
    forum.visible_history = False
    if fault:
        spoil(forum, fault)
    await town.house.wire.settle()
    forum.say(owner, "/desk@traits_bot")
    await town.house.wire.settle()

    said = said_in(forum)
    assert str(forum.id) in said
    assert "TRAITS_DESK" in said
    for name, words in EVERYTHING.items():
        assert (words[number] in said) is (name == fault), name
    well = ("Everything else is in order.", "Tout le reste est en ordre.")[number]
    assert (well in said) is (fault is None)


@pytest.mark.parametrize("fault", ["public", "no_topics", "no_rights", "can_delete_messages"])
@pytest.mark.parametrize("by", ["command", "hour"])
async def test_a_group_that_cannot_be_used_is_refused_at_start_until_it_is_mended(
    lite: Store, fault: str, by: str
) -> None:
    telegram = Telegram(Clock(MORNING))
    lou = telegram.phone("Lou", "fr")
    forum = founded(telegram, "Bénévoles", lou)
    spoil(forum, fault)
    async with living(lite, telegram, {forum.id: None}) as world:
        chat = await world.settled("Ana", "fr", "fr")
        assert (await chat.say("/benevole")).startswith("Une personne peut vous répondre")

        forum.username, forum.chat.forum = None, True
        forum.promote_bot(**RIGHTS)
        if by == "command":
            forum.say(lou, "/desk")
            await world.house.wire.settle()
            assert "Aucune conversation ouverte." in said_in(forum)
        else:
            await world.skip(hours=1)
            await world.house.wire.settle()
        assert (await chat.say("/benevole")).startswith("Une ou un bénévole")


async def test_nothing_is_said_in_a_group_that_has_become_public(desk: Desk) -> None:
    chat = await desk.asks()
    spoil(desk.forum, "public")
    await desk.answer("on nous lit ?")
    assert chat.last == "Bénévole\non nous lit ?" or chat.heard("on nous lit ?")
    assert chat.heard("Je n’arrive pas à joindre le groupe des bénévoles") == 1
    other = await desk.world.settled("Bob", "fr", "fr")
    assert (await other.say("/benevole")).startswith("Une personne peut vous répondre")
    await desk.writes(chat, "un", "deux")
    await desk.world.skip(hours=2)
    assert not any(line in desk.lines for line in ("un", "deux"))
    assert chat.heard("Je n’arrive pas à joindre le groupe des bénévoles") == 1

    desk.forum.username = None
    await desk.answer("c’est réparé")
    await desk.world.skip(seconds=2)
    assert desk.lines[-2:] == ["un", "deux"]
    assert chat.heard("Je peux de nouveau joindre les bénévoles") == 1


class TestList:
    """/desk in our group."""

    async def test_it_shows_who_waits_longest_first_and_who_has_it(self, desk: Desk) -> None:
        await desk.asks("première")
        first = desk.lines[0].partition(" ·")[0]
        await desk.world.skip(hours=30)
        await desk.asks("deuxième")
        second = desk.lines[0].partition(" ·")[0]
        await desk.press("Je m’en charge", desk.robin)
        await desk.asks("répondue")
        third = desk.lines[0].partition(" ·")[0]
        await desk.answer("Bonjour")
        await desk.world.skip(hours=3)
        await desk.asks("close")
        await desk.press("Clore")

        desk.forum.visible_history = False
        await desk.do(lambda: desk.forum.say(desk.lou, "/desk"))

        head, _, lines = said_in(desk.forum).partition("\n\n")
        assert head == "3 conversations ouvertes, 2 en attente"
        assert lines.splitlines() == [
            f"{first} · attend depuis 1 jour",
            f"{second} · attend depuis 3 heures · suivie par Robin",
            f"{third} · répondu",
        ]
        assert all(one.protected for one in desk.forum.messages if not one.mine and one.text)

    async def test_it_is_for_members_only(self, desk: Desk) -> None:
        await desk.asks()
        before = len(desk.forum.messages)
        eve = desk.world.telegram.phone("Eve", "fr")

        def typed() -> None:
            said = desk.forum.say(desk.lou, "/desk")
            desk.world.telegram.arrivals._waiting.pop()
            said.sender = eve.user
            desk.world.telegram.arrivals.add("message", said.json())

        await desk.do(typed)
        assert len(desk.forum.messages) == before + 1

    async def test_it_is_in_the_language_of_whoever_asks(self, desk: Desk) -> None:
        await desk.asks()
        await desk.do(lambda: desk.forum.say(desk.robin, "/desk"))
        assert said_in(desk.forum).startswith("1 open conversation, 1 waiting")


async def test_the_group_is_offered_its_own_command_only(desk: Desk) -> None:
    profile = desk.world.telegram.profile
    scope = {"type": "chat", "chat_id": desk.forum.id}
    for code, words in (("fr", "Les conversations"), ("en", "Open and waiting")):
        (offered,) = profile.commands(scope, code)
        assert offered["command"] == "desk"
        assert offered["description"].startswith(words)
    assert len(profile.commands(None, "fr")) > 10, "people keep theirs"


async def test_a_group_we_are_not_in_keeps_nobody_from_the_menu(lite: Store) -> None:
    telegram = Telegram(Clock(MORNING))
    forum = telegram.forum("Bénévoles", telegram.phone("Lou", "fr"))
    scope = {"type": "chat", "chat_id": forum.id}
    async with living(lite, telegram, {forum.id: None}):
        assert telegram.profile.commands(None, "fr")
        assert not telegram.profile.commands(scope, "fr")
        telegram.calls.clear()
