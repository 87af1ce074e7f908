"""Volunteers send our answers, and say when one is wrong."""

import pytest

from bot import answers
from bot.language import bare
from db import desk as desks
from tests.dialogues.conftest import spaced
from tests.dialogues.desks import Desk
from tests.dialogues.tools import data, forged, named, on, pressed, sent, under

LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])


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
    await pressed(desk, "Plus…", "Réponses du bot…")
    said, at = data(desk, "Fermer ce menu")
    before = len(chat.phone.replies)
    assert "ancienne version" in await forged(desk, said.replace("away", verb), at)
    assert len(chat.phone.replies) == before
    assert desk.forum.general.messages[-1].service


async def test_once_closed_no_answer_is_sent(desk: Desk) -> None:
    chat = await desk.asks()
    await pressed(desk, "Plus…", "Réponses du bot…", named("rights", "fr"))
    said, at = data(desk, named("right-of-access", "fr"))
    await desk.press("Clore")
    before = len(chat.phone.replies)
    assert await forged(desk, said, at) == "Cette conversation est close."
    assert len(chat.phone.replies) == before


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
