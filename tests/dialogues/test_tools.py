"""What volunteers have at hand beside their own words, and what the person sees of it."""

from collections.abc import AsyncIterator

import pytest

from bot import answers, companies, documents, replies
from bot.language import bare, label
from bot.playground.chats import Message
from bot.playground.phone import Phone
from db import desk as desks
from db.store import Store
from tests.dialogues.conftest import spaced
from tests.dialogues.desks import Desk, opened

LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])


@pytest.fixture
async def desk(lite: Store) -> AsyncIterator[Desk]:
    async with opened(lite) as found:
        yield found


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


# which language the person reads


@pytest.mark.parametrize(
    ("language", "phone", "told"),
    [
        ("fr", "robin", "This person reads French, and I translate nothing."),
        ("en", "lou", "La personne lit l’anglais ; je ne traduis rien."),
    ],
)
async def test_who_takes_over_hears_which_language_the_person_reads(
    desk: Desk, language: str, phone: str, told: str
) -> None:
    await desk.asks("…", language)
    taken = await desk.press(label("desk.take", language), getattr(desk, phone))
    assert told in taken


@pytest.mark.parametrize(("language", "phone"), [("fr", "lou"), ("en", "robin")])
async def test_who_speaks_it_is_told_nothing_of_languages(
    desk: Desk, language: str, phone: str
) -> None:
    await desk.asks("…", language)
    taken = await desk.press(label("desk.take", language), getattr(desk, phone))
    assert taken
    assert "translate" not in taken
    assert "traduis" not in taken


async def test_a_phone_in_a_third_language_is_told_in_english(desk: Desk) -> None:
    kim = desk.world.telegram.phone("Kim", "de")
    desk.forum.join(kim)
    await desk.asks("…", "en")
    assert "This person reads English" in await desk.press("I take it", kim)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_notices_on_taking_fit_into_two_hundred_characters(language: str) -> None:
    for key in ("yours_now", "yours_now_fr", "yours_now_en"):
        assert len(label(f"desk.{key}", language)) <= 200, key


# ready-made replies


@LANGUAGES
async def test_a_ready_made_reply_goes_to_the_person_in_their_language(
    desk: Desk, language: str
) -> None:
    chat = await desk.asks("…", language)
    await desk.press(on("canned", language))
    before = len(desk.topic.messages)
    assert titled("hello", language) in under(desk)

    await desk.press(titled("details", language))

    reply = replies.reply("details")
    assert reply
    words = spaced(reply.text[language])
    assert chat.last == f"{'Bénévole' if language == 'fr' else 'Volunteer'}\n{words}"
    assert words in desk.lines[-1]
    assert titled("details", language) in desk.lines[-1]
    assert len(desk.topic.messages) == before, "the picker was changed, nothing was added"
    assert all("Lou" not in one.text for one in chat.phone.replies)


async def test_every_reply_can_be_sent_from_one_picker(desk: Desk) -> None:
    chat = await desk.asks("…", "fr")
    await desk.press(on("canned", "fr"))
    for one in replies.replies():
        await desk.press(spaced(one.title["fr"]))
        assert chat.last.endswith(spaced(one.text["fr"]))
        await desk.press("‹ Retour")
    assert len(desk.bots) == 2


async def test_a_reply_that_names_an_answer_opens_it(desk: Desk) -> None:
    chat = await desk.asks("…", "en")
    await pressed(desk, on("canned", "en"), titled("lawyers", "en"))
    (button,) = chat.labels
    assert button in await chat.press(button)


async def test_a_ready_made_reply_counts_as_an_answer(desk: Desk) -> None:
    chat = await desk.asks()
    await pressed(desk, on("canned", "fr"), titled("hello", "fr"))
    await desk.world.skip(hours=50)
    assert chat.heard("depuis deux jours") == 0
    (waited,) = await desk.world.house.store(desks.first_answers)
    assert waited.total_seconds() < 60


async def test_the_person_can_reply_to_a_ready_made_reply(desk: Desk) -> None:
    chat = await desk.asks()
    await pressed(desk, on("canned", "fr"), titled("details", "fr"))
    asked = chat.phone.last
    await chat.do(lambda: chat.phone.say("En Belgique.", reply_to=asked))
    await desk.pause()
    assert desk.lines[-1] == "En Belgique."
    assert desk.bots[-1].reply_to is desk.bots[-2]


@LANGUAGES
async def test_a_picker_is_put_away_or_left_as_a_record(desk: Desk, language: str) -> None:
    await desk.asks("…", language)
    await pressed(desk, on("canned", language), on("away", language))
    assert len(desk.bots) == 1

    await pressed(desk, on("canned", language), titled("hello", language), on("done", language))
    assert titled("hello", language) in desk.lines[-1]
    assert under(desk) == []


async def test_two_presses_on_one_page_send_once(desk: Desk) -> None:
    chat = await desk.asks()
    await desk.press(on("canned", "fr"))
    said, at = data(desk, titled("hello", "fr"))
    before = len(chat.phone.replies)

    def twice() -> None:
        desk.forum.forge(desk.lou, said, at)
        desk.forum.forge(desk.robin, said, at)

    await desk.do(twice)
    assert len(chat.phone.replies) == before + 1


async def test_a_reply_that_is_no_more_sends_nothing(desk: Desk) -> None:
    chat = await desk.asks()
    await desk.press(on("canned", "fr"))
    said, at = data(desk, titled("hello", "fr"))
    before = len(chat.phone.replies)
    told = await forged(desk, said.replace("hello", "farewell"), at)
    assert told.startswith("Ce bouton date d’une version passée : rien n’a été envoyé.")
    assert len(chat.phone.replies) == before


async def test_once_closed_a_picker_sends_nothing(desk: Desk) -> None:
    chat = await desk.asks()
    await desk.press(on("canned", "fr"))
    said, at = data(desk, titled("hello", "fr"))
    await desk.press("Clore")
    before = len(chat.phone.replies)
    assert await forged(desk, said, at) == "Cette conversation est close."
    assert await forged(desk, said, at, desk.robin) == "This conversation is closed."
    assert len(chat.phone.replies) == before


async def test_once_erased_a_picker_sends_nothing(desk: Desk) -> None:
    chat = await desk.asks()
    await desk.press(on("canned", "fr"))
    said, at = data(desk, titled("hello", "fr"))
    await chat.say("/benevole")
    await chat.press("Clore et tout effacer là-bas")
    before = len(chat.phone.replies)
    assert await forged(desk, said, at) == "Cette conversation a été effacée."
    assert len(chat.phone.replies) == before


async def test_who_left_presses_in_vain(desk: Desk) -> None:
    chat = await desk.asks()
    await desk.press(on("canned", "fr"), desk.robin)
    said, at = data(desk, titled("hello", "fr"))
    desk.forum.leave(desk.robin)
    before = len(chat.phone.replies)
    told = await forged(desk, said, at, desk.robin)
    assert told == "This button is for the volunteers of this group."
    assert len(chat.phone.replies) == before


async def test_a_person_who_blocked_the_bot_is_told_of_under_the_picker(desk: Desk) -> None:
    chat = await desk.asks()
    await chat.do(chat.phone.block)
    await pressed(desk, on("canned", "fr"), titled("hello", "fr"))
    assert desk.lines[-1] == "Non remis : la personne a bloqué le bot."
    assert desk.bots[-1].reply_to is desk.bots[-2]
    desk.world.telegram.calls.clear()  # that it was refused is what this is about


# the rest of the card's buttons


@LANGUAGES
async def test_the_card_unfolds_and_folds_its_buttons(desk: Desk, language: str) -> None:
    await desk.asks("…", language)
    few = under(desk)
    assert few == [on(key, language) for key in ("take", "canned", "close", "more")]

    await desk.press(on("more", language))
    assert under(desk)[:3] == few[:3]
    assert on("answers", language) in under(desk)

    await desk.press(on("less", language))
    assert under(desk) == few
    assert len(desk.topic.messages) == 2


async def test_taking_it_folds_the_card(desk: Desk) -> None:
    await desk.asks()
    await pressed(desk, "Plus…", "Je m’en charge")
    assert under(desk)[0] == "Lou s’en charge · passer la main"
    assert "Plus…" in under(desk)


async def test_a_closed_card_does_not_unfold(desk: Desk) -> None:
    await desk.asks()
    said, at = data(desk, "Plus…")
    await desk.press("Clore")
    assert await forged(desk, said, at) == "Cette conversation est close."
    assert "Rouvrir" in [spaced(one.text) for one in at.buttons]


# our answers


def named(topic: str, language: str) -> str:
    """Return the words on the button of an answer, or of a group of them."""
    group = next((one for one in answers.groups() if one.id == topic), None)
    return spaced(group.title[language] if group else answers.title(topic)[language])


async def sent(desk: Desk, language: str, group: str, topic: str) -> None:
    """Send an answer from the card."""
    words = on("more", language), on("answers", language)
    await pressed(desk, *words, named(group, language), named(topic, language))


@pytest.mark.parametrize(
    ("language", "country", "head"),
    [
        ("fr", "fr", "Une ou un bénévole vous envoie cette réponse :"),
        ("en", "gb-eng", "A volunteer sends you this answer:"),
    ],
)
async def test_an_answer_is_sent_as_the_bot_gives_it(
    desk: Desk, language: str, country: str, head: str
) -> None:
    chat = await desk.asks("…", language)
    found = answers.answer("right-of-access")
    assert found

    await sent(desk, language, "rights", "right-of-access")

    page = found.html(language, country, desk.world.now.date())
    assert chat.last == spaced(f"{head}\n\n{bare(page)}")
    assert len(chat.labels) == 1, "the act that fits, and nothing else"
    assert len(desk.bots) == 2, "one picker, whose pages followed each other"
    assert named("right-of-access", language) in desk.lines[-1]
    keys = ("wrong", "done")
    assert [one for one in under(desk) if "‹" not in one] == [on(key, language) for key in keys]


async def test_the_act_of_an_answer_can_be_begun_at_once(desk: Desk) -> None:
    chat = await desk.asks()
    await sent(desk, "fr", "rights", "right-of-access")
    assert "pour qui" in (await chat.press(*chat.labels)).lower()


async def test_an_answer_about_volunteers_offers_no_volunteer(desk: Desk) -> None:
    chat = await desk.asks()
    await sent(desk, "fr", "bot", "bot-human")
    assert chat.labels == []


async def test_an_answer_counts_as_one_and_can_be_replied_to(desk: Desk) -> None:
    chat = await desk.asks()
    await sent(desk, "fr", "rights", "right-of-access")
    read = chat.phone.last
    assert await desk.world.house.store(desks.first_answers)

    await chat.do(lambda: chat.phone.say("Et pour mon enfant", reply_to=read))
    await desk.pause()
    assert desk.lines[-1] == "Et pour mon enfant"
    assert desk.bots[-1].reply_to is desk.bots[-2]


@LANGUAGES
async def test_from_the_answers_one_goes_back_and_away(desk: Desk, language: str) -> None:
    await desk.asks("…", language)
    await pressed(desk, on("more", language), on("answers", language), named("rights", language))
    back = "‹ Retour" if language == "fr" else "‹ Back"
    await desk.press(back)
    assert named("contexts", language) in under(desk)
    await desk.press(on("away", language))
    assert len(desk.bots) == 1


def test_every_answer_and_group_fits_a_button() -> None:
    for group in answers.groups():
        assert len(f"talk:answers.{group.id}:{'x' * 16}".encode()) <= 64
    for found in answers.answers():
        assert len(f"talk:answer.{found.topic}:{'x' * 16}".encode()) <= 64


@pytest.mark.parametrize("verb", ["answer.nothing", "wrong.nothing"])
async def test_an_answer_that_is_no_more_is_not_sent(desk: Desk, verb: str) -> None:
    chat = await desk.asks()
    await pressed(desk, "Plus…", "Réponse du bot…")
    said, at = data(desk, "Ranger")
    before = len(chat.phone.replies)
    assert "version passée" in await forged(desk, said.replace("away", verb), at)
    assert len(chat.phone.replies) == before
    assert desk.forum.general.messages[-1].service


async def test_once_closed_no_answer_is_sent(desk: Desk) -> None:
    chat = await desk.asks()
    await pressed(desk, "Plus…", "Réponse du bot…", named("rights", "fr"))
    said, at = data(desk, named("right-of-access", "fr"))
    await desk.press("Clore")
    before = len(chat.phone.replies)
    assert await forged(desk, said, at) == "Cette conversation est close."
    assert len(chat.phone.replies) == before


# an answer that is wrong


@LANGUAGES
async def test_a_wrong_answer_is_noted_for_all_without_anybody_s_name(
    desk: Desk, language: str
) -> None:
    chat = await desk.asks("…", language)
    await sent(desk, language, "rights", "right-of-access")
    before = len(chat.phone.replies)

    await desk.press(on("wrong", language))

    note = spaced(desk.forum.general.messages[-1].text)
    assert named("right-of-access", language) in note
    assert f"right-of-access · {language.upper()}" in note
    assert "2026" in note
    assert "?" in note
    alias = desk.topic.name.partition(" ·")[0]
    assert not any(name in note for name in ("Lou", "Robin", "Ana", alias))
    assert on("wrong", language) not in under(desk)
    assert "General" in desk.lines[-1]
    assert len(chat.phone.replies) == before, "the person hears nothing of it"


async def test_the_same_answer_is_noted_once_a_day(desk: Desk) -> None:
    await desk.asks()
    await sent(desk, "fr", "rights", "right-of-access")
    said, at = data(desk, "Cette réponse est fausse")
    await desk.press("Cette réponse est fausse")
    noted = len(desk.forum.general.messages)
    await forged(desk, said, at, desk.robin)
    assert len(desk.forum.general.messages) == noted


async def test_what_is_said_under_the_note_stays_in_general(desk: Desk) -> None:
    chat = await desk.asks()
    await sent(desk, "fr", "rights", "right-of-access")
    await desk.press("Cette réponse est fausse")
    note = desk.forum.general.messages[-1]
    before = len(chat.phone.replies), len(desk.forum.messages)
    await desk.do(lambda: desk.forum.say(desk.lou, "Le délai est faux.", reply_to=note))
    assert (len(chat.phone.replies), len(desk.forum.messages) - 1) == before


async def test_who_left_sends_and_notes_nothing(desk: Desk) -> None:
    chat = await desk.asks()
    await sent(desk, "fr", "rights", "right-of-access")
    said, at = data(desk, "Cette réponse est fausse")
    noted = len(desk.forum.general.messages)
    desk.forum.leave(desk.robin)
    before = len(chat.phone.replies)
    for press in (said, said.replace("wrong.", "answer.")):
        assert (await forged(desk, press, at, desk.robin)).startswith("This button is for the")
    assert len(chat.phone.replies) == before
    assert [one for one in desk.forum.general.messages[noted:] if not one.service] == []


# a request that a volunteer prepares


NOTE = {"fr": "//demande", "en": "//request"}


def right(code: str, language: str) -> str:
    """Return the words on the button of a right."""
    return spaced(label(f"requests.right_{code}", language))


@LANGUAGES
async def test_a_request_is_proposed_and_begun_by_the_person(desk: Desk, language: str) -> None:
    chat = await desk.asks("…", language)
    before = len(chat.phone.replies)
    await desk.answer(f"{NOTE[language]} clearview")
    assert desk.bots[-1].reply_to is desk.topic.messages[-2]
    assert "Clearview AI" in under(desk)[0]
    assert len(under(desk)) <= 5
    await pressed(desk, under(desk)[0])
    assert len(chat.phone.replies) == before, "the person hears nothing before it is proposed"

    await desk.press(right("erasure", language))

    assert "Clearview AI" in chat.last
    assert right("erasure", language) in chat.last
    assert chat.labels == [on("propose_begin", language), on("propose_no", language)]
    assert "Clearview AI" in desk.lines[-1]
    assert right("erasure", language) in desk.lines[-1]
    assert len(desk.bots) == 2
    assert await desk.world.house.store(desks.first_answers)

    await chat.press(on("propose_begin", language))
    await chat.press("Pour moi" if language == "fr" else "For me")
    await chat.press(spaced(label("requests.erasure_now", language)))
    law = "RGPD" if language == "fr" else "UK GDPR"
    assert any(law in one for one in chat.labels), "right and company are not asked again"
    await desk.pause()
    assert len(desk.bots) == 2, "the volunteers hear nothing of what is answered"


@LANGUAGES
async def test_a_proposal_can_be_declined(desk: Desk, language: str) -> None:
    chat = await desk.asks("…", language)
    await desk.answer(f"{NOTE[language]} clearview")
    await pressed(desk, under(desk)[0], right("access", language))
    assert await chat.press(on("propose_no", language)) == on("declined", language)
    assert chat.labels == []


@LANGUAGES
async def test_a_company_we_do_not_know_can_be_typed_by_the_person(
    desk: Desk, language: str
) -> None:
    await desk.asks("…", language)
    await desk.answer(f"{NOTE[language]} Qzxwvk")
    assert desk.lines[-1] == on("propose_unknown", language)
    assert under(desk) == [on("away", language)]
    await desk.press(on("away", language))
    assert desk.topic.messages[-1].mine


@LANGUAGES
async def test_the_card_says_how_to_type_it_and_so_does_the_line_alone(
    desk: Desk, language: str
) -> None:
    await desk.asks("…", language)
    phone = desk.lou if language == "fr" else desk.robin
    told = await pressed(desk, on("more", language), on("propose", language), by=phone)
    assert f"{NOTE[language]} Clearview" in told
    assert len(told) <= 200

    await desk.answer(NOTE[language])
    assert f"{NOTE[language]} Clearview" in desk.lines[-1]


@pytest.mark.parametrize("note", ["// demander à Clearview", "//requested Clearview", "//demandes"])
async def test_other_notes_are_notes(desk: Desk, note: str) -> None:
    chat = await desk.asks()
    before = len(chat.phone.replies)
    await desk.answer(note)
    assert len(desk.bots) == 1
    assert len(chat.phone.replies) == before


async def test_what_somebody_else_s_law_knows_is_offered_where_it_holds(desk: Desk) -> None:
    chat = await desk.asks("…", "fr")
    await chat.forge("settings:in.us:")
    await desk.answer("//demande clearview")
    await pressed(desk, under(desk)[0])
    assert right("opt-out", "fr") in under(desk)


def test_every_proposal_fits_its_buttons() -> None:
    ids = [*(one.id for one in companies.everyone()), "x" * 16]  # an imported id has 16 at most
    for company in ids:
        for code in documents.every_right():
            assert len(f"talk:ask.{code}~{company}:{'x' * 16}".encode()) <= 64, (company, code)
            assert len(f"requests:begin:{company}_{code}".encode()) <= 64, (company, code)


@pytest.mark.parametrize(
    "verb", ["company.nobody", "ask.access~nobody", "ask.nothing~clearview-ai", "ask.access"]
)
async def test_what_was_never_offered_is_not_proposed(desk: Desk, verb: str) -> None:
    chat = await desk.asks()
    await desk.answer("//demande clearview")
    said, at = data(desk, "Ranger")
    before = len(chat.phone.replies)
    assert "version passée" in await forged(desk, said.replace("away", verb), at)
    assert len(chat.phone.replies) == before


async def test_nothing_is_proposed_once_it_is_closed(desk: Desk) -> None:
    chat = await desk.asks()
    await desk.answer("//demande clearview")
    await pressed(desk, under(desk)[0])
    said, at = data(desk, right("access", "fr"))
    await desk.press("Clore")
    before = len(chat.phone.replies)
    assert await forged(desk, said, at) == "Cette conversation est close."
    await desk.answer("//demande clearview")
    assert desk.lines[-1] == "Rien n’a été envoyé : cette conversation est close."
    assert len(chat.phone.replies) == before


async def test_nothing_is_proposed_by_who_left(desk: Desk) -> None:
    chat = await desk.asks()
    await desk.answer("//demande clearview")
    await pressed(desk, under(desk)[0])
    said, at = data(desk, right("access", "fr"))
    desk.forum.leave(desk.robin)
    before = len(chat.phone.replies)
    assert (await forged(desk, said, at, desk.robin)).startswith("This button is for the")
    assert len(chat.phone.replies) == before


async def test_a_proposal_outlives_the_conversation_that_made_it(desk: Desk) -> None:
    chat = await desk.asks()
    await desk.answer("//demande clearview")
    await pressed(desk, under(desk)[0], right("access", "fr"))
    begin = chat.data("Commencer")
    await chat.say("/benevole")
    await chat.press("Clore et tout effacer là-bas")
    assert await chat.forge(begin)
    assert await chat.press("Pour moi")
