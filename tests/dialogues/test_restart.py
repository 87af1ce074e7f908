"""The house is stopped and built anew on the same database: nobody notices."""

from datetime import UTC, datetime, timedelta

import pytest

from db.store import Store
from tests.dialogues.conftest import living
from tests.dialogues.walks import at_the_name, at_the_preview, prepared, sent


async def test_a_draft_goes_on_where_it_was(store: Store) -> None:
    async with living(store) as before:
        chat = await before.settled("Ana", "fr", "fr")
        await at_the_name(chat)
        await chat.say("/reglages")
    async with living(store, before.telegram) as after:
        chat = after.again(chat)
        assert "À quelle adresse électronique" in await chat.say("Ana Müller")
        await chat.say("ana@example.fr")
        assert "Ana Müller" in await chat.press("Passer", "Passer", "Anglais")


async def test_an_old_button_goes_on_working(store: Store) -> None:
    async with living(store) as before:
        chat = await before.settled("Ana", "fr", "fr")
        await at_the_preview(chat)
    async with living(store, before.telegram) as after:
        chat = after.again(chat)
        assert "3. Envoyez-la, et gardez une preuve" in await chat.press("✓ La lettre est bonne")


async def test_what_is_written_meanwhile_is_answered_in_order(store: Store) -> None:
    async with living(store) as before:
        chat = await before.settled("Ana", "fr", "fr")
        await at_the_name(chat)
    chat.phone.say("Ana Müller")
    chat.phone.say("ana@example.fr")
    chat.phone.say("12 rue des Lilas\n75011 Paris")
    async with living(store, before.telegram) as after:
        chat = after.again(chat)
        await chat.do(lambda: None)
        assert "Qu’est-ce qui peut aider" in chat.last
        await chat.press("Passer")
        preview = await chat.press("Anglais")
        assert "Ana Müller\n12 rue des Lilas\n75011 Paris\nana@example.fr" in preview


async def test_a_press_made_meanwhile_counts(store: Store) -> None:
    async with living(store) as before:
        chat = await before.settled("Ana", "fr", "fr")
        await chat.say("/demande")
    chat.phone.press("Pour moi")
    before.telegram.clock.skip(timedelta(minutes=2))  # Telegram keeps it for 150 seconds
    async with living(store, before.telegram) as after:
        chat = after.again(chat)
        await chat.do(lambda: None)
        assert "Que voulez-vous demander" in chat.last


async def test_what_could_not_be_sent_is_sent_after_it(store: Store) -> None:
    async with living(store) as before:
        chat = await before.settled("Ana", "fr", "fr")
        before.telegram.faults.disconnect("sendMessage", times=None)
        chat.phone.say("/demande")
        await before.house.wire.settle()
        assert "Pour qui écrivez-vous ?" not in chat.last
    before.telegram.faults.clear()
    before.telegram.clock.skip(datetime(2026, 11, 25, 10, tzinfo=UTC) - before.now)
    async with living(store, before.telegram) as after:
        await after.skip(minutes=5)
        assert after.again(chat).heard("Pour qui écrivez-vous ?") == 1


async def test_reminders_come_all_the_same(store: Store) -> None:
    async with living(store) as before:
        chat = await before.settled("Ana", "fr", "fr")
        await sent(chat)
    async with living(store, before.telegram) as after:
        chat = after.again(chat)
        await after.skip(days=33)
        assert chat.heard("est passé") == 0
        await after.skip(days=1)
        assert chat.heard("Le délai laissé à Clearview AI, Inc. est passé") == 1


@pytest.mark.parametrize(
    ("back", "said"),
    [
        (datetime(2027, 1, 2, tzinfo=UTC), "Le délai laissé à Clearview AI, Inc. est passé"),
        (datetime(2027, 1, 20, tzinfo=UTC), "Le délai laissé à Clearview AI, Inc. est passé"),
    ],
)
async def test_a_late_start_sends_what_is_due_with_its_wording(
    store: Store, back: datetime, said: str
) -> None:
    async with living(store) as before:
        chat = await before.settled("Ana", "fr", "fr")
        await sent(chat)
    before.telegram.clock.skip(back - before.now)
    async with living(store, before.telegram) as after:
        await after.skip(hours=0)
        chat = after.again(chat)
        assert chat.heard(said) == 1
        assert chat.heard("le dernier jour était le 28 décembre 2026") == 1


async def test_a_reminder_due_before_the_letter_was_sent_is_not_told_late(store: Store) -> None:
    async with living(store) as before:
        chat = await before.settled("Ana", "fr", "fr")
        await prepared(chat)
    before.telegram.clock.skip(datetime(2026, 12, 5, 12, tzinfo=UTC) - before.now)
    async with living(store, before.telegram) as after:
        await after.skip(hours=0)
        chat = after.again(chat)
        assert 1 <= chat.heard("Avez-vous envoyé la lettre à Clearview AI, Inc. ?") <= 2
        seen = len(chat.phone.replies)
        await after.skip(days=30)
        assert len(chat.phone.replies) == seen, "then silence"


async def test_the_menu_is_not_told_again(store: Store) -> None:
    async with living(store) as before:
        told = len([one for one in before.telegram.calls if one.method.startswith("setMy")])
        assert told
    async with living(store, before.telegram) as after:
        again = [one for one in after.telegram.calls if one.method.startswith("setMy")]
        assert len(again) == told


async def test_who_was_forgotten_stays_so(store: Store) -> None:
    async with living(store) as before:
        chat = await before.settled("Ana", "fr", "fr")
        await sent(chat)
        await chat.say("/oublier")
        await chat.press("Tout effacer")
    async with living(store, before.telegram) as after:
        await after.skip(days=60)
        chat = after.again(chat)
        assert chat.last.startswith("C’est fait : tout est effacé.")
        assert "Dans quel pays vivez-vous ?" in await chat.say("/start"), "a stranger again"
