"""Whom a coordinator has the volunteers no longer answer, and what the person hears."""

import pytest

from handlers.desk._muted import REASONS
from tests.dialogues.conftest import spaced
from tests.dialogues.desks import Desk
from tests.dialogues.tools import data, forged, on, pressed, under

LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])


async def muted(desk: Desk, language: str, period: str, reason: str = "insults") -> None:
    """Have the coordinator mute the newest person."""
    keys = "more", "mute", f"for_{period}", f"reason_{reason}"
    await pressed(desk, *(on(key, language) for key in keys))


@pytest.mark.parametrize(
    ("language", "period", "told", "until"),
    [
        ("fr", "day", "Les bénévoles ne vous répondent pas jusqu’au", "26 novembre 2026"),
        ("en", "day", "The volunteers will not answer you until the end of", "26 November 2026"),
        ("fr", "week", "Les bénévoles ne vous répondent pas jusqu’au", "2 décembre 2026"),
        ("en", "week", "The volunteers will not answer you until the end of", "2 December 2026"),
        ("fr", "ever", "Les bénévoles ne vous répondent plus.", ""),
        ("en", "ever", "The volunteers do not answer you any more.", ""),
    ],
)
async def test_a_muted_person_is_told_until_when_and_why(
    desk: Desk, language: str, period: str, told: str, until: str
) -> None:
    chat = await desk.asks("…", language)
    await muted(desk, language, period, "threats")

    begun = f"{told} {until}".strip()
    assert chat.last.startswith(begun)
    assert on("reason_threats", language) in chat.last
    assert ("25 décembre 2026" if language == "fr" else "25 December 2026") in chat.last
    assert chat.labels == [on("erase_now", language)]
    assert desk.topic.closed
    assert until in desk.lines[-1]
    assert on("reason_threats", language) in desk.lines[-1]

    said = await chat.say("/benevole" if language == "fr" else "/human")
    assert said.startswith(begun)
    assert len(desk.forum.topics) == 1


async def test_what_a_muted_person_writes_reaches_nobody(desk: Desk) -> None:
    chat = await desk.asks()
    await desk.answer("Bonjour")
    answered = chat.phone.last
    await muted(desk, "fr", "week")
    stands = len(desk.topic.messages)

    said = await chat.do(lambda: chat.phone.say("Encore", reply_to=answered))
    assert "rien n’a été envoyé" in said
    assert (await chat.press("Reprendre la conversation")).startswith("Les bénévoles ne vous rép")
    await chat.say("Combien de temps ont-ils pour répondre ?")
    await desk.pause()
    assert len(desk.topic.messages) == stands


async def test_when_the_time_is_over_one_is_answered_again(desk: Desk) -> None:
    chat = await desk.asks()
    await muted(desk, "fr", "day")
    await desk.world.skip(hours=34)
    assert (await chat.say("/benevole")).startswith("Les bénévoles ne vous rép"), "that whole day"
    await desk.world.skip(hours=6)
    assert (await chat.say("/benevole")).startswith("Une ou un bénévole")
    await chat.say("/mesdonnees")
    assert b"insults" not in chat.files[-1][1], "what is over is not kept"


async def test_the_closed_card_lets_a_coordinator_lift_it(desk: Desk) -> None:
    chat = await desk.asks()
    await muted(desk, "fr", "ever")
    card = desk.bots[0]
    assert [spaced(one.text) for one in card.buttons] == ["Rouvrir", "Répondre de nouveau"]
    assert "On ne répond plus à cette personne." in await desk.press("Rouvrir")
    assert desk.topic.closed

    await desk.press("Répondre de nouveau")
    assert chat.last.startswith("Les bénévoles vous répondent de nouveau.")
    assert [spaced(one.text) for one in card.buttons] == ["Rouvrir", "Cesser de répondre…"]
    assert (await chat.say("/benevole")).startswith("Une ou un bénévole")
    await desk.press("Rouvrir")
    assert not desk.topic.closed


async def test_who_is_answered_already_need_not_be_unmuted(desk: Desk) -> None:
    chat = await desk.asks()
    await muted(desk, "fr", "day")
    await desk.world.skip(days=3)
    before = len(chat.phone.replies)
    assert await desk.press("Répondre de nouveau") == "On répond déjà à cette personne."
    assert [spaced(one.text) for one in desk.bots[0].buttons][1] == "Cesser de répondre…"
    assert len(chat.phone.replies) == before


async def test_a_person_can_be_muted_after_the_end(desk: Desk) -> None:
    chat = await desk.asks()
    await chat.say("/benevole")
    await chat.press("Clore la conversation")
    stands = len(desk.topic.messages)
    await pressed(desk, *(on(key, "fr") for key in ("mute", "for_week", "reason_spam")))
    assert chat.last.startswith("Les bénévoles ne vous répondent pas jusqu’au 2 décembre 2026")
    assert chat.labels == [], "nothing was closed by it"
    assert [spaced(one.text) for one in desk.bots[0].buttons][1] == "Répondre de nouveau"
    assert len(desk.topic.messages) == stands


async def test_to_mute_by_an_old_card_ends_the_new_conversation(desk: Desk) -> None:
    chat = await desk.asks()
    old = desk.topic
    await desk.press("Clore")
    await desk.ask(chat, "Encore moi")
    new = desk.topic
    said, at = old.messages[1].buttons[1].data, old.messages[1]
    assert said
    assert said.startswith("talk:mute:")
    await forged(desk, said.replace("mute", "mute.week~insults"), at)
    assert new.closed
    assert (await chat.say("/benevole")).startswith("Les bénévoles ne vous répondent pas")


async def test_one_goes_back_from_muting(desk: Desk) -> None:
    chat = await desk.asks()
    few = under(desk)
    before = len(chat.phone.replies)
    await pressed(desk, "Plus…", "Cesser de répondre…", on("for_week", "fr"))
    assert under(desk)[:4] == [on(f"reason_{one}", "fr") for one in REASONS]
    await desk.press("‹ Retour")
    assert under(desk) == few
    assert len(chat.phone.replies) == before


@pytest.mark.parametrize("verb", ["mute", "mute.week", "mute.week~insults", "unmute"])
async def test_only_a_coordinator_mutes(desk: Desk, verb: str) -> None:
    chat = await desk.asks()
    said, at = data(desk, "Clore")
    before, buttons = len(chat.phone.replies), under(desk)
    told = await forged(desk, said.replace("close", verb), at, desk.robin)
    assert told == "Only an administrator of the group can decide that."
    assert (len(chat.phone.replies), under(desk)) == (before, buttons)
    assert not desk.topic.closed


async def test_who_leads_no_longer_mutes_no_longer(desk: Desk) -> None:
    await desk.asks()
    desk.forum.promote(desk.robin)
    await pressed(desk, "Plus…", "Cesser de répondre…", by=desk.robin)
    desk.forum.demote(desk.robin)
    told = await pressed(desk, on("for_week", "fr"), by=desk.robin)
    assert told == "Only an administrator of the group can decide that."


@pytest.mark.parametrize(
    "verb", ["mute.year", "mute.week~nothing", "mute.~insults", "mute.year~spam"]
)
async def test_nobody_is_muted_for_what_no_button_says(desk: Desk, verb: str) -> None:
    chat = await desk.asks()
    said, at = data(desk, "Clore")
    before = len(chat.phone.replies)
    await forged(desk, said.replace("close", verb), at)
    assert len(chat.phone.replies) == before
    assert not desk.topic.closed


async def test_who_erased_everything_cannot_be_muted(desk: Desk) -> None:
    chat = await desk.asks()
    said, at = data(desk, "Clore")
    await chat.say("/oublier")
    await chat.press("Tout effacer")
    told = await forged(desk, said.replace("close", "mute.week~spam"), at)
    assert told == "Cette conversation a été effacée."


async def test_my_data_says_that_one_is_muted(desk: Desk) -> None:
    chat = await desk.asks()
    await muted(desk, "fr", "week", "spam")
    await chat.say("/mesdonnees")
    page, kept = (content.decode() for _, content in chat.files[-2:])
    for file in (page, kept):
        assert "2026-12-02" in file
        assert "spam" in file


async def test_a_message_begun_before_does_not_go_through(desk: Desk) -> None:
    chat = await desk.asks()
    await desk.press("Clore")
    await chat.say("/benevole")
    await chat.say("Encore une question")
    await pressed(desk, *(on(key, "fr") for key in ("mute", "for_week", "reason_spam")))
    assert (await chat.press("Envoyer")).startswith("Les bénévoles ne vous répondent pas")
    assert len(desk.forum.topics) == 1
