"""Questions in people's own words."""

import pytest

from bot.answers import Found
from tests.dialogues.conftest import Chat, World
from tests.dialogues.walks import at_the_name


def finds(
    monkeypatch: pytest.MonkeyPatch, outcome: str, topic: str = "none", *also: str, danger: bool
) -> None:
    """Have the search find this, whatever was asked: the search has tests of its own."""
    found = Found(outcome, topic, 0.5, also, danger=danger)
    monkeypatch.setattr("bot.answers.finder.find", lambda *_: found)


async def test_an_answer_is_a_reply_with_its_country_and_action(town: World) -> None:
    chat = await town.settled("Alex", "en", "gb")

    answer = await chat.say("what is clearview ai?")

    assert "the ICO fined Clearview" in answer
    assert "CNIL a infligé" not in answer
    assert "As of 25 November 2026. General information, not legal advice." in answer
    assert chat.labels[0] == "✍️ Write to this company"
    assert chat.labels[-1] == "Not what I asked"
    reply = chat.phone.replies[-1].reply_to
    assert reply is not None
    assert reply.text == "what is clearview ai?"


async def test_not_what_i_asked_offers_others_without_keeping_the_question(town: World) -> None:
    chat = await town.settled("Alex", "en", "gb")
    await chat.say("what is clearview ai?")

    others = await chat.press("Not what I asked")

    assert others == "I’m not sure I understand. Is it one of these?"
    assert "Clearview AI: who, what, fines" not in chat.labels, "they have just seen it"
    assert chat.labels[-1] == "None of these"
    said = await chat.press("None of these")
    assert said.startswith("I have no reliable answer to that, and I would rather not make one up.")


async def test_a_question_that_is_gone_from_the_chat_is_asked_for_again(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("c’est quoi clearview ai ?")
    chat.phone.delete(next(one for one in reversed(chat.phone.messages) if one.mine))

    assert await chat.press("Ce n’est pas ma question") == (
        "Je n’ai pas gardé votre question. Posez-la encore une fois, avec d’autres mots."
    )


async def test_did_you_mean_offers_at_most_five_and_a_way_out(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    finds(
        monkeypatch, "unsure", "right-of-access", "right-to-erasure", "clearview-about",
        "who-has-my-face", "response-deadline", "which-authority", danger=False,
    )  # fmt: skip

    assert await chat.say("mes données") == (
        "J’ai peut-être mal compris. Est-ce l’un de ces sujets ?"
    )
    assert len(chat.labels) == 6
    assert chat.labels[0] == "Droit d’accès"
    assert chat.labels[-1] == "Aucun de ceux-là"
    assert "article 15" in await chat.press("Droit d’accès")


async def test_a_topic_without_a_checked_text_is_said_to_have_none(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    finds(monkeypatch, "sure", "right-of-access", danger=False)
    monkeypatch.setattr("bot.answers.answer", lambda _: None)

    said = await chat.say("le droit d'accès")

    assert said.startswith(
        "Cela semble concerner « Droit d’accès ». Je n’ai pas encore de texte vérifié sur ce sujet."
    )


@pytest.mark.parametrize(
    ("language", "asked", "said"),
    [
        ("en", "how do I bake sourdough bread", "I would rather not make one up."),
        ("fr", "comment cuire un pain au levain", "je préfère ne pas en inventer."),
    ],
)
async def test_what_we_do_not_know_is_said(
    town: World, language: str, asked: str, said: str
) -> None:
    chat = await town.settled("Alex", language, "fr")

    assert said in await chat.say(asked)
    assert chat.labels, "topics are offered"


@pytest.mark.parametrize(
    ("language", "greeting", "said"),
    [
        ("fr", "bonjour", "Je suis là pour vous. Posez-moi"),
        ("fr", "merci beaucoup", "Je suis là pour vous. Posez-moi"),
        ("en", "hello", "I’m here for you. Ask me"),
        ("en", "thx", "I’m here for you. Ask me"),
        ("en", "🙂", "I’m here for you. Ask me"),
    ],
)
async def test_small_talk_is_answered_kindly(
    town: World, language: str, greeting: str, said: str
) -> None:
    chat = await town.settled("Ana", language, "fr")

    assert (await chat.say(greeting)).startswith(said)


async def test_another_language_is_told_which_ones_we_speak(town: World) -> None:
    chat = await town.settled("Alex", "en", "gb")

    said = await chat.say("¿Qué datos biométricos tiene esta empresa sobre mí y cómo los borro?")

    assert "francés e inglés" in said


async def test_a_french_question_on_an_english_phone_is_understood(town: World) -> None:
    chat = await town.settled("Alex", "en", "gb")

    assert "Clearview AI is a US company" in await chat.say("c’est quoi clearview ai ?")


@pytest.mark.parametrize(
    ("language", "country", "words", "number"),
    [
        ("en", "gb", "he threatens to kill me", "116 123: somebody who listens"),
        ("fr", "fr", "je vais me suicider", "3114 : prévention du suicide, jour et nuit"),
        ("fr", "be", "je vais me suicider", "0800 32 123 : prévention du suicide"),
        ("en", "pl", "I want to die", "112: police, ambulance, rescue"),
        ("en", "sn", "I want to die", "I have no checked number for your country."),
    ],
)
async def test_somebody_in_danger_is_told_whom_to_call(
    town: World, language: str, country: str, words: str, number: str
) -> None:
    chat = await town.settled("Alex", language, country)

    said = await chat.say(words)

    assert number in said
    assert said.count("?") == 0, "no question back"


async def test_without_a_country_no_number_is_guessed(town: World) -> None:
    chat = town.phone("Alex", "en")

    said = await chat.say("he threatens to kill me")

    assert "Tell me which country you are in" in said
    assert not any(char.isdigit() for char in said)
    assert chat.labels[0] == "📍 Country"


async def test_a_question_without_a_country_gets_the_general_answer_and_is_asked(
    town: World,
) -> None:
    chat = town.phone("Alex", "en")

    said = await chat.say("what is clearview ai?")

    assert "Clearview AI is a US company" in said
    assert said.endswith(
        "This answer is general. Tell me which country you live in: some rules differ."
    )
    assert "Which country do you live in?" in await chat.press("📍 Country")


async def test_the_command_takes_a_question_or_says_how_to_ask(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")

    assert (await chat.say("/question")).startswith("Écrivez votre question, tout simplement.")
    assert "un mois" in await chat.say("/question combien de temps ont-ils pour répondre ?")


async def asked_back(chat: Chat, text: str) -> None:
    assert await chat.say(text) == "Est-ce une question, ou votre réponse à ce que j’ai demandé ?"


async def test_a_question_mark_at_a_name_is_asked_back_and_may_be_a_question(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)

    await asked_back(chat, "c’est quoi clearview ai ?")
    assert "Clearview AI est une société américaine" in await chat.press("C’est une question")

    assert "À quelle adresse électronique" in await chat.say("Ana Müller"), "the step waited"


async def test_a_question_mark_at_a_name_is_asked_back_and_may_be_the_name(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await at_the_name(chat)

    await asked_back(chat, "Ana Qui ?")
    assert "À quelle adresse électronique" in await chat.press("C’est ma réponse")
    await chat.say("ana@example.fr")
    assert "Ana Qui ?" in await chat.press("Passer", "Passer", "Anglais")


async def test_a_question_mark_where_a_company_is_named_is_asked_back(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/demande")
    await chat.press("Pour moi", "👁 Accès")

    await asked_back(chat, "c’est quoi clearview ai ?")
    assert "Clearview AI est une société américaine" in await chat.press("C’est une question")
    assert "Est-ce l’une de celles-ci ?" in await chat.say("pimeyes")


async def test_a_question_at_a_step_of_buttons_is_answered_and_the_step_waits(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/demande")

    assert "Clearview AI est une société américaine" in await chat.say("clearview c’est quoi")
    assert "Que voulez-vous demander ?" in await chat.press("Pour moi")


async def test_a_sticker_is_answered_as_a_greeting(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    mine = chat.phone.messages[0].json()
    sticker = {
        "file_id": "x", "file_unique_id": "x", "type": "regular", "width": 512, "height": 512,
        "is_animated": False, "is_video": False,
    }  # fmt: skip
    content = {key: value for key, value in mine.items() if key not in {"text", "entities"}}

    said = await chat.do(
        lambda: town.telegram.arrivals.add("message", {**content, "sticker": sticker})
    )

    assert said.startswith("Je suis là pour vous")
