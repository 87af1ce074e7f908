"""What volunteers have at hand beside their own words: the card, ready-made replies."""

import pytest

from bot import replies
from bot.language import Html, label
from db import desk as desks
from db.store import Conflict
from handlers.desk import _tools
from tests.dialogues.conftest import spaced
from tests.dialogues.desks import Desk
from tests.dialogues.tools import data, forged, on, pressed, titled, under

LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])


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
    assert "This person reads English" in await desk.press("I’ll take it", kim)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_notices_on_taking_fit_into_two_hundred_characters(language: str) -> None:
    for key in ("yours_now", "yours_now_fr", "yours_now_en"):
        assert len(label(f"desk.{key}", language)) <= 200, key


@LANGUAGES
async def test_the_card_unfolds_and_folds_its_buttons(desk: Desk, language: str) -> None:
    await desk.asks("…", language)
    few = under(desk)
    assert few == [on(key, language) for key in ("take", "canned", "close", "more")]

    await desk.press(on("more", language))
    assert under(desk)[:3] == few[:3]
    assert under(desk)[3:] == [on(key, language) for key in ("less", "answers", "propose", "mute")]
    assert max(len(row) for row in (desk.bots[-1].keyboard or {})["inline_keyboard"]) == 2

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
    assert told.startswith("Ce bouton date d’une ancienne version : rien n’a été envoyé.")
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
    await chat.press("Clore et effacer de leur groupe")
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


async def test_a_picker_that_was_deleted_says_anew_what_it_sent(desk: Desk) -> None:
    chat = await desk.asks()
    await desk.press(on("canned", "fr"))
    said, at = data(desk, titled("hello", "fr"))
    desk.forum.delete(at)
    general = len(desk.forum.general.messages)
    await forged(desk, said, at)
    assert chat.last.startswith("Bénévole")
    assert titled("hello", "fr") in desk.lines[-1]
    assert len(desk.forum.general.messages) == general


async def test_each_press_costs_the_group_one_call_at_most(desk: Desk) -> None:
    await desk.asks()
    desk.world.telegram.calls.clear()
    steps = [
        "Plus…",
        "Moins",
        on("canned", "fr"),
        titled("hello", "fr"),
        "‹ Retour",
        "Fermer ce menu",
    ]
    for step in steps:
        await desk.press(step)
    spent = [
        call.method
        for call in desk.world.telegram.calls
        if call.params.get("chat_id") == desk.forum.id and not call.method.startswith("get")
    ]
    assert len(spent) == len(steps), spent


@pytest.mark.parametrize("act", ["Clore la conversation", "Clore et effacer de leur groupe"])
async def test_what_ends_at_that_very_moment_gets_nothing(desk: Desk, act: str) -> None:
    chat = await desk.asks()
    store = desk.world.house.store
    (group,) = await store(desks.groups)
    (talk,) = await store(desks.in_group, group.id)
    await chat.say("/benevole")
    await chat.press(act)
    at = _tools._Pressed(1, 0, reachable=True)
    with pytest.raises(Conflict):  # the press is handled again, and answered by what stands then
        await store(_tools._give, talk, Html("…"), (), (Html("…"), ()), at, desk.world.now)
