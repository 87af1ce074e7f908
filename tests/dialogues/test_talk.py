"""A person and a volunteer talk, and neither sees who the other is."""

from collections.abc import AsyncIterator

import pytest

from db.store import Store
from tests.dialogues.desks import Desk, opened
from tests.dialogues.walks import sent


@pytest.fixture
async def desk(store: Store) -> AsyncIterator[Desk]:
    async with opened(store) as found:
        yield found


async def test_what_is_sent_is_exactly_what_was_shown(desk: Desk) -> None:
    chat = await desk.world.settled("Ana", "fr", "fr")
    await chat.say("/benevole")
    shown = await chat.say("On me refuse l’accès, que faire ?")
    assert "Voici exactement ce que verront les bénévoles" in shown
    assert not desk.forum.topics, "nothing is sent before one has seen it"

    said = await chat.press("Envoyer")

    card = desk.lines[0]
    assert shown.endswith(card)
    assert "français · France" in card
    assert "On me refuse l’accès, que faire ?" in card
    assert "Ana" not in card
    alias = card.partition(" ·")[0]
    assert alias in said
    assert desk.topic.name == f"{alias} · FR"


async def test_words_go_both_ways_without_names(desk: Desk) -> None:
    chat = await desk.asks("On me refuse l’accès.")

    await desk.answer("Bonjour, avez-vous une preuve d’envoi ?")
    assert chat.last == "Bénévole\nBonjour, avez-vous une preuve d’envoi ?"

    await chat.say("Oui, un recommandé.")
    await desk.pause()
    assert desk.lines[-1] == "Oui, un recommandé."
    assert all("Lou" not in message.text for message in chat.phone.replies)
    assert all("Ana" not in line for line in desk.lines)


async def test_texts_in_a_row_arrive_as_one_and_are_each_marked(desk: Desk) -> None:
    chat = await desk.asks()
    sent = [chat.phone.say(words) for words in ("un", "deux", "trois")]
    await desk.world.house.wire.settle()
    assert len(desk.lines) == 1

    await desk.pause()

    assert desk.lines[1:] == ["un\n\ndeux\n\ntrois"]
    assert [message.reaction for message in sent] == ["👌", "👌", "👌"]


async def test_a_reply_answers_the_copy_of_what_it_answers(desk: Desk) -> None:
    chat = await desk.asks()
    await desk.answer("Première question. Seconde question ?")
    first = chat.phone.last
    await desk.answer("Autre chose.")

    await chat.do(lambda: chat.phone.say("Oui.", reply_to=first, quote="Seconde question"))
    await desk.pause()

    copy = desk.bots[-1]
    assert copy.text == "Oui."
    assert copy.reply_to
    assert copy.reply_to.text == "Première question. Seconde question ?"

    await desk.answer("Merci", reply_to=copy)
    answered = chat.phone.last.reply_to
    assert answered
    assert answered.text == "Oui."


async def test_a_change_is_passed_on(desk: Desk) -> None:
    chat = await desk.asks()
    said = chat.phone.say("Le 3 mai")
    await desk.pause()

    await chat.do(lambda: chat.phone.edit(said, "Le 4 mai"))
    assert desk.lines[-1] == "Le 4 mai"

    volunteer = desk.forum.say(desk.lou, "Bien reçu le 4", desk.topic)
    await desk.world.house.wire.settle()
    await desk.do(lambda: desk.forum.edit(desk.lou, volunteer, "Bien reçu, le 4 mai"))
    assert chat.last == "Bénévole\nBien reçu, le 4 mai"


async def test_a_change_to_what_a_volunteer_deleted_stays_in_the_topic(desk: Desk) -> None:
    chat = await desk.asks()
    said = chat.phone.say("Le 3 mai")
    await desk.pause()
    desk.forum.delete(desk.bots[-1])
    general = len(desk.forum.general.messages)

    await chat.do(lambda: chat.phone.edit(said, "Le 4 mai"))

    assert desk.lines[-1] == "✏️ Modifié :\nLe 4 mai"
    assert len(desk.forum.general.messages) == general
    desk.world.telegram.calls.clear()  # that it was refused is what this is about


async def test_a_change_to_one_of_several_is_said_anew(desk: Desk) -> None:
    chat = await desk.asks()
    first = chat.phone.say("un")
    chat.phone.say("deux")
    await desk.pause()

    await chat.do(lambda: chat.phone.edit(first, "premier"))

    assert desk.lines[-1] == "✏️ Modifié :\npremier"
    assert desk.bots[-1].reply_to is desk.bots[-2]


async def test_a_change_before_it_left_goes_with_it(desk: Desk) -> None:
    chat = await desk.asks()
    said = chat.phone.say("Le 3 mai")
    await desk.world.house.wire.settle()
    await chat.do(lambda: chat.phone.edit(said, "Le 4 mai"))
    await desk.pause()
    assert desk.lines[1:] == ["Le 4 mai"]


async def test_a_file_goes_after_a_warning_only(desk: Desk) -> None:
    chat = await desk.asks()
    await chat.do(lambda: chat.phone.send_document("refus.pdf", caption="Voir *ici* @lou"))
    assert "Il peut montrer votre nom" in chat.last
    assert len(desk.topic.messages) == 2

    await chat.press("Le transmettre")

    copied = desk.topic.messages[-1]
    assert copied.document
    assert copied.document[0] == "refus.pdf"
    assert copied.protected
    assert {entity.type for entity in copied.words.entities} == {"code"}


async def test_a_file_that_is_not_to_go_is_deleted(desk: Desk) -> None:
    chat = await desk.asks()
    await chat.do(chat.phone.send_photo)
    await chat.press("Le supprimer")
    assert all(message.photo is None for message in chat.phone.messages)
    assert len(desk.topic.messages) == 2


async def test_a_voice_and_a_contact_go_to_nobody(desk: Desk) -> None:
    chat = await desk.asks()
    assert "livrerait votre voix" in await chat.do(chat.phone.send_voice)
    assert all(message.voice is None for message in chat.phone.messages)

    await desk.do(lambda: desk.forum.send_voice(desk.lou, topic=desk.topic))
    assert desk.lines[-1].startswith("Rien n’a été envoyé.")
    assert all(message.voice is None for message in chat.phone.messages)


async def test_a_volunteer_s_document_arrives_without_their_name(desk: Desk) -> None:
    chat = await desk.asks()
    await desk.do(
        lambda: desk.forum.send_document(desk.lou, "modele.pdf", topic=desk.topic, caption="Voici")
    )
    assert chat.phone.last.document
    assert chat.phone.last.document[0] == "modele.pdf"
    assert chat.last == "Bénévole\nVoici"


async def test_notes_and_commands_stay_with_the_volunteers(desk: Desk) -> None:
    chat = await desk.asks()
    before = len(chat.phone.replies)
    await desk.answer("// je pense que c’est un cas pour la CNIL")
    await desk.answer("/autre")
    assert len(chat.phone.replies) == before


async def test_words_mention_link_and_format_nothing_in_the_group(desk: Desk) -> None:
    await desk.asks("@robin #urgent https://example.org /desk a@b.fr <b>gras</b>")
    chat = await desk.world.settled("Bob", "fr", "fr")
    await desk.ask(chat, "x")
    await chat.say("@robin #urgent https://example.org /desk a@b.fr <b>gras</b> *x*")
    await desk.pause()

    for topic in desk.forum.topics.values():
        kinds = {one.type for message in topic.messages for one in message.words.entities}
        assert kinds <= {"bold", "italic", "code"}
    assert desk.lines[-1] == "@robin #urgent https://example.org /desk a@b.fr <b>gras</b> *x*"
    assert {one.type for one in desk.bots[-1].words.entities} == {"code"}


async def test_the_bot_is_still_there_during_a_conversation(desk: Desk) -> None:
    chat = await desk.asks()
    said = await chat.say("/question Combien de temps ont-ils pour répondre ?")
    assert "mois" in said
    await desk.pause()
    assert len(desk.lines) == 1

    reply = chat.phone.last
    await chat.do(lambda: chat.phone.say("et en Suisse ?", reply_to=reply))
    await desk.pause()
    assert len(desk.lines) == 1, "a reply to the bot is for the bot"


async def test_the_person_ends_it_and_is_with_the_bot_again(desk: Desk) -> None:
    chat = await desk.asks()
    await chat.say("/benevole")
    said = await chat.press("Clore la conversation")
    assert "25 décembre 2026" in said
    assert desk.topic.closed
    assert "La personne a clos la conversation." in desk.lines

    await chat.say("Combien de temps ont-ils pour répondre ?")
    await desk.pause()
    assert "La personne a clos la conversation." in desk.lines[-1]

    await desk.answer("Encore un mot")
    assert desk.lines[-1] == "Rien n’a été envoyé : cette conversation est close."


async def test_the_person_has_it_erased_there_with_every_message(desk: Desk) -> None:
    chat = await desk.asks()
    await chat.say("/benevole")
    await chat.press("Clore et effacer de leur groupe")
    assert not desk.forum.topics
    assert (await chat.say("/benevole")).startswith("Une ou un bénévole")


async def test_to_be_forgotten_takes_the_topic_along(desk: Desk) -> None:
    chat = await desk.asks()
    await chat.say("/oublier")
    await chat.press("Tout effacer")
    assert not desk.forum.topics


async def test_a_closed_conversation_is_taken_up_again_by_a_reply(desk: Desk) -> None:
    chat = await desk.asks()
    await desk.answer("Voilà.")
    answered = chat.phone.last
    await desk.press("Clore")
    assert "Les bénévoles ont clos la conversation." in chat.last

    said = await chat.do(lambda: chat.phone.say("Encore ceci", reply_to=answered))
    assert "rien n’a été envoyé" in said
    await chat.press("Reprendre la conversation")
    assert not desk.topic.closed
    await chat.say("Encore ceci")
    await desk.pause()
    assert desk.lines[-1] == "Encore ceci"


async def test_a_month_after_its_end_a_topic_is_deleted(desk: Desk) -> None:
    await desk.asks()
    await desk.press("Clore")
    await desk.world.skip(days=29)
    assert desk.forum.topics
    await desk.world.skip(days=1, hours=2)
    assert not desk.forum.topics


async def test_who_waits_two_days_is_told_once_and_so_are_the_volunteers(desk: Desk) -> None:
    chat = await desk.asks()
    await desk.world.skip(hours=47)
    assert chat.heard("depuis deux jours") == 0
    await desk.world.skip(hours=2)
    assert chat.heard("depuis deux jours") == 1
    assert desk.lines[-1].startswith("⏰ En attente depuis deux jours.")
    await desk.world.skip(days=3)
    assert chat.heard("depuis deux jours") == 1

    await desk.answer("Pardon !")
    await chat.say("Ce n’est rien")
    await desk.world.skip(hours=49)
    assert chat.heard("depuis deux jours") == 2


async def test_what_nobody_goes_on_with_is_closed_after_two_weeks(desk: Desk) -> None:
    chat = await desk.asks()
    await desk.answer("Bonjour")
    await desk.world.skip(days=13)
    assert not desk.topic.closed
    await desk.world.skip(days=1)
    assert desk.topic.closed
    assert "depuis deux semaines" in chat.last


async def test_a_sticker_is_not_passed_on(desk: Desk) -> None:
    chat = await desk.asks()
    assert "Ceci reste ici." in await chat.do(chat.phone.send_sticker)


async def test_who_answered_is_waited_for_no_longer(desk: Desk) -> None:
    chat = await desk.asks()
    await desk.answer("Bonjour")
    await desk.world.skip(days=4)
    assert chat.heard("depuis deux jours") == 0


async def test_a_person_who_blocks_the_bot_is_told_of(desk: Desk) -> None:
    chat = await desk.asks()
    await chat.do(chat.phone.block)
    await desk.answer("Êtes-vous là ?")
    assert desk.lines[-1] == "Non remis : la personne a bloqué le bot."
    desk.world.telegram.calls.clear()  # that it was refused is what this is about


async def test_who_is_in_danger_is_told_whom_to_call_while_the_volunteers_may_be_away(
    desk: Desk,
) -> None:
    chat = await desk.asks()
    said = await chat.say("j’ai envie de mourir")
    assert "3114" in said
    await desk.pause()
    assert desk.lines[-1] == "j’ai envie de mourir"


async def test_a_case_is_shown_only_when_it_is_chosen(desk: Desk) -> None:
    chat = await desk.world.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.say("/dossiers")
    await chat.press("Clearview AI, Inc., accès")
    await chat.press("Parler à une personne")
    assert "Cette demande : Clearview AI, Inc., accès" in chat.labels
    await chat.press("Cette demande : Clearview AI, Inc., accès")
    shown = await chat.say("Que faire ensuite ?")
    assert "Clearview AI, Inc." in shown
    await chat.press("Envoyer")
    assert shown.endswith(desk.lines[0])
    assert "Ana" not in desk.lines[0]  # an alias may be « Martin-pêcheur »


async def test_the_answer_just_read_is_shown_only_when_it_is_chosen(desk: Desk) -> None:
    chat = await desk.world.settled("Ana", "fr", "fr")
    await chat.forge("desk:topic:police-fingerprints")
    shared = next(label for label in chat.labels if label.startswith("La réponse que j’ai lue"))
    await chat.press(shared)
    shown = await chat.say("Je ne comprends pas la fin.")
    assert "Vient de lire" in shown
    await chat.press("Envoyer")
    assert "Vient de lire" in desk.lines[0]


async def test_the_steps_can_be_gone_back_and_cancelled(desk: Desk) -> None:
    chat = await desk.world.settled("Ana", "fr", "fr")
    await chat.say("/benevole")
    assert "trop long" in await chat.say("a" * 3001)
    await chat.say("Premier essai")
    await chat.press("‹ Retour")
    assert "Second essai" in await chat.say("Second essai")
    await chat.press("Annuler")
    assert not desk.forum.topics


async def test_privacy_says_what_becomes_of_a_conversation(desk: Desk) -> None:
    chat = await desk.world.settled("Ana", "fr", "fr")
    assert "30 jours après sa fin" in await chat.say("/confidentialite")


async def test_an_english_person_s_topic_speaks_english(desk: Desk) -> None:
    chat = await desk.asks("They refuse", "en")
    assert "English · England" in desk.lines[0] or "English · United Kingdom" in desk.lines[0]
    await desk.answer("Bonjour")
    assert chat.last == "Volunteer\nBonjour"
