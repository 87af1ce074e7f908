"""Who may do what at the desk: whoever is not in the group gets nothing, whatever they send."""

import pytest

from bot.playground.telegram import Call
from db import desk as desks
from db import person
from db.desk import Talk
from db.store import Store
from tests.dialogues.conftest import Chat
from tests.dialogues.desks import Desk, again, founded, opened

CHANNEL = {"id": -1_001_999_999_999, "type": "channel", "title": "Canal"}


def talk_of(desk: Desk, chat: Chat) -> Talk:
    """Return the newest conversation of somebody."""
    with desk.world.house.store.transaction() as session:
        someone = person.find(session, chat.phone.chat_id)
        assert someone is not None
        return desks.all_of(session, someone.id)[-1]


def writes(desk: Desk) -> list[Call]:
    """Return the calls by which anything was said or changed."""
    silent = ("get", "answer", "setMessageReaction")
    return [call for call in desk.world.telegram.calls if not call.method.startswith(silent)]


async def nothing(desk: Desk, *chats: Chat) -> tuple[object, ...]:
    """Return all that could leak or change."""
    await desk.pause()
    heard = [len(chat.phone.replies) for chat in chats]
    return heard, [talk_of(desk, chat) for chat in chats], len(writes(desk))


class TestVolunteers:
    """Members are volunteers, administrators are coordinators."""

    async def test_a_member_answers_and_takes(self, desk: Desk) -> None:
        chat = await desk.asks()
        notice = await desk.press("Je m’en charge", desk.robin)
        assert notice.startswith("It is yours.")
        assert talk_of(desk, chat).taken_by == desk.robin.chat_id
        await desk.do(lambda: desk.forum.say(desk.robin, "Bonjour", desk.topic))
        assert chat.last == "Bénévole\nBonjour"

    async def test_one_member_cannot_hand_over_for_another(self, desk: Desk) -> None:
        chat = await desk.asks()
        kim = desk.world.telegram.phone("Kim", "fr")
        desk.forum.join(kim)
        await desk.press("Je m’en charge", desk.robin)
        notice = await desk.press("Robin s’en charge · passer la main", kim)
        assert notice.startswith("Seule la personne qui s’en charge (Robin)")
        assert talk_of(desk, chat).taker == "Robin"
        await desk.press("Robin s’en charge · passer la main", desk.lou)
        assert talk_of(desk, chat).taker is None

    async def test_an_anonymous_administrator_is_a_coordinator(self, desk: Desk) -> None:
        chat = await desk.asks()
        await desk.answer("Bonjour", anonymous=True)
        assert chat.last == "Bénévole\nBonjour"
        said = desk.forum.say(desk.lou, "/desk", desk.topic, anonymous=True)
        await desk.world.house.wire.settle()
        assert desk.bots[-1].reply_to is said


class TestStrangers:
    """Others are there, or pretend to be."""

    async def test_a_channel_is_nobody(self, desk: Desk) -> None:
        chat = await desk.asks()
        before = await nothing(desk, chat)

        def posted() -> None:
            said = desk.forum.say(desk.lou, "du canal", desk.topic)
            desk.world.telegram.arrivals._waiting.pop()
            said.sender_chat = CHANNEL
            said.sender = {"id": 136_817_688, "is_bot": True, "first_name": "Channel"}
            desk.world.telegram.arrivals.add("message", said.json())

        await desk.do(posted)
        assert await nothing(desk, chat) == before

    async def test_a_bot_is_nobody(self, desk: Desk) -> None:
        chat = await desk.asks()
        before = await nothing(desk, chat)

        def posted() -> None:
            said = desk.forum.say(desk.lou, "d’un robot", desk.topic)
            desk.world.telegram.arrivals._waiting.pop()
            said.sender = {"id": 99, "is_bot": True, "first_name": "Robot"}
            desk.world.telegram.arrivals.add("message", said.json())

        await desk.do(posted)
        assert await nothing(desk, chat) == before

    @pytest.mark.parametrize("told", [True, False])
    @pytest.mark.parametrize("verb", ["take", "close"])
    async def test_who_has_left_presses_in_vain(self, desk: Desk, verb: str, told: bool) -> None:
        chat = await desk.asks()
        await desk.do(lambda: desk.forum.say(desk.robin, "Bonjour", desk.topic))
        card = desk.bots[0]
        desk.forum.leave(desk.robin)
        if not told:
            desk.world.telegram.arrivals._waiting.clear()
        await desk.world.house.wire.settle()
        before = await nothing(desk, chat)
        data = f"talk:{verb}:{talk_of(desk, chat).id}"
        await desk.do(lambda: desk.forum.forge(desk.robin, data, card))
        assert desk.robin.alerts[-1].text == "This button is for the volunteers of this group."
        assert await nothing(desk, chat) == before

    async def test_who_has_left_changes_no_words(self, desk: Desk) -> None:
        chat = await desk.asks()
        said = desk.forum.say(desk.robin, "Bonjour", desk.topic)
        await desk.world.house.wire.settle()
        desk.forum.leave(desk.robin)
        await desk.do(lambda: desk.forum.edit(desk.robin, said, "tout autre chose"))
        assert chat.last == "Bénévole\nBonjour"

    async def test_a_stranger_s_press_on_our_group_s_card_does_nothing(self, desk: Desk) -> None:
        chat = await desk.asks()
        before = await nothing(desk, chat)
        stranger = desk.world.telegram.phone("Eve", "en")
        data, card = f"talk:close:{talk_of(desk, chat).id}", desk.bots[0]
        await desk.do(lambda: desk.forum.forge(stranger, data, card))
        assert stranger.alerts
        assert await nothing(desk, chat) == before


class TestForgedPresses:
    """Callback data can be made up."""

    @pytest.mark.parametrize("verb", ["take", "hand", "close", "reopen"])
    async def test_a_volunteer_s_button_in_one_s_own_chat(self, desk: Desk, verb: str) -> None:
        chat = await desk.asks()
        before = talk_of(desk, chat)
        await chat.forge(f"talk:{verb}:{before.id}")
        assert chat.alert
        assert talk_of(desk, chat) == before
        assert len(desk.lines) == 1

    @pytest.mark.parametrize("verb", ["end", "erase", "again"])
    async def test_a_button_of_another_person_s_conversation(self, desk: Desk, verb: str) -> None:
        chat = await desk.asks()
        eve = await desk.world.settled("Eve", "fr", "fr")
        before = talk_of(desk, chat)
        await eve.forge(f"desk:{verb}:{before.id}")
        assert talk_of(desk, chat) == before
        assert len(desk.forum.topics) == 1
        assert before.alias not in eve.phone.text.lower()

    async def test_a_conversation_of_another_group_is_gone_for_this_one(self, lite: Store) -> None:
        async with opened(lite) as first:
            english = founded(first.world.telegram, "Volunteers", first.lou)
            await first.world.house.stop()
            async with again(first, first.forum, english) as desk:
                desk.world.house._volunteers.configured.update(
                    {first.forum.id: "fr", english.id: "en"}
                )
                chat = await desk.asks()
                await desk.asks("in English", "en")
                before = talk_of(desk, chat)
                card = next(one for one in english.messages if one.buttons)
                english.forge(desk.lou, f"talk:close:{before.id}", card)
                await desk.world.house.wire.settle()
                assert desk.lou.alerts[-1].text == "Cette conversation a été effacée."
                assert talk_of(desk, chat) == before

    async def test_no_other_message_is_passed_on_as_a_file(self, desk: Desk) -> None:
        chat = await desk.asks()
        told = chat.phone.say("@lou regarde https://example.org")
        await chat.do(lambda: chat.phone.send_document("refus.pdf"))
        asked = chat.phone.last
        for id_ in (told.id, asked.id, 1, 10**9, "x", ""):
            await chat.forge(f"desk:pass:{id_}")
        # on a message of the bot's that answers one of one's own texts
        await chat.do(chat.phone.send_photo)
        asked = chat.phone.last
        asked.reply_to = told
        chat.phone.forge(f"desk:pass:{told.id}", asked)
        await desk.pause()
        assert not desk.world.telegram.called("copyMessage")

    async def test_a_file_of_long_ago_is_not_passed_on(self, desk: Desk) -> None:
        chat = await desk.asks()
        await chat.do(lambda: chat.phone.send_document("refus.pdf"))
        await desk.world.skip(hours=49)
        await chat.press("Le transmettre")
        assert "Je ne peux plus transmettre ce fichier." in chat.phone.text
        assert not desk.world.telegram.called("copyMessage")


class TestGuesses:
    """Aliases, topics and message ids can be guessed."""

    async def test_an_alias_or_a_topic_opens_nothing(self, desk: Desk) -> None:
        chat = await desk.asks()
        eve = await desk.world.settled("Eve", "fr", "fr")
        before = talk_of(desk, chat)
        for guess in (before.alias, str(before.topic_id), "0", ""):
            for verb in ("end", "erase", "again", "pass", "trash", "case", "topic"):
                await eve.forge(f"desk:{verb}:{guess}")
        assert talk_of(desk, chat) == before
        assert "On me refuse" not in eve.phone.text

    async def test_a_reply_to_a_foreign_message_ties_nothing(self, desk: Desk) -> None:
        ana = await desk.asks("les mots d’Ana")
        first = desk.topic
        bob = await desk.asks("les mots de Bob")
        words = next(one for one in first.messages if "Ana" in one.text)

        def replied() -> None:
            said = desk.forum.say(desk.lou, "réponse", desk.topic)
            desk.world.telegram.arrivals._waiting.pop()
            said.reply_to = words
            desk.world.telegram.arrivals.add("message", said.json())

        heard = len(ana.phone.replies)
        await desk.do(replied)
        assert bob.last == "Bénévole\nréponse"
        assert bob.phone.last.reply_to is None
        assert len(ana.phone.replies) == heard

    async def test_what_stands_in_a_topic_of_nobody_goes_nowhere(self, desk: Desk) -> None:
        chat = await desk.asks()
        own = desk.forum.open_topic(desk.lou, "Entre nous")
        await desk.world.house.wire.settle()
        before = await nothing(desk, chat)
        await desk.do(lambda: desk.forum.say(desk.lou, "on se retrouve mardi", own))
        await desk.do(lambda: desk.forum.send_document(desk.lou, "plan.pdf", topic=own))
        assert await nothing(desk, chat) == before

    async def test_a_topic_of_ours_without_a_conversation_says_that_nobody_reads(
        self, desk: Desk
    ) -> None:
        chat = await desk.asks()
        topic, talk = desk.topic, talk_of(desk, chat)
        with desk.world.house.store.transaction() as session:
            desks.drop(session, talk.id)
        await desk.answer("Bonjour ?", topic)
        assert desk.lines_of(topic)[-1].startswith("Aucune conversation ne correspond plus")
        assert chat.heard("Bonjour ?") == 0
