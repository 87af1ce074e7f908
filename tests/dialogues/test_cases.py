"""« I sent it », the date, what the company does, and the reminders."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.dialogues.conftest import World
from tests.dialogues.walks import posted, prepared, sent


async def test_did_you_send_it_comes_next_day_and_on_day_seven_then_silence(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await prepared(chat)
    asked = "Avez-vous envoyé la lettre à Clearview AI, Inc."

    counts = []
    for _ in range(40):
        await world.skip(days=1)
        counts.append(chat.heard(asked))

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
        count = chat.heard("Clearview AI, Inc. est passé") + chat.heard("Toujours rien de")
        if count > before:
            days.append(world.now.date().isoformat())
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

    while not chat.heard("est passé"):
        await town.skip(hours=1)

    assert town.now - came < timedelta(minutes=5)


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
    assert chat.labels == ["Voir"]
    opened = await chat.press("Voir")
    assert "Le délai laissé à Clearview AI, Inc. est passé" in opened
    assert "indésirables" in opened
    assert "n’a pas répondu à temps" in await chat.press("Rien n’est venu")


async def test_old_news_opened_late_shows_where_the_case_stands_by_then(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.forge("settings:discreet:")
    await sent(chat)
    await town.skip(days=34)
    news = chat.data("Voir")
    await chat.press("Voir", "📬 Quelque chose est arrivé", "Elle répond à tout")

    assert "L’entreprise a répondu." in await chat.forge(news)


async def test_a_discreet_calendar_names_nobody(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.forge("settings:discreet:")
    await sent(chat)

    await chat.press("📅 Mettre dans mon agenda")

    assert b"Clearview" not in chat.files[-1][1]


async def test_another_zone_or_hour_moves_what_is_planned(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.forge("settings:hour.18:")
    await chat.say("/reglages")
    await chat.press("🕰 Fuseau horaire")
    assert "Fuseau horaire : Toronto" in await chat.say("Montréal")
    await town.skip(days=33)

    while not chat.heard("est passé"):
        await town.skip(hours=1)

    late = datetime(2026, 12, 29, 23, tzinfo=UTC)  # 18:00 in Toronto
    assert town.now - late < timedelta(minutes=5)


async def test_another_country_moves_its_zone_and_what_is_planned(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.say("/reglages")
    await chat.press("📍 Pays")
    assert "Fuseau horaire : Londres" in await chat.say("Écosse")
    await town.skip(days=34)
    assert chat.heard("est passé") == 0, "10:00 in Paris is 9:00 in London"
    await town.skip(hours=1)

    assert chat.heard("est passé") == 1


async def test_who_blocked_the_bot_is_not_written_to_and_finds_it_on_return(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.do(chat.phone.block)
    seen = len(chat.phone.replies)

    await world.skip(days=36)
    assert len(chat.phone.replies) == seen
    await chat.do(chat.phone.unblock)
    await world.skip(hours=1)

    assert chat.heard("Le délai laissé à Clearview AI, Inc. est passé") == 1


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
    await chat.press("Hier", "En recommandé", "Passer")

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
    await chat.press("Hier", "En recommandé", "Passer", "Je ne sais pas encore", "Voir le dossier")

    await chat.press("📬 Je connais le jour d’arrivée")

    assert "au plus tard le 28 décembre 2026" in await chat.say("aujourd’hui")


async def test_a_day_of_arrival_told_after_the_reminder_letter_is_watched_anew(
    world: World,
) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await posted(chat)
    await world.skip(days=60)
    await chat.press("Rien n’est venu", "Je n’ai pas d’avis de réception")
    old = chat.data("✍️ Écrire la relance")
    await chat.say("/dossiers")
    await chat.press("Clearview AI, Inc., accès", "📬 Je connais le jour d’arrivée")

    told = await chat.say("15 janvier 2027")

    assert "doit répondre au plus tard le 15 février 2027" in told
    assert "au plus tard le 15 février 2027" in await chat.forge(old), "too early to write again"
    await world.skip(days=23)
    assert (
        "Le délai laissé à Clearview AI, Inc. est passé : le dernier jour était le 15 février"
        in chat.last
    )


async def test_an_old_reminder_button_after_the_answer_writes_no_letter(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await town.skip(days=34)
    await chat.press("Rien n’est venu")
    old = chat.data("✍️ Écrire la relance")
    await chat.press("Voir le dossier", "📬 Quelque chose est arrivé", "Elle répond à tout")

    assert "L’entreprise a répondu." in await chat.forge(old)


async def test_a_button_pressed_twice_counts_once(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.press("Voir le dossier", "📬 Quelque chose est arrivé")
    refused = chat.data("Elle refuse")
    await chat.forge(refused)
    await chat.forge(refused)
    close = chat.data("Clore le dossier")
    await chat.forge(close)
    await town.skip(days=3)
    await chat.forge(close)

    assert chat.last.count("réponse de l’entreprise") == 1
    assert chat.last.count("dossier clos") == 1


async def test_what_no_longer_fits_the_case_shows_the_case(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await prepared(chat)
    case_id = chat.data("📮 Je l’ai envoyée").rpartition(":")[2]

    for verb in ("came", "event.answered", "nothing", "followup", "ics", "arrived", "reopen"):
        await chat.forge(f"cases:{verb}:{case_id}")
        assert "Il reste à l’envoyer." in chat.last, verb


async def test_each_case_has_its_line_and_its_next_step(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.say("/demande")
    await chat.press("Pour moi", "👁 Accès", "Facewatch", "✓ RGPD")
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    await chat.press("Passer", "Passer", "Anglais", "✓ La lettre est bonne")

    assert await chat.say("/dossiers") == (
        "Vos dossiers\n"
        "\n"
        "🟢 Clearview AI, Inc., accès\n"
        "L’entreprise doit répondre au plus tard le 28 décembre 2026.\n"
        "→ Rien à faire : je vous écrirai quand ce jour sera passé.\n"
        "\n"
        "⚪ Facewatch Ltd, accès\n"
        "La lettre est prête. Il reste à l’envoyer.\n"
        "→ Envoyez-la, puis dites-le-moi."
    )
    await chat.press("Facewatch Ltd, accès")
    assert chat.labels[0] == "📮 Je l’ai envoyée"
    await chat.say("/dossiers")
    await chat.press("Clearview AI, Inc., accès")
    assert chat.labels[:2] == ["📬 Quelque chose est arrivé", "📅 Mettre dans mon agenda"]


async def test_a_reminder_that_is_answered_from_its_own_buttons_is_settled(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await prepared(chat)
    await town.skip(days=1)
    assert chat.last == (
        "Avez-vous envoyé la lettre à Clearview AI, Inc. ? Dites-le-moi, et je calculerai le délai."
    )

    assert "Quel jour l’avez-vous envoyée ?" in await chat.press("📮 Je l’ai envoyée")
    await chat.press("Hier", "Par leur formulaire", "Passer")
    await chat.press("25 novembre 2026")
    await town.skip(days=10)

    assert chat.heard("Avez-vous envoyé la lettre") == 1
