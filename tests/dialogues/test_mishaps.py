"""What may go wrong between a person and the volunteers: no word is lost, none goes astray."""

from collections.abc import AsyncIterator

import pytest

from db import desk as desks
from db import outbox, person
from db.desk import Talk
from db.store import Store
from tests.dialogues.conftest import Chat
from tests.dialogues.desks import RIGHTS, Desk, again, founded, opened


@pytest.fixture
async def closing(lite: Store) -> AsyncIterator[Desk]:
    """Return a desk whose bot the test ends itself."""
    async with opened(lite) as found:
        yield found
        await found.world.house.stop()


def talks(desk: Desk, chat: Chat) -> list[Talk]:
    """Return every conversation of a person."""
    with desk.world.house.store.transaction() as session:
        someone = person.find(session, chat.phone.chat_id)
        return desks.all_of(session, someone.id) if someone else []


def waiting(desk: Desk) -> int:
    """Return how many departures are open."""
    with desk.world.house.store.transaction() as session:
        return outbox.waiting(session)[0]


async def to_the_preview(desk: Desk, words: str = "On me refuse l’accès.") -> Chat:
    chat = await desk.world.settled("Ana", "fr", "fr")
    await chat.say("/benevole")
    await chat.say(words)
    return chat


class TestOneConversation:
    """However often it is asked for, there is one."""

    async def test_send_pressed_on_two_devices_opens_one(self, desk: Desk) -> None:
        chat = await to_the_preview(desk)
        button = chat.button("Envoyer")
        for _ in range(3):
            chat.phone.press(button)
        await desk.world.house.wire.settle()
        assert len(desk.forum.topics) == 1
        assert len(talks(desk, chat)) == 1
        assert len(desk.lines) == 1

    async def test_send_pressed_again_an_hour_later_opens_no_second(self, desk: Desk) -> None:
        chat = await to_the_preview(desk)
        data = chat.data("Envoyer")
        await chat.press("Envoyer")
        await desk.world.skip(hours=1)
        await chat.forge(data)
        assert len(desk.forum.topics) == 1
        assert len(talks(desk, chat)) == 1

    @pytest.mark.parametrize("fault", ["lose", "crash"])
    async def test_a_topic_of_unknown_outcome_is_made_again_and_one_lives(
        self, desk: Desk, fault: str
    ) -> None:
        getattr(desk.world.telegram.faults, fault)("createForumTopic")
        chat = await to_the_preview(desk)
        await chat.press("Envoyer")
        await desk.writes(chat, "Et encore ceci")
        await desk.world.skip(minutes=1)

        (talk,) = talks(desk, chat)
        assert talk.topic_id == desk.topic.id
        assert desk.lines[-1] == "Et encore ceci"
        assert "On me refuse l’accès." in desk.lines[0]
        if (
            fault == "lose"
        ):  # it was made nevertheless: whoever writes there is told that nobody reads it
            stray = next(iter(desk.forum.topics.values()))
            before = len(chat.phone.replies)
            await desk.answer("Bonjour ?", stray)
            assert desk.lines_of(stray)[-1].startswith("Aucune conversation ne correspond plus")
            assert len(chat.phone.replies) == before


class TestTopics:
    """Topics are closed and deleted by hand."""

    async def test_words_for_a_deleted_topic_arrive_in_a_new_one_in_order(self, desk: Desk) -> None:
        chat = await desk.asks()
        desk.forum.delete_topic(desk.lou, desk.topic)
        await desk.writes(chat, "un", "deux", "trois")
        await desk.world.skip(seconds=10)
        assert len(desk.forum.topics) == 1
        assert desk.lines[0].endswith("Le sujet où elle se tenait n’existe plus.")
        assert desk.lines[1:] == ["un", "deux", "trois"]
        await desk.answer("Bien reçu")
        assert chat.last == "Bénévole\nBien reçu"
        desk.forgive()

    async def test_words_that_waited_while_it_was_deleted_keep_their_order(
        self, desk: Desk
    ) -> None:
        chat = await desk.asks()
        desk.world.telegram.faults.disconnect("sendMessage", desk.forum.id, times=1)
        await desk.writes(chat, "un")
        desk.forum.delete_topic(desk.lou, desk.topic)
        await desk.writes(chat, "deux", "trois")
        await desk.world.skip(minutes=1)
        assert desk.lines[1:] == ["un", "deux\n\ntrois"] or desk.lines[1:] == [
            "un",
            "deux",
            "trois",
        ]
        desk.forgive()

    async def test_words_for_a_closed_topic_open_it_again(self, desk: Desk) -> None:
        chat = await desk.asks()
        desk.world.telegram.faults.refuse("Bad Request: TOPIC_CLOSED", "sendMessage", desk.forum.id)
        await desk.writes(chat, "un")
        assert desk.lines[1:] == ["un"]
        assert len(desk.forum.topics) == 1
        desk.forgive()

    async def test_words_for_a_closed_topic_wait_for_the_right_to_open_it(self, desk: Desk) -> None:
        chat = await desk.asks()
        for method, why in (
            ("sendMessage", "TOPIC_CLOSED"),
            ("reopenForumTopic", "not enough rights"),
        ):
            desk.world.telegram.faults.refuse(f"Bad Request: {why}", method, desk.forum.id)
        await desk.writes(chat, "un")
        assert desk.lines[1:] == []
        await desk.world.skip(minutes=11)
        assert desk.lines[1:] == ["un"]
        desk.forgive()

    async def test_a_topic_closed_by_hand_closes_the_conversation(self, desk: Desk) -> None:
        chat = await desk.asks()
        await desk.do(lambda: desk.forum.close_topic(desk.lou, desk.topic))
        assert chat.heard("Les bénévoles ont clos la conversation.") == 1
        assert desk.topic.closed
        assert not talks(desk, chat)[0].open
        await desk.do(lambda: desk.forum.reopen_topic(desk.lou, desk.topic))
        assert talks(desk, chat)[0].open
        assert chat.heard("Les bénévoles ont repris votre conversation.") == 1

    async def test_a_change_of_what_stood_in_a_deleted_topic_is_told_in_the_new_one(
        self, desk: Desk
    ) -> None:
        chat = await desk.asks()
        said = chat.phone.say("Le 3 mai")
        await desk.pause()
        desk.forum.delete_topic(desk.lou, desk.topic)
        await chat.do(lambda: chat.phone.edit(said, "Le 4 mai"))
        await desk.world.skip(seconds=10)
        assert desk.lines[-1] == "✏️ Modifié :\nLe 4 mai"
        assert all(message.protected for message in desk.bots)
        in_general = [one for one in desk.forum.messages if one.thread is None and one.text]
        assert in_general == []
        desk.forgive()

    async def test_nobody_makes_a_topic_for_a_conversation_that_ends(self, desk: Desk) -> None:
        chat = await desk.asks()
        desk.forum.delete_topic(desk.lou, desk.topic)
        await chat.say("/benevole")
        await chat.press("Clore la conversation")
        await desk.world.skip(minutes=1)
        assert not desk.forum.topics
        desk.forgive()

    async def test_what_was_written_before_the_end_arrives_even_so(self, desk: Desk) -> None:
        chat = await desk.asks()
        desk.forum.delete_topic(desk.lou, desk.topic)
        chat.phone.say("dernier mot")
        await chat.say("/benevole")
        await chat.press("Clore la conversation")
        await desk.world.skip(minutes=1)
        assert "dernier mot" in desk.lines
        assert desk.topic.closed
        desk.forgive()

    async def test_what_stands_in_general_is_the_volunteers_own(self, desk: Desk) -> None:
        chat = await desk.asks()
        before = len(chat.phone.replies)
        await desk.do(lambda: desk.forum.say(desk.lou, "qui prend le suivant ?"))
        assert len(chat.phone.replies) == before
        await desk.do(lambda: desk.forum.say(desk.lou, "/desk"))
        last = [one for one in desk.forum.messages if one.thread is None and not one.mine][-1]
        assert "1 conversation ouverte" in last.text
        assert last.protected

    async def test_topics_turned_off_hold_first_words_until_they_are_on(self, desk: Desk) -> None:
        desk.forum.chat.forum = False
        chat = await to_the_preview(desk)
        await chat.press("Envoyer")
        assert chat.heard("Je n’arrive pas à joindre le groupe des bénévoles") == 1
        desk.forum.chat.forum = True
        await desk.world.skip(minutes=11)
        assert "On me refuse l’accès." in desk.lines[0]
        desk.forgive()


class TestANewId:
    """A group gets another id."""

    async def test_words_written_right_after_the_change_are_heard(self, desk: Desk) -> None:
        chat = await desk.asks()

        def upgraded() -> None:
            desk.forum.upgrade()
            desk.forum.say(desk.lou, "tout de suite après", desk.topic)

        await desk.do(upgraded)
        assert chat.last == "Bénévole\ntout de suite après"
        assert not desk.world.telegram.called("leaveChat")
        await desk.writes(chat, "et retour")
        assert desk.lines[-1] == "et retour"

    async def test_a_change_that_only_a_refused_call_tells_is_followed(self, desk: Desk) -> None:
        chat = await desk.asks()
        desk.forum.upgrade()
        desk.world.telegram.arrivals._waiting.clear()  # the bot was away for more than a day
        await chat.do(lambda: chat.phone.say("encore là ?"))
        await desk.pause()
        assert desk.lines[-1] == "encore là ?"
        await desk.answer("Oui")
        assert chat.last == "Bénévole\nOui"
        assert not desk.world.telegram.called("leaveChat")
        desk.forgive()

    @pytest.mark.parametrize("named", ["old", "new"])
    async def test_it_is_known_after_a_start_with_either_id(
        self, closing: Desk, named: str
    ) -> None:
        chat = await closing.asks()
        old, new = closing.forum.id, await upgrade(closing)
        chat.phone.say("attend")
        await closing.world.house.wire.settle()
        await closing.world.house.stop()
        async with again(closing, old if named == "old" else new) as desk:
            chat = desk.world.again(chat)
            await desk.pause()
            assert len(desk.forum.topics) == 1, "it is the same group"
            assert desk.lines[-1] == "attend"
            await desk.answer("Bonjour")
            assert chat.last == "Bénévole\nBonjour"


async def upgrade(desk: Desk) -> int:
    new = desk.forum.upgrade()
    await desk.world.house.wire.settle()
    return new


class TestAway:
    """The bot is thrown out of the group, or may not do anything there."""

    async def test_people_are_told_once_and_their_words_wait(self, desk: Desk) -> None:
        chat = await desk.asks()
        await desk.do(desk.forum.remove_bot)
        await desk.writes(chat, "un", "deux")
        await desk.world.skip(hours=1)
        assert chat.heard("Je n’arrive pas à joindre le groupe des bénévoles") == 1
        assert len(desk.lines) == 1
        other = await desk.world.settled("Bob", "fr", "fr")
        assert (await other.say("/benevole")).startswith("Une personne peut vous répondre")

        await desk.do(lambda: desk.forum.invite_bot(**RIGHTS))
        await desk.world.skip(seconds=2)
        assert desk.lines[1:] == ["un", "deux"]
        assert chat.heard("Je peux de nouveau joindre les bénévoles") == 1
        assert (await other.say("/benevole")).startswith("Une ou un bénévole")
        desk.forgive()

    async def test_without_rights_a_first_contact_waits_for_them(self, desk: Desk) -> None:
        await desk.do(desk.forum.demote_bot)
        chat = await to_the_preview(desk)
        await chat.press("Envoyer")
        assert chat.heard("Je n’arrive pas à joindre le groupe des bénévoles") == 1
        await desk.do(lambda: desk.forum.promote_bot(**RIGHTS))
        await desk.world.skip(seconds=2)
        assert "On me refuse l’accès." in desk.lines[0]
        desk.forgive()

    async def test_who_is_forgotten_meanwhile_is_erased_there_later(self, desk: Desk) -> None:
        chat = await desk.asks()
        await desk.do(desk.forum.remove_bot)
        await chat.say("/oublier")
        await chat.press("Tout effacer")
        assert desk.forum.topics
        await desk.do(lambda: desk.forum.invite_bot(**RIGHTS))
        await desk.world.skip(minutes=11)
        assert not desk.forum.topics
        assert waiting(desk) == 0
        desk.forgive()

    async def test_a_group_that_is_well_again_is_used_though_nothing_waits_for_it(
        self, desk: Desk
    ) -> None:
        with desk.world.house.store.transaction() as session:
            (group,) = desks.groups(session)
            desks.lose_group(session, group.id, lost=True)
        await desk.world.skip(hours=2)
        await desk.asks()
        assert len(desk.forum.topics) == 1

    async def test_a_return_of_which_nobody_was_told_is_noticed(self, desk: Desk) -> None:
        chat = await desk.asks()
        await desk.do(desk.forum.demote_bot)
        desk.world.telegram.faults.refuse(
            "Bad Request: not enough rights to send text messages to the chat",
            "sendMessage", desk.forum.id,
        )  # fmt: skip
        await desk.writes(chat, "un")
        desk.forum.promote_bot(**RIGHTS)
        desk.world.telegram.arrivals._waiting.clear()
        await desk.world.skip(minutes=11)
        assert desk.lines[-1] == "un"
        await desk.world.skip(seconds=10)
        assert chat.heard("Je peux de nouveau joindre les bénévoles") == 1
        other = await desk.world.settled("Bob", "fr", "fr")
        assert (await other.say("/benevole")).startswith("Une ou un bénévole")
        desk.forgive()


class TestForgetting:
    """Somebody has everything erased while something is under way."""

    async def test_texts_that_wait_go_nowhere(self, desk: Desk) -> None:
        chat = await desk.asks()
        chat.phone.say("ceci ne doit pas rester")
        await desk.world.house.wire.settle()
        await chat.say("/oublier")
        await chat.press("Tout effacer")
        await desk.pause()
        assert not desk.forum.topics
        assert waiting(desk) == 0
        assert not any(
            "ne doit pas rester" in str(call.params) for call in desk.world.telegram.calls
        )

    async def test_a_topic_that_is_being_made_is_deleted(self, desk: Desk) -> None:
        desk.world.telegram.faults.delay(0.4, "createForumTopic")
        chat = await to_the_preview(desk)
        chat.phone.press(chat.button("Envoyer"))
        while not desk.world.telegram.called("createForumTopic"):
            await desk.world.house.wire._dispatcher.settle()
            await desk.world.house.wire._poller.settle()  # type: ignore[union-attr]
        chat.phone.say("/oublier")
        await desk.world.house.wire._poller.settle()  # type: ignore[union-attr]
        await desk.world.house.wire._dispatcher.settle()
        while "Tout effacer" not in chat.labels:
            await desk.world.house.wire._sender.sweep()
        await chat.press("Tout effacer")
        await desk.world.skip(seconds=3)
        assert len(desk.world.telegram.called("createForumTopic")) == 1
        assert not desk.forum.topics
        assert waiting(desk) == 0
        sent = desk.world.telegram.called("sendMessage")
        assert all(call["chat_id"] != desk.forum.id for call in sent)

    async def test_so_is_one_whose_outcome_nobody_knew(self, desk: Desk) -> None:
        desk.world.telegram.faults.crash("createForumTopic")
        chat = await to_the_preview(desk)
        await chat.press("Envoyer")
        await chat.say("/oublier")
        await chat.press("Tout effacer")
        await desk.world.skip(minutes=5)
        assert not desk.forum.topics
        assert waiting(desk) == 0

    async def test_who_is_silent_for_two_years_is_erased_there_too(self, desk: Desk) -> None:
        await desk.asks()
        await desk.world.skip(days=705)
        await desk.world.skip(days=35)
        assert not desk.forum.topics
        assert waiting(desk) == 0


class TestOtherGroups:
    """The settings name other groups at the next start."""

    async def test_who_talks_goes_on_in_the_new_group(self, closing: Desk) -> None:
        chat = await closing.asks()
        await closing.answer("Bonjour")
        told = chat.phone.say("avant le départ")
        await closing.world.house.wire.settle()
        await closing.world.house.stop()
        old = closing.forum
        new = founded(closing.world.telegram, "Ailleurs", closing.lou, closing.robin)
        async with again(closing, new) as desk:
            chat = desk.world.again(chat)
            await desk.pause()
            assert chat.heard("Les bénévoles ont changé de groupe.") == 1
            assert desk.lines[0].endswith("Le sujet où elle se tenait n’existe plus.")
            assert desk.lines[1:] == ["avant le départ"]
            assert told.reaction == "👌"
            await desk.answer("Me voici")
            assert chat.last == "Bénévole\nMe voici"
            assert not old.topics, "what we would forget of is not left behind"
            await chat.say("/oublier")
            await chat.press("Tout effacer")
            assert not new.topics

    async def test_no_message_of_the_old_group_is_mistaken_for_one_of_the_new(
        self, closing: Desk
    ) -> None:
        chat = await closing.asks("première")
        said = chat.phone.say("mes mots")
        await closing.pause()
        await closing.answer("question du bénévole")
        answered = chat.phone.last
        await closing.world.house.stop()
        new = founded(closing.world.telegram, "Ailleurs", closing.lou, closing.robin)
        async with again(closing, new) as desk:
            chat = desk.world.again(chat)
            topics = [desk.topic]
            for number in range(4):  # ids that the old group had given away, too
                other = await desk.world.settled("Bob", "fr", "fr")
                await desk.ask(other, f"autre {number}")
                await desk.writes(other, f"suite {number}")
                topics.append(desk.topic)
            before = [desk.lines_of(topic) for topic in topics]
            await chat.do(lambda: chat.phone.edit(said, "mes mots changés"))
            await desk.world.skip(minutes=2)
            await chat.do(lambda: chat.phone.say("réponse", reply_to=answered))
            await desk.pause()
            after = [desk.lines_of(topic) for topic in topics]
            assert after[1:] == before[1:], "nobody else's topic has changed"
            mine = [one for one in topics[0].messages if one.text == "réponse"]
            assert mine
            assert mine[0].reply_to is None or mine[0].reply_to.thread == topics[0].id

    async def test_no_page_of_the_old_group_takes_the_place_of_a_message_in_the_new(
        self, closing: Desk
    ) -> None:
        chat = await closing.asks()
        await closing.press("Réponses toutes prêtes")
        faults = closing.world.telegram.faults
        faults.flood(600, "deleteMessage", closing.forum.id)
        await closing.press("Fermer ce menu")
        with closing.world.house.store.transaction() as session:
            (talk,) = desks.all_of(session, person.find(session, chat.phone.chat_id).id)  # type: ignore[union-attr]
            (page,) = outbox.open_in(session, talk.id)
        assert page.parcel.method == "deleteMessage"
        await closing.world.house.stop()
        new = founded(closing.world.telegram, "Ailleurs", closing.lou, closing.robin)
        async with again(closing, new) as desk:
            await desk.world.skip(minutes=11)
            calls = [
                call for call in desk.world.telegram.calls if call.params.get("chat_id") == new.id
            ]
            assert calls
            assert "deleteMessage" not in [call.method for call in calls]
            desk.forgive()

    async def test_without_any_group_people_are_with_the_bot_again(self, closing: Desk) -> None:
        chat = await closing.asks()
        ended = await closing.asks("autre")
        await closing.press("Clore")
        await closing.world.house.stop()
        old = closing.forum
        async with again(closing) as desk:
            chat, ended = desk.world.again(chat), desk.world.again(ended)
            assert chat.heard("Les bénévoles ne répondent plus ici.") == 1
            assert ended.heard("Les bénévoles ne répondent plus ici.") == 0
            assert [topic.closed for topic in old.topics.values()] == [True, True]
            assert "mois" in await chat.say("Combien de temps ont-ils pour répondre ?")
            assert (await chat.say("/benevole")).startswith("Une personne peut vous répondre")
            (talk,) = talks(desk, chat)
            assert not talk.open
            assert (await chat.forge(f"desk:again:{talk.id}")).startswith("Une personne peut")
            assert waiting(desk) == 0

    async def test_a_start_without_the_setting_is_no_more_than_a_slip(self, closing: Desk) -> None:
        chat = await closing.asks()
        await closing.world.house.stop()
        forum = closing.forum
        async with again(closing) as desk:
            chat = desk.world.again(chat)
            (talk,) = talks(desk, chat)
            await desk.world.house.stop()
        forum.invite_bot(**RIGHTS)  # it had left what was not ours any more
        async with again(closing, forum) as desk:
            chat = desk.world.again(chat)
            await chat.forge(f"desk:again:{talk.id}")
            await chat.say("Me revoilà")
            await desk.pause()
            assert desk.lines[-1] == "Me revoilà"

    async def test_each_language_has_its_group(self, lite: Store) -> None:
        async with opened(lite) as first:
            english = founded(first.world.telegram, "Volunteers", first.lou, first.robin)
            french = first.forum
            await first.world.house.stop()
            first.world.telegram.calls.clear()
            async with again(first, french, english) as desk:
                volunteers = desk.world.house._volunteers
                volunteers.configured.update({french.id: "fr", english.id: "en"})
                ana = await desk.asks("en français", "fr")
                await desk.asks("in English", "en")
                assert len(french.topics) == len(english.topics) == 1
                french.press(desk.lou, "Clore", topic=next(iter(french.topics.values())))
                await desk.world.house.wire.settle()
                assert ana.heard("Les bénévoles ont clos") == 1


class TestTheOtherSide:
    """The person, or their answer, is not there any more."""

    async def test_a_long_answer_comes_whole(self, desk: Desk) -> None:
        chat = await desk.asks()
        words = "a" * 4096
        await desk.answer(words)
        assert chat.phone.last.text == words
        assert chat.phone.replies[-2].text == "Bénévole"

    async def test_a_long_text_that_is_changed_comes_whole(self, desk: Desk) -> None:
        chat = await desk.asks()
        first = chat.phone.say("un")
        chat.phone.say("deux")
        await desk.pause()
        await chat.do(lambda: chat.phone.edit(first, "b" * 4096))
        assert desk.lines[-1] == "b" * 4096

    async def test_an_account_that_is_gone_is_told_of(self, desk: Desk) -> None:
        chat = await desk.asks()
        desk.world.telegram.faults.refuse(
            "Bad Request: chat not found", "sendMessage", chat.phone.chat_id
        )
        await desk.answer("Êtes-vous là ?")
        assert desk.lines[-1].startswith("Non remis")
        desk.forgive()

    async def test_a_reply_to_one_s_own_fresh_text_is_for_the_volunteers(self, desk: Desk) -> None:
        chat = await desk.asks()
        first = chat.phone.say("Voici ma question")
        await chat.do(lambda: chat.phone.say("et sa suite", reply_to=first))
        await desk.pause()
        assert desk.lines[1:] == ["Voici ma question", "et sa suite"]

    async def test_a_reply_to_an_answer_of_unknown_outcome_is_for_the_volunteers(
        self, desk: Desk
    ) -> None:
        chat = await desk.asks()
        desk.world.telegram.faults.lose("sendMessage", chat.phone.chat_id)
        await desk.answer("Avez-vous une preuve ?")
        answered = chat.phone.last
        await chat.do(lambda: chat.phone.say("Oui", reply_to=answered))
        await desk.pause()
        assert desk.lines[-1] == "Oui"

    async def test_a_note_that_becomes_words_does_not_keep_the_person_waiting(
        self, desk: Desk
    ) -> None:
        chat = await desk.asks()
        note = desk.forum.say(desk.lou, "// pour nous", desk.topic)
        await desk.world.house.wire.settle()
        await desk.do(lambda: desk.forum.edit(desk.lou, note, "pour nous"))
        assert "mois" in await chat.say("/question Combien de temps ont-ils pour répondre ?")
        assert chat.heard("pour nous") == 0

    async def test_a_file_is_passed_on_once_however_often_it_is_pressed(self, desk: Desk) -> None:
        chat = await desk.asks()
        await chat.do(lambda: chat.phone.send_document("refus.pdf"))
        button = chat.button("Le transmettre")
        for _ in range(3):
            chat.phone.press(button)
        await desk.world.house.wire.settle()
        assert sum(bool(message.document) for message in desk.topic.messages) == 1


async def test_when_the_names_run_out_longer_numbers_are_drawn(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.desk._alias.choice", lambda birds: birds[0])
    monkeypatch.setattr("handlers.desk._alias.randbelow", lambda end: end - 1)
    names = [talks(desk, await desk.asks())[-1].alias for _ in range(3)]
    assert names == ["bullfinch-99", "bullfinch-999", "bullfinch-9999"]
