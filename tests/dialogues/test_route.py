"""The way to the authority: the organisation first where that is asked, the steps, where, until when."""

import pytest

from bot import law
from bot.language import LANGUAGES
from bot.law.authorities import authorities
from tests.dialogues.conftest import Chat, World
from tests.dialogues.walks import sent

HOW = "🏛 Comment saisir l’autorité"


async def silent(town: World, country: str) -> Chat:
    """Return somebody whose day has passed and who found nothing."""
    chat = await town.settled("Ana", "fr", country)
    await chat.say("/demande")
    await chat.press("Pour moi", "👁 Accès", "Clearview")
    await chat.press(chat.labels[0])
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")
    await chat.press("Passer", "Passer", "Anglais", "✓ La lettre est bonne")
    await chat.press("📮 Je l’ai envoyée", "Aujourd’hui", "Par courriel", "Passer")
    await chat.press("25 novembre 2026")
    await town.skip(days=42)
    await chat.press("Rien n’est venu")
    return chat


@pytest.mark.parametrize(
    ("country", "said"),
    [
        ("fr", ("CNIL", "Des juristes de la CNIL", "1. Réunissez", "en français")),
        ("be", ("APD", "la médiation", "datez et signez")),
        ("lu", ("CNPD", "formulaire en ligne de la CNPD")),
        (
            "gb",
            ("ICO", "1. Envoyez d’abord votre plainte à l’organisme", "2. Laissez-lui 30 jours"),
        ),
        ("ch", ("PFPDT", "en tant que personne concernée")),
    ],
)
async def test_after_silence_the_way_is_shown_in_steps(
    town: World, country: str, said: tuple[str, ...]
) -> None:
    chat = await silent(town, country)

    way = await chat.press(HOW)

    for words in said:
        assert words in way
    assert way.index("Les étapes") < way.index("Ce qu’elle veut")
    assert "Vérifié le 21 juillet 2026" in way
    assert chat.phone.replies[-1].buttons[0].url
    assert "🗂 Preuves (ZIP)" in chat.labels


async def test_the_authority_s_page_opens_in_the_reader_s_language(town: World) -> None:
    chat = await silent(town, "lu")
    await chat.press(HOW)
    assert (chat.phone.replies[-1].buttons[0].url or "").startswith("https://cnpd.public.lu/fr/")


async def test_the_way_leads_to_the_letter_and_back(town: World) -> None:
    chat = await silent(town, "fr")
    await chat.press(HOW)

    assert "✍️ Écrire la plainte à l’autorité" in chat.labels
    assert "Ce qui s’est passé" in await chat.press("Voir le dossier")
    assert HOW in chat.labels


async def test_the_complaint_comes_with_the_way(town: World) -> None:
    chat = await silent(town, "fr")
    await chat.press(HOW, "✍️ Écrire la plainte à l’autorité")
    await chat.say("Ana Müller")
    await chat.say("ana@example.fr")

    said = await chat.say("Aucune réponse.")

    assert "1. Réunissez votre demande" in said
    assert "3 place de Fontenoy" in said


async def test_in_britain_the_last_safe_day_is_told_then_what_remains(town: World) -> None:
    chat = await silent(town, "gb")

    assert "Dernier jour sûr pour se plaindre : 25 février 2027." in await chat.press(HOW)
    assert "✍️ Se plaindre à l’organisme" in chat.labels
    await town.skip(days=70)
    await chat.press("Voir le dossier")
    way = await chat.press(HOW)
    assert "Le temps habituel pour vous plaindre est passé" in way
    assert "peut refuser d’examiner la plainte" in way
    assert "Dernier jour sûr" not in way


async def test_a_refusal_shows_the_way_with_the_nearer_of_the_two_days(town: World) -> None:
    chat = await silent(town, "gb")
    await chat.press("Voir le dossier", "📬 Quelque chose est arrivé", "Elle refuse")
    await chat.say("/dossiers")
    await chat.press(next(label for label in chat.labels if "accès" in label))

    way = await chat.press(HOW)

    assert "Dernier jour sûr pour se plaindre : 25 février 2027" in way, "of the silence before it"
    assert "dans les trois mois de votre dernier échange" in way


async def test_no_way_is_shown_before_it_is_time(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await sent(chat)
    await chat.press("Voir le dossier")
    assert HOW not in chat.labels
    case = chat.data("Clore le dossier").rpartition(":")[2]

    await chat.forge(f"cases:route:{case}")

    assert "L’entreprise doit répondre au plus tard" in chat.last
    assert "CNIL" not in chat.last


async def test_the_way_is_in_the_persons_language(town: World) -> None:
    chat = await silent(town, "fr")
    await chat.say("/langue")
    await chat.say("/cases")
    await chat.press("Clearview AI, Inc., access")

    assert "1. Gather your request" in await chat.press("🏛 How to go to the authority")


@pytest.mark.parametrize(
    "place", ["fr", "be", "lu", "gb-eng", "ch-ge", "ca", "ca-qc", "au-nsw", "nz"]
)
def test_the_first_countries_have_their_steps(place: str) -> None:
    found = law.authority(place)
    assert found is not None
    assert 3 <= len(found.steps) <= 4
    assert all(found.steps_source[language].startswith("https://") for language in LANGUAGES)
    for step in found.steps:
        assert all(step[language] for language in LANGUAGES)
        assert step["fr"] != step["en"]


def test_where_the_organisation_must_have_30_days_the_steps_say_so() -> None:
    for place in ("gb-eng", "au-nsw"):
        found = law.authority(place)
        assert found is not None
        assert "30 jours" in " ".join(step["fr"] for step in found.steps)
        assert "30 days" in " ".join(step["en"] for step in found.steps)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_fits_one_message(language: str) -> None:
    for found in authorities().values():
        told = [found.name, found.before, found.complaint, *found.steps, found.note, found.after]
        words = "\n".join(one[language] for one in told if one)
        assert len(words) + len("\n".join(found.post)) < 2500, found.id
