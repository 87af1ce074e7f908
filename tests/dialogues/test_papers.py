"""What is taken away of a case: its picture, its evidence pack."""

import io
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from db.outbox import Departure
from db.store import table
from tests.dialogues.conftest import Chat, World
from tests.dialogues.walks import at_the_preview, posted, prepared, sent


async def case_of(chat: Chat) -> str:
    """Open the only case there is."""
    await chat.say("/dossiers")
    return await chat.press("Clearview AI, Inc., accès")


async def test_a_case_is_shown_as_a_picture_and_said_in_words(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await case_of(chat)

    said = await chat.press("🖼 Chronologie")

    assert chat.phone.replies[-1].photo is not None
    assert chat.phone.replies[-1].photo.startswith(b"\x89PNG")
    assert said == (
        "Clearview AI, Inc., accès\n"
        "L’entreprise doit répondre au plus tard le 28 décembre 2026.\n"
        "\n"
        "• 25 novembre 2026 : lettre envoyée (par courriel)\n"
        "• 25 novembre 2026 : lettre reçue par l’entreprise\n"
        "• 25 novembre 2026 : aujourd’hui\n"
        "• 28 décembre 2026 : dernier jour pour répondre"
    )
    assert "Ce qui s’est passé" in await chat.press("Voir le dossier")


async def test_the_picture_is_in_the_persons_language(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.say("/langue")
    await chat.say("/cases")
    await chat.press("Clearview AI, Inc., access")

    said = await chat.press("🖼 Timeline")

    assert "• 25 November 2026: letter sent (by e-mail)" in said
    assert "• 28 December 2026: last day to answer" in said


async def test_a_day_that_rests_on_a_guess_says_so(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await posted(chat)
    await case_of(chat)

    said = await chat.press("🖼 Chronologie")

    assert "dernier jour pour répondre (jour d’arrivée supposé)" in said


async def test_no_last_day_is_drawn_while_the_clock_may_stand_still(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await case_of(chat)
    await chat.press("📬 Quelque chose est arrivé", "Elle me demande quelque chose")
    await chat.press("Une preuve d’identité", "Aujourd’hui", "Je vais la donner", "Voir le dossier")

    said = await chat.press("🖼 Chronologie")

    assert "preuve d’identité demandée" in said
    assert "dernier jour" not in said


async def test_a_letter_that_was_not_sent_has_no_picture(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await prepared(chat)
    await case_of(chat)
    assert "🖼 Chronologie" not in chat.labels
    case = chat.data("📮 Je l’ai envoyée").rpartition(":")[2]

    await chat.forge(f"cases:picture:{case}")

    assert "Il reste à l’envoyer." in chat.last
    assert chat.phone.replies[-1].photo is None


async def test_a_name_our_fonts_lack_is_told_in_words_alone(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/demande")
    await chat.press("Pour moi", "👁 Accès")
    await chat.say("李小龍有限公司")
    await chat.press("Écrire à « 李小龍有限公司 »")
    await chat.say("privacy@example.org")
    await chat.press("France", "Ailleurs, ou je ne sais pas", "✓ RGPD")
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    await chat.press("Passer", "Passer", "Anglais", "✓ La lettre est bonne")
    await chat.press("📮 Je l’ai envoyée", "Aujourd’hui", "Par courriel", "Passer")
    await chat.press("25 novembre 2026", "Voir le dossier")

    said = await chat.press("🖼 Chronologie")

    assert said.startswith("李小龍有限公司, accès")
    assert chat.phone.replies[-1].photo is None


async def test_a_case_with_a_long_story_fits_what_telegram_takes(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    case = (await case_of(chat)) and chat.data("Clore le dossier").rpartition(":")[2]
    for _ in range(30):
        await chat.forge(f"cases:close:{case}")
        await chat.forge(f"cases:reopen:{case}")

    said = await chat.press("🖼 Chronologie")

    assert said.count("dossier rouvert") == 30
    assert chat.phone.replies[-2].photo is not None, "too long for a caption: it follows"


@pytest.mark.parametrize("verb", ["picture", "pack"])
async def test_the_papers_of_a_case_open_for_its_owner_only(town: World, verb: str) -> None:
    ana = await town.settled("Ana", "fr", "fr")
    await sent(ana)
    await case_of(ana)
    case = ana.data("Clore le dossier").rpartition(":")[2]
    eve = await town.settled("Eve", "fr", "fr")

    said = await eve.forge(f"cases:{verb}:{case}")

    assert "Ce dossier n’existe pas" in said
    assert not eve.files
    assert all(one.photo is None for one in eve.phone.replies)


def packed(chat: Chat) -> dict[str, bytes]:
    """Return the files of the newest pack."""
    name, content = chat.files[-1]
    assert name.endswith(".zip")
    with ZipFile(io.BytesIO(content)) as archive:
        return {one: archive.read(one) for one in archive.namelist()}


async def kept_and_sent(chat: Chat) -> bytes:
    """Send a letter whose details are kept, and return it as it was printed."""
    await at_the_preview(chat)
    await chat.press("☐ Garder mes coordonnées pour la relance", "✓ La lettre est bonne")
    letter = next(content for name, content in chat.files if name.endswith(".pdf"))
    await chat.press("📮 Je l’ai envoyée", "Aujourd’hui", "Par courriel")
    await chat.say("envoi n° 42")
    await chat.press("25 novembre 2026")
    return letter


async def test_the_pack_of_a_case_has_a_place_for_each_proof(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await case_of(chat)

    said = await chat.press("🗂 Preuves (ZIP)")

    assert "Ouvrez d’abord LISEZ-MOI" in said
    assert "La copie de votre demande n’y est pas" in said
    files = packed(chat)
    assert [name for name in files if name.startswith("preuves/")] == [
        "preuves/01-demande/A-METTRE-ICI.txt",
        "preuves/02-envoi/A-METTRE-ICI.txt",
        "preuves/03-autres-lettres/A-METTRE-ICI.txt",
        "preuves/04-vos-donnees/A-METTRE-ICI.txt",
    ]
    assert "Clearview AI, Inc., accès" in files["LISEZ-MOI.txt"].decode()
    assert b"Ana" not in b"".join(files.values()), "nothing of it was kept"


async def test_a_kept_letter_is_made_again_as_it_was(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    letter = await kept_and_sent(chat)
    await town.skip(days=5)
    await case_of(chat)

    said = await chat.press("🗂 Preuves (ZIP)")

    assert "n’y est pas" not in said
    files = packed(chat)
    (again,) = [content for name, content in files.items() if "/01-demande/TR-" in name]
    assert again == letter
    assert "envoi n° 42" in files["preuves/02-envoi/A-METTRE-ICI.txt"].decode()


async def test_a_kept_letter_can_be_had_again(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    letter = await kept_and_sent(chat)
    await town.skip(days=5)
    await case_of(chat)

    await chat.press("📄 Revoir la lettre")

    assert [content for name, content in chat.files if name.endswith(".pdf")][-1] == letter


async def test_a_letter_that_was_not_kept_cannot_be_had_again(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await case_of(chat)
    papers = len(chat.files)
    assert "📄 Revoir la lettre" not in chat.labels

    await chat.forge(chat.data("🗂 Preuves (ZIP)").replace(":pack:", ":letter:"))

    assert len(chat.files) == papers
    assert chat.alert


async def test_the_same_case_gives_the_same_pack(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await kept_and_sent(chat)
    await case_of(chat)
    button = chat.data("🗂 Preuves (ZIP)")
    await chat.forge(button)
    await chat.forge(button)

    first, second = chat.files[-2:]

    assert first == second
    assert len(first[1]) < 1_000_000


async def overdue(town: World, chat: Chat) -> None:
    """Let the day pass, find nothing, and open the case."""
    await town.skip(days=40)
    await chat.press("Rien n’est venu")
    await case_of(chat)


async def test_once_a_complaint_fits_its_draft_goes_in(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await overdue(town, chat)

    assert "le brouillon de votre plainte" in await chat.press("🗂 Preuves (ZIP)")
    await chat.press("Joindre la plainte")
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    await chat.say("Aucune réponse à ma demande.")

    files = packed(chat)
    assert "Je vous saisis d’une réclamation" in files["3-plainte.txt"].decode()
    assert "Aucune réponse à ma demande." in files["3-plainte.txt"].decode()
    assert files["3-plainte.pdf"].startswith(b"%PDF")


async def test_the_draft_of_the_complaint_may_be_left_out(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await overdue(town, chat)

    await chat.press("🗂 Preuves (ZIP)", "Sans la plainte")

    assert not any("plainte" in name for name in packed(chat))


async def test_what_is_kept_is_not_asked_for_the_complaint(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await kept_and_sent(chat)
    await overdue(town, chat)
    await chat.press("🗂 Preuves (ZIP)", "Joindre la plainte")

    await chat.say("Aucune réponse à ma demande.")

    assert "Ana Müller" in packed(chat)["3-plainte.txt"].decode()


async def test_an_answer_before_the_last_question_leaves_the_complaint_out(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await kept_and_sent(chat)
    await overdue(town, chat)
    came = chat.data("📬 Quelque chose est arrivé").rpartition(":")[2]
    await chat.press("🗂 Preuves (ZIP)", "Joindre la plainte")
    await chat.forge(f"cases:event.answered:{came}")

    await chat.say("Aucune réponse à ma demande.")

    assert not any("plainte" in name for name in packed(chat))
    assert any("entreprise" in name for name in packed(chat))


async def test_a_pack_holds_nothing_of_another_case(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await kept_and_sent(chat)
    await chat.say("/demande")
    await chat.press("Pour moi", "👁 Accès", "Facewatch", "✓ RGPD")
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    await chat.press("Passer", "Passer", "Anglais", "✓ La lettre est bonne")
    await case_of(chat)
    await chat.press("🗂 Preuves (ZIP)")

    assert not any("Facewatch" in text.decode() for text in texts(packed(chat)))
    assert "Clearview AI, Inc." in packed(chat)["LISEZ-MOI.txt"].decode()


def texts(files: dict[str, bytes]) -> list[bytes]:
    return [content for name, content in files.items() if name.endswith(".txt")]


async def test_the_pack_is_in_the_persons_language(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.say("/langue")
    await chat.say("/cases")
    await chat.press("Clearview AI, Inc., access", "🗂 Evidence (ZIP)")

    assert list(packed(chat))[:3] == ["READ-ME.txt", "1-timeline.pdf", "2-list-of-evidence.pdf"]


async def test_a_letter_that_was_not_sent_has_no_pack(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await prepared(chat)
    await case_of(chat)
    case = chat.data("📮 Je l’ai envoyée").rpartition(":")[2]

    await chat.forge(f"cases:pack:{case}")

    assert not any(name.endswith(".zip") for name, _ in chat.files)


async def test_nothing_of_a_pack_is_kept_once_it_is_delivered(world: World) -> None:
    chat = await world.settled("Ana", "fr", "fr")
    await sent(chat)
    await case_of(chat)

    await chat.press("🖼 Chronologie", "🗂 Preuves (ZIP)")

    assert packed(chat)
    with world.house.store.transaction() as session:
        rows = session.execute(select(table(Departure))).all()
    assert rows
    assert all(row.sealed is None for row in rows)
