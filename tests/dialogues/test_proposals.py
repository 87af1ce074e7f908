"""A volunteer prepares a request; the person begins it, or does not."""

import pytest

from bot import companies, documents
from bot.language import label
from db import desk as desks
from tests.dialogues.conftest import spaced
from tests.dialogues.desks import Desk
from tests.dialogues.tools import data, forged, on, pressed, under

LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])


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
    (proposed,) = [one for one in chat.labels if law in one][:1]  # not right or company again
    await chat.press(proposed)
    await chat.say("Ana Martin")
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
    said, at = data(desk, "Fermer ce menu")
    before = len(chat.phone.replies)
    assert "ancienne version" in await forged(desk, said.replace("away", verb), at)
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
    await chat.press("Clore et effacer de leur groupe")
    assert await chat.forge(begin)
    assert await chat.press("Pour moi")
