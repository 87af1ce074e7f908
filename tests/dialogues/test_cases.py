"""« I sent it », the date, what the company does, and the reminders."""

from datetime import UTC, datetime

import pytest

from db.store import Store
from tests.dialogues.conftest import Chat, World, living


async def prepared(chat: Chat) -> None:
    """Have a letter to Clearview ready."""
    await chat.say("/demande")
    for button in ("Pour moi", "👁 Accès", "Clearview", "✓ RGPD"):
        await chat.press(button)
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    for button in ("Passer", "Passer", "Anglais", "✓ La lettre est bonne"):
        await chat.press(button)


async def sent(chat: Chat) -> None:
    """Have it sent today by e-mail, received the same day."""
    await prepared(chat)
    await chat.press("📮 Je l’ai envoyée")
    for button in ("Aujourd’hui", "Par e-mail", "Passer", "25 novembre 2026"):
        await chat.press(button)


def heard(chat: Chat, words: str) -> int:
    return sum(words in message.text for message in chat.phone.replies)


async def test_did_you_send_it_comes_next_day_and_on_day_seven_then_silence(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await prepared(chat)
    asked = "Avez-vous envoyé la lettre à Clearview AI, Inc."

    counts = []
    for _ in range(40):
        await world.skip(days=1)
        counts.append(heard(chat, asked))

    assert counts[:8] == [1, 1, 1, 1, 1, 1, 2, 2]
    assert counts[-1] == 2


async def test_after_the_day_has_passed_it_asks_at_once_then_after_7_and_30_days(
    world: World,
) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await sent(chat)

    days = []
    before = 0
    for _ in range(90):
        await world.skip(days=1)
        count = heard(chat, "Clearview AI, Inc. est passé") + heard(chat, "Toujours rien de")
        if count > before:
            days.append(world.house.clock.now().date().isoformat())
        before = count

    assert days == ["2026-12-29", "2027-01-05", "2027-01-28"]


@pytest.mark.parametrize(
    ("hour", "came"),
    [
        (10, datetime(2026, 12, 29, 9, tzinfo=UTC)),
        (20, datetime(2026, 12, 29, 19, tzinfo=UTC)),
        (
            8,
            datetime(2026, 12, 30, 7, tzinfo=UTC),
        ),  # at 07:00 on the 29th California's 28th goes on
    ],
)
async def test_the_reminder_comes_at_the_persons_hour(
    town: World, hour: int, came: datetime
) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.forge(f"settings:hour.{hour}:")
    await sent(chat)
    await town.skip(days=33)  # 28 December, 10:00 in Paris

    while not heard(chat, "est passé"):
        await town.skip(hours=1)

    assert town.house.clock.now() == came


async def test_remind_me_later_asks_again_in_three_days(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await town.skip(days=34)

    assert "le 1er janvier 2027" in await chat.press("Me le redemander plus tard")
    seen = len(chat.phone.replies)
    await town.skip(days=3)
    assert len(chat.phone.replies) == seen + 1


async def test_a_discreet_reminder_names_nobody_before_a_tap(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.forge("settings:discreet:")
    await sent(chat)

    await town.skip(days=34)

    assert chat.last == "Il y a du nouveau dans Traits."
    assert "Clearview AI, Inc." in await chat.press("Voir")


async def test_a_late_start_sends_what_is_due_with_the_right_wording(lite: Store) -> None:
    async with living(lite) as town:
        chat = await town.settled("Ana", "fr", "fr")
        await sent(chat)
        telegram, phone = town.telegram, chat.phone
    telegram.clock.skip(datetime(2027, 1, 2, tzinfo=UTC) - telegram.clock.now())
    async with living(lite, telegram) as town:
        await town.skip(hours=0)
        chat = Chat(phone, town.house.wire.settle)
        assert "il a pris fin le 28 décembre 2026" in chat.last


async def test_who_blocked_the_bot_is_not_written_to_and_finds_it_on_return(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.do(chat.phone.block)
    seen = len(chat.phone.replies)

    await world.skip(days=36)
    assert len(chat.phone.replies) == seen
    await chat.do(chat.phone.unblock)
    await world.skip(hours=1)

    assert heard(chat, "Le délai de Clearview AI, Inc. est passé") == 1


async def test_nothing_comes_once_the_company_has_answered(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.press("Voir le dossier")
    await chat.press("📬 Quelque chose est arrivé")
    assert "a répondu" in await chat.press("Elle répond à tout")
    seen = len(chat.phone.replies)

    await town.skip(days=60)

    assert len(chat.phone.replies) == seen


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("Elle répond en partie", "n’a répondu qu’en partie"),
        ("Elle refuse", "Un refus doit dire ses raisons"),
    ],
)
async def test_half_an_answer_and_a_refusal_are_told_apart(
    town: World, answer: str, said: str
) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.press("Voir le dossier")
    await chat.press("📬 Quelque chose est arrivé")

    assert said in await chat.press(answer)


async def test_an_ambiguous_date_is_asked_back_and_a_future_one_refused(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await prepared(chat)
    await chat.press("📮 Je l’ai envoyée")

    assert "3 avril 2026 ou 4 mars 2026" in await chat.say("03/04")
    assert "n’est pas encore passé" in await chat.say("26/11/2026")
    assert "trop ancien" in await chat.say("1er mars 2012")
    assert "Je ne lis pas de date ici" in await chat.say("bientôt")
    await chat.say("03/04")
    assert "Comment l’avez-vous envoyée ?" in await chat.press("4 mars 2026")


async def test_a_letter_cannot_arrive_before_it_left(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await prepared(chat)
    await chat.press("📮 Je l’ai envoyée")
    for button in ("Hier", "En recommandé", "Passer"):
        await chat.press(button)

    assert "avant d’être partie" in await chat.say("20 novembre")
    assert "24 décembre 2026" in await chat.say("24/11/2026")


async def test_the_calendar_file_has_the_last_day(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)

    await chat.press("📅 Mettre dans mon agenda")

    file = chat.phone.replies[-1].document
    assert file is not None
    assert file[0].endswith(".ics")
    assert b"DTSTART;VALUE=DATE:20261228" in file[1]


async def test_a_case_is_closed_reopened_erased(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.press("Voir le dossier")

    assert "Il sera effacé le 25 novembre 2027." in await chat.press("Clore le dossier")
    assert await chat.say("/dossiers") == "Vous n’avez pas de demande en cours."
    assert "au plus tard le 28 décembre 2026" in await chat.press("Rouvrir le dossier")
    await chat.press("🗑 Effacer ce dossier")
    assert "est effacé" in await chat.press("Effacer le dossier")
    await town.skip(days=60)
    assert "est effacé" in chat.last or "pas de demande" in chat.last


async def test_a_closed_case_is_purged_after_twelve_months(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.press("Voir le dossier")
    old = chat.data("Clore le dossier")
    await chat.press("Clore le dossier")

    await town.skip(days=366)

    assert "n’existe plus" in await chat.forge(old)


async def test_a_typed_posted_letter_can_be_dated_later(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await prepared(chat)
    await chat.press("📮 Je l’ai envoyée")
    for button in ("Hier", "En recommandé", "Passer", "Je ne sais pas encore", "Voir le dossier"):
        await chat.press(button)

    await chat.press("📬 Je connais le jour d’arrivée")

    assert "au plus tard le 28 décembre 2026" in await chat.say("aujourd’hui")
