"""The law's data have changed while the bot was away: open cases are computed anew."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot import law
from bot.law import Deadline
from db import case, person
from db.store import Store
from tests.dialogues.conftest import Chat, World, living
from tests.dialogues.walks import prepared, sent

LATER = timedelta(days=60)


def pretend(world: World, chat: Chat, **computed: Any) -> None:
    """Have the case keep a date that older data of the law had given."""
    with world.house.store.transaction() as session:
        someone = person.find(session, chat.phone.chat_id)
        assert someone
        (record,) = case.mine(session, someone.id)
        facts = {**record.facts, "computed": {**record.facts["computed"], **computed}}
        case.change(session, record.id, record.version, facts)


async def sent_in_english(chat: Chat) -> None:
    await chat.say("/request")
    await chat.press("For me", "👁 Access", "Clearview", "✓ GDPR")
    await chat.say("Alex Smith")
    await chat.say("alex@example.org")
    await chat.press("Skip", "Skip", "English", "✓ The letter is right", "📮 I sent it")
    await chat.press("Today", "By e-mail", "Skip", "25 November 2026")


async def test_whose_date_has_moved_is_told_once_with_the_reason(store: Store) -> None:
    async with living(store) as before:
        chat = await before.settled("Ana", "fr", "fr")
        await sent(chat)
        pretend(before, chat, legal="2026-12-26", complain_from="2026-12-27", law="old")
    for _ in range(2):
        async with living(store, before.telegram) as after:
            await after.skip(hours=1)
            chat = after.again(chat)

    assert chat.heard("Le calcul du délai a été corrigé") == 1
    assert "n’est plus le 26 décembre 2026, mais le 28 décembre 2026." in chat.last
    assert "La date passe au premier jour ouvrable : lundi 28 décembre 2026." in chat.last
    assert "m’en excuser" not in chat.last, "nobody was called late"


async def test_who_was_told_too_early_gets_an_apology(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with living(store) as before:
        chat = await before.settled("Ana", "fr", "fr")
        await sent(chat)
        await before.skip(days=40)
        assert chat.heard("est passé") == 1
    of_old = law.deadline

    def of_today(*told: Any, **more: Any) -> Deadline:
        found = of_old(*told, **more)
        assert found.legal
        assert found.complain_from
        return replace(found, legal=found.legal + LATER, complain_from=found.complain_from + LATER)

    monkeypatch.setattr("bot.law.deadline", of_today)
    async with living(store, before.telegram) as after:
        await after.skip(hours=1)
        chat = after.again(chat)

    assert "n’est plus le 28 décembre 2026, mais le 26 février 2027." in chat.last
    assert "c’était trop tôt, et je vous prie de m’en excuser." in chat.last


async def test_a_date_that_becomes_possible_is_told_once(store: Store) -> None:
    async with living(store) as before:
        chat = await before.settled("Ana", "fr", "fr")
        await sent(chat)
        pretend(before, chat, legal=None, complain_from=None, law="old")
    for _ in range(2):
        async with living(store, before.telegram) as after:
            await after.skip(hours=1)
            chat = after.again(chat)

    assert chat.heard("C’est désormais le 28 décembre 2026.") == 1
    assert "jusqu’ici, je ne pouvais vous donner aucun dernier jour" in chat.last
    assert "La date passe au premier jour ouvrable : lundi 28 décembre 2026." in chat.last


async def test_a_date_that_becomes_possible_is_reminded_of(store: Store) -> None:
    async with living(store) as before:
        chat = await before.settled("Ana", "fr", "fr")
        await sent(chat)
        pretend(before, chat, legal=None, complain_from=None, law="old")
    async with living(store, before.telegram) as after:
        await after.skip(days=40)
        assert after.again(chat).heard("est passé") == 1


@pytest.mark.parametrize("late", [False, True])
async def test_a_date_that_is_no_longer_possible_is_told_once(
    store: Store, monkeypatch: pytest.MonkeyPatch, *, late: bool
) -> None:
    async with living(store) as before:
        chat = await before.settled("Alex", "en", "fr")
        await sent_in_english(chat)
        await before.skip(days=40 if late else 1)
        assert chat.heard("The deadline for Clearview") == late
    of_old = law.deadline

    def of_today(_: str, __: str, ___: str, *told: Any, **____: Any) -> Deadline:
        return of_old("ch", "ch", "erasure", *told)

    monkeypatch.setattr("bot.law.deadline", of_today)
    for _ in range(2):
        async with living(store, before.telegram) as after:
            await after.skip(hours=1)
            chat = after.again(chat)
            await after.skip(days=40)

    assert chat.heard("the last day to answer was 28 December 2026. I can no longer") == 1
    assert chat.heard("I should not have, and I am sorry.") == late
    assert chat.heard("The deadline for Clearview") == late, "nobody is called late any more"


async def test_whose_date_stands_hears_nothing(store: Store) -> None:
    async with living(store) as before:
        chat = await before.settled("Ana", "fr", "fr")
        await sent(chat)
        seen = len(chat.phone.replies)
    async with living(store, before.telegram) as after:
        await after.skip(hours=1)
        assert len(after.again(chat).phone.replies) == seen


async def test_a_move_of_the_persons_is_no_change_of_the_law(store: Store) -> None:
    async with living(store) as before:
        chat = await before.settled("Ana", "fr", "fr")
        await prepared(chat)
        await chat.press("📮 Je l’ai envoyée", "Aujourd’hui", "Par courrier simple", "Passer")
        await chat.press("Je ne sais pas encore")
        await chat.forge("settings:in.us:")
        seen = len(chat.phone.replies)
    async with living(store, before.telegram) as after:
        await after.skip(hours=1)
        assert len(after.again(chat).phone.replies) == seen


async def test_a_discreet_person_is_told_discreetly(store: Store) -> None:
    async with living(store) as before:
        chat = await before.settled("Ana", "fr", "fr")
        await sent(chat)
        await chat.say("/reglages")
        await chat.press(next(label for label in chat.labels if "discr" in label.lower()))
        pretend(before, chat, legal="2026-12-26", complain_from="2026-12-27")
    async with living(store, before.telegram) as after:
        await after.skip(hours=1)
        chat = after.again(chat)

    assert "Clearview" not in chat.last
