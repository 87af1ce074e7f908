"""Several things due at once come as one message; an old one answers kindly."""

from datetime import datetime, timedelta

import pytest

from db import case, person, reminder
from db.store import Store, new_id
from tests.dialogues.conftest import Chat, World, living
from tests.dialogues.walks import gone, ready, sent

LINE = "Clearview AI, Inc., access\nThe deadline has passed: the last day was 28 December 2026."


async def three(chat: Chat) -> None:
    """Open three cases: two sent today, one not."""
    for company in ("Clearview", "PimEyes"):
        await ready(chat, company)
        await gone(chat)
    await ready(chat, "Facewatch")


async def test_three_cases_due_at_once_come_as_one_message_oldest_first(world: World) -> None:
    chat = await world.settled("Alex", "en", "ie")
    await three(chat)
    seen = len(chat.phone.replies)

    await world.skip(days=40)

    assert len(chat.phone.replies) == seen + 1
    assert chat.last.startswith(
        "Several of your cases are waiting for you\n\nFacewatch Ltd, access"
    )
    assert LINE in chat.last
    assert chat.labels[0] == "Facewatch Ltd, access"
    assert {*chat.labels[1:]} == {"Clearview AI, Inc., access", "PimEyes, access"}


async def test_a_case_of_the_list_opens_beside_it_with_its_own_buttons(town: World) -> None:
    chat = await town.settled("Alex", "en", "ie")
    await three(chat)
    await town.skip(days=40)

    asked = await chat.press("Clearview AI, Inc., access")

    assert "The deadline for Clearview AI, Inc. has passed" in asked
    assert chat.labels == [
        "📬 Something came",
        "Nothing came",
        "Ask me again later",
        "Close the case",
    ]
    await chat.press("Nothing came")
    assert "Have you sent the letter to Facewatch Ltd?" in await chat.press("Facewatch Ltd, access")


async def test_they_come_once_only(town: World) -> None:
    chat = await town.settled("Alex", "en", "ie")
    await three(chat)
    await town.skip(days=36)
    seen = len(chat.phone.replies)

    await town.skip(hours=1)
    await town.skip(days=3)

    assert len(chat.phone.replies) == seen


async def test_a_list_that_is_discreet_names_nobody_before_a_tap(town: World) -> None:
    chat = await town.settled("Alex", "en", "ie")
    await chat.forge("settings:discreet:")
    await three(chat)

    await town.skip(days=40)

    assert chat.last == "There is news in Traits."
    assert chat.labels == ["Look"]
    assert LINE in await chat.press("Look")
    assert "Facewatch Ltd, access" in chat.labels


async def test_a_case_settled_before_the_list_is_opened_says_so(town: World) -> None:
    chat = await town.settled("Alex", "en", "ie")
    await three(chat)
    await town.skip(days=40)
    old = chat.data("Clearview AI, Inc., access")
    await chat.press("Clearview AI, Inc., access", "📬 Something came", "It answers everything")

    said = await chat.forge(old)

    assert chat.alert == "This case has changed since that message. Here is where it stands."
    assert "The company has answered." in said


@pytest.mark.parametrize("words", ["Rien n’est venu", "Me le redemander plus tard"])
async def test_an_old_reminder_after_more_time_was_given_changes_nothing(
    town: World, words: str
) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await town.skip(days=34)
    old = chat.data(words)
    await chat.press("📬 Quelque chose est arrivé", "Elle veut plus de temps")
    await chat.say("20 décembre 2026")
    await chat.press("Oui, elle donne une raison")

    said = await chat.forge(old)

    assert chat.alert == "Ce dossier a changé depuis ce message. Voici où il en est."
    assert "au plus tard le 25 février 2027" in said
    assert "rien n’est venu" not in said
    assert "remis à plus tard" not in said


async def test_what_waited_for_telegram_is_told_anew_without_the_case_that_is_over(
    store: Store,
) -> None:
    async with living(store) as before:
        chat = await before.settled("Alex", "en", "ie")
        await three(chat)
        await chat.say("/cases")
        await chat.press("Clearview AI, Inc., access")
        close = chat.data("Close the case")
        before.telegram.faults.disconnect("sendMessage", times=None)
        await before.skip(days=40)
        chat.phone.forge(close)
        await before.house.wire.settle()
        assert chat.heard("waiting for you") == 0
    before.telegram.faults.clear()
    async with living(store, before.telegram) as after:
        await after.skip(hours=1)
        chat = after.again(chat)

        assert LINE not in chat.phone.text
        assert chat.heard("PimEyes, access\nThe deadline has passed") == 1


async def test_a_late_start_tells_both_ends_of_one_case_in_one_message(store: Store) -> None:
    async with living(store) as before:
        chat = await before.settled("Alex", "en", "gb")
        await ready(chat, "Facewatch", "✓ UK GDPR")
        await gone(chat)
    before.telegram.clock.skip(datetime(2027, 2, 20, tzinfo=before.now.tzinfo) - before.now)
    async with living(store, before.telegram) as after:
        chat = after.again(chat)
        seen = len(chat.phone.replies)
        await after.skip(hours=0)

        assert len(chat.phone.replies) <= seen + 1
        assert "The deadline for Facewatch Ltd has passed" in chat.last
        assert "the time to complain ends on 25 February 2027" in chat.last


async def test_after_three_months_away_all_that_was_missed_is_one_message(world: World) -> None:
    chat = await world.settled("Alex", "en", "ie")
    await three(chat)
    await chat.do(chat.phone.block)
    await world.skip(days=88)
    seen = len(chat.phone.replies)
    await chat.do(chat.phone.unblock)
    await world.skip(hours=1)

    assert len(chat.phone.replies) == seen + 1
    assert LINE in chat.last
    assert (
        "Nothing says that the letter was sent; this case will be erased on 23 February 2027."
        in chat.last
    )


async def test_a_reminder_refused_by_a_block_nobody_told_of_comes_on_return(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await sent(chat)
    world.telegram.faults.forbid("sendMessage", times=1)
    await world.skip(days=36)
    assert chat.heard("est passé") == 0
    await chat.say("/dossiers")
    await world.skip(hours=1)

    assert chat.heard("Le délai laissé à Clearview AI, Inc. est passé") == 1


async def test_a_list_of_many_cases_with_long_names_fits_one_message(town: World) -> None:
    chat = await town.settled("Alex", "en", "ie")
    with town.house.store.transaction() as session:
        someone = person.find(session, chat.phone.chat_id)
        assert someone
        for number in range(30):
            facts = {
                "company": {"name": f"{number:02} " + "É" * 97, "country": "ie"}, "regime": "eu",
                "place": "ie", "right": "automated-decision", "seatless": False,
            }  # fmt: skip
            case.open_case(session, f"case{number:012}", someone.id, facts)
            case.add_event(
                session, f"case{number:012}", new_id(), "prepared", town.now.date(), {}, town.now
            )
            due = [("unsent", "unsent:1", town.now + timedelta(hours=1))]
            reminder.plan(session, someone.id, f"case{number:012}", due)

    await town.skip(hours=2)

    assert chat.last.startswith("Several of your cases are waiting for you")
    assert "There are more: see /cases." in chat.last
    assert len(chat.last) < 4096
    assert len(chat.labels) == chat.last.count("The letter is ready.")
