"""Questions in people's own words."""

from tests.dialogues.conftest import World


async def test_an_answer_is_a_reply_with_its_country_and_action(town: World) -> None:
    chat = await town.settled("Alex", "en", "gb")

    answer = await chat.say("what is clearview ai?")

    assert "the ICO fined Clearview" in answer
    assert "CNIL a infligé" not in answer
    assert "✍️ Write to this company" in chat.labels
    reply = chat.phone.replies[-1].reply_to
    assert reply is not None
    assert reply.text == "what is clearview ai?"


async def test_not_what_i_asked_offers_others_without_keeping_the_question(town: World) -> None:
    chat = await town.settled("Alex", "en", "gb")
    await chat.say("what is clearview ai?")

    others = await chat.press("Not what I asked")

    assert "Is it one of these?" in others or "no reliable answer" in others


async def test_what_we_do_not_know_is_said(town: World) -> None:
    chat = await town.settled("Alex", "en", "gb")

    said = await chat.say("how do I bake sourdough bread")

    assert "I would rather not make one up" in said or "I’m not sure I understand" in said


async def test_another_language_is_told_which_ones_we_speak(town: World) -> None:
    chat = await town.settled("Alex", "en", "gb")

    said = await chat.say("¿Qué datos biométricos tiene esta empresa sobre mí y cómo los borro?")

    assert "français" in said.lower() or "francés" in said.lower()


async def test_a_question_without_a_country_gets_the_general_answer_and_is_asked(
    town: World,
) -> None:
    chat = town.phone("Alex", "en")

    said = await chat.say("what is clearview ai?")

    assert "Clearview AI is a US company" in said
    assert "Tell me which country you live in" in said


async def test_a_question_mark_at_a_name_is_asked_back(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/demande")
    for button in ("Pour moi", "👁 Accès", "Clearview", "✓ RGPD"):
        await chat.press(button)

    back = await chat.say("c'est quoi clearview ai ?")
    assert back == "Est-ce une question, ou votre réponse à ce que j’ai demandé ?"
    assert "société américaine" in await chat.press("C’est une question")
    await chat.say("Qui ?")
    assert "À quelle adresse électronique" in await chat.press("C’est ma réponse")


async def test_a_greeting_is_answered_kindly(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")

    assert "Bonjour" in await chat.say("bonjour")
