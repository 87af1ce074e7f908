"""Letters under other laws than the GDPR, from the request to the complaint."""

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

import pytest

from bot.language import day
from tests.dialogues.conftest import Chat, World, spaced

NAMED = ("Ana Müller", "ana@example.org")
WRONG = "Aucune réponse à ma demande."


@dataclass(frozen=True)
class Tongue:
    """What a person presses on the way, in one language."""

    request: str
    to_clearview: tuple[str, ...]
    to_letter: tuple[str, ...]
    sent: tuple[str, ...]
    due: str
    reminder: tuple[str, ...]
    cases: tuple[str, ...]
    complaint: str


TONGUES = {
    "fr": Tongue(
        request="/demande",
        to_clearview=("Pour moi", "👁 Accès", "Clearview"),
        to_letter=("Passer", "Passer", "Français"),
        sent=(
            "✓ La lettre est bonne", "📮 Je l’ai envoyée", "Aujourd’hui", "Par courriel", "Passer",
            "25 novembre 2026",
        ),
        due="au plus tard le",
        reminder=("Rien n’est venu", "✍️ Écrire la relance"),
        cases=("/dossiers", "Clearview AI, Inc., accès"),
        complaint="✍️ Écrire la plainte à l’autorité",
    ),
    "en": Tongue(
        request="/request",
        to_clearview=("For me", "👁 Access", "Clearview"),
        to_letter=("Skip", "Skip", "English"),
        sent=(
            "✓ The letter is right", "📮 I sent it", "Today", "By e-mail", "Skip",
            "25 November 2026",
        ),
        due="by",
        reminder=("Nothing came", "✍️ Write the reminder letter"),
        cases=("/cases", "Clearview AI, Inc., access"),
        complaint="✍️ Write the complaint to the authority",
    ),
}  # fmt: skip


class Walk(NamedTuple):
    """One country in one language: what is pressed, and what must then be read."""

    language: str
    country: str
    home: tuple[str, ...]  # the province, where it is asked
    law: str
    letter: tuple[str, ...]
    due: str
    reminder: str
    complaint: tuple[str, ...]  # in a language that the authority takes


WALKS = [
    Walk(
        "fr", "ch", (), "✓ LPD", ("article 25 de la loi fédérale suisse",),
        "28 décembre 2026", "article 18, alinéa 1, de l’ordonnance", ("Je vous signale", "article 49"),
    ),
    Walk(
        "fr", "ca", ("Canada (hors Québec, Colombie-Britannique et Alberta)",), "✓ LPRPDE",
        ("principe 4.9 de l’annexe 1",), "26 décembre 2026", "paragraphe 8(3)",
        ("Je dépose une plainte", "paragraphe 11(1)"),
    ),
    Walk(
        "fr", "ca", ("Québec",), "✓ Loi québécoise (P-39.1)",
        ("l’entreprise Clearview AI, Inc.", "article 44 de la Loi concernant le cadre juridique"),
        "28 décembre 2026", "article 32",
        ("Demande d’examen de mésentente", "le silence vaut refus", "article 45"),
    ),
    Walk(
        "en", "ca", ("Quebec",), "✓ Quebec Act (P-39.1)",
        ("the enterprise Clearview AI, Inc.", "section 45"), "28 December 2026", "section 32",
        ("Application for examination of a disagreement", "section 44"),
    ),
    Walk(
        "fr", "au", ("Ailleurs, ou je préfère ne pas le dire",), "✓ Privacy Act (Australie)", ("APP 12.1 du Privacy Act 1988 australien", "AATA 1069"),
        "28 décembre 2026", "plainte écrite que je vous adresse",
        ("what may be an interference with privacy", "section 36(1)"),
    ),
    Walk(
        "en", "au", ("Elsewhere, or I’d rather not say",), "✓ Privacy Act (Australia)", ("APP 12.1 of Australia’s Privacy Act 1988", "section 5B"),
        "28 December 2026", "thirty days, which I took to be one",
        ("what may be an interference with privacy", "section 36(1)"),
    ),
    Walk(
        "fr", "nz", (), "✓ Privacy Act (Nouvelle-Zélande)", ("IPP 6 du Privacy Act 2020 néo-zélandais", "règle 6"),
        "23 décembre 2026", "articles 44(1) et 63(1)", ("by the following agency", "rule 1"),
    ),
    Walk(
        "en", "nz", (), "✓ Privacy Act (New Zealand)", ("IPP 6 of New Zealand’s Privacy Act 2020", "rule 6"),
        "23 December 2026", "sections 44(1) and 63(1)", ("by the following agency", "rule 1"),
    ),
]  # fmt: skip


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: f"{walk.law}-{walk.language}")
async def test_from_a_request_to_the_complaint(town: World, walk: Walk) -> None:
    chat, tongue = await town.settled("Ana", walk.language, walk.country), TONGUES[walk.language]
    await chat.say(tongue.request)
    await chat.press(*tongue.to_clearview, *walk.home)
    assert chat.labels[0] == walk.law
    await chat.press(walk.law)
    await _tell(chat, *NAMED)
    letter = await chat.press(*tongue.to_letter)
    for words in walk.letter:
        assert words in letter

    assert f"{tongue.due} {walk.due}" in await chat.press(*tongue.sent)

    await town.skip(days=45)
    await chat.press(*tongue.reminder)
    assert walk.reminder in await _tell(chat, *NAMED)

    await chat.say(tongue.cases[0])
    await chat.press(tongue.cases[1], tongue.complaint)
    complaint = await _tell(chat, *NAMED, WRONG)
    for words in (*walk.complaint, WRONG):
        assert words in complaint


async def _tell(chat: Chat, *lines: str) -> str:
    said = ""
    for line in lines:
        said = await chat.say(line)
    return said


async def _sent(chat: Chat, walk: Walk) -> None:
    """Have an access request to Clearview on its way."""
    tongue = TONGUES[walk.language]
    await chat.say(tongue.request)
    await chat.press(*tongue.to_clearview, *walk.home, walk.law)
    await _tell(chat, *NAMED)
    await chat.press(*tongue.to_letter)
    await chat.press(*tongue.sent)


QUEBEC, AUSTRALIA, NEW_ZEALAND = (walk for walk in WALKS[2:] if walk.language == "fr")


@pytest.mark.parametrize(
    ("walk", "came", "button", "words"),
    [
        (
            QUEBEC,
            (
                "Elle me demande quelque chose", "Une preuve d’identité", "Aujourd’hui",
                "Je conteste cette demande", "Elle en demande trop",
            ),
            "✍️ Contester la preuve demandée", "un consentement exprès, que je ne donne pas",
        ),
        (
            AUSTRALIA, ("Elle refuse",), "✍️ Contester le refus",
            "y joindre la déclaration que contient ma demande (APP 13.4)",
        ),
        (
            NEW_ZEALAND, ("Elle veut plus de temps", "Aujourd’hui", "Non, aucune raison"),
            "✍️ Contester la prolongation", "articles 48 et 65",
        ),
    ],
    ids=("qc", "au", "nz"),
)  # fmt: skip
async def test_what_a_company_writes_back_has_its_letter(
    town: World, walk: Walk, came: tuple[str, ...], button: str, words: str
) -> None:
    chat = await town.settled("Ana", walk.language, walk.country)
    await _sent(chat, walk)
    await chat.say("/dossiers")
    await chat.press("Clearview AI, Inc., accès", "📬 Quelque chose est arrivé", *came, button)
    if "Pourquoi la contestez-vous ?" in chat.last:
        await chat.press(chat.labels[0])

    assert words in await _tell(chat, *NAMED)


async def test_in_quebec_the_thirty_days_to_complain_are_watched(town: World) -> None:
    chat = await town.settled("Ana", "en", "ca")
    await _sent(chat, next(walk for walk in WALKS if walk.home == ("Quebec",)))
    await town.house.live(timedelta(days=40))
    await chat.press("Nothing came")

    await town.house.live(timedelta(days=40))

    assert chat.heard("the time to complain ends on 22 January 2027") == 2


async def test_a_province_is_asked_once(town: World) -> None:
    chat = await town.settled("Ana", "en", "ca")
    await chat.say("/request")
    asked = await chat.press("For me", "👁 Access", "Clearview")
    assert asked.startswith("Canada: which part of it do you live in?")
    assert chat.labels[-3:] == [
        "Canada (outside Quebec, British Columbia and Alberta)", "‹ Back", "Cancel",
    ]  # fmt: skip
    await chat.forge(chat.data("Quebec").replace("ca-qc", "us-ca"))
    assert chat.alert
    await chat.press("Quebec", "Cancel")

    await chat.say("/request")
    await chat.press("For me", "👁 Access", "Clearview")

    assert chat.labels[:2] == ["✓ Quebec Act (P-39.1)", "PIPEDA instead"]


async def test_a_state_without_a_law_of_its_own_can_be_told(town: World) -> None:
    chat = await town.settled("Ana", "en", "us")
    await chat.say("/request")
    await chat.press("For me", "👁 Access", "PimEyes")
    assert "Elsewhere, or I’d rather not say" in chat.labels

    said = await chat.press("Elsewhere, or I’d rather not say")

    assert "We do not know the law" in said


async def test_a_right_that_the_law_lacks_leads_to_what_it_has(town: World) -> None:
    chat = await town.settled("Ana", "fr", "ca")
    await chat.say("/demande")
    await chat.press("Pour moi", "Autre chose…", "Portabilité", "Clearview")
    said = await chat.press("Canada (hors Québec, Colombie-Britannique et Alberta)")
    assert "ne donne pas ce droit" in said
    assert "Portabilité" not in chat.labels

    await chat.press("Retirer mon accord")

    assert chat.labels[0].startswith("✓")
    await chat.press(chat.labels[0])
    assert "Quel est votre nom" in chat.last


async def test_switzerland_freezes_in_its_own_way(town: World) -> None:
    chat = await town.settled("Ana", "fr", "ch")
    await chat.say("/demande")
    await chat.press("Pour moi", "Autre chose…", "Geler", "Clearview", "✓ LPD")
    await chat.press("Elles sont fausses, je le conteste")
    await _tell(chat, *NAMED)

    letter = await chat.press("Passer", "Passer", "Français")

    assert "je vous interdis expressément de les rechercher" in letter
    assert "Leur exactitude est contestée." in letter


async def test_access_then_an_end_where_the_law_knows_no_erasure(town: World) -> None:
    chat = await town.settled("Ana", "en", "nz")
    await chat.say("/request")
    await chat.press("For me", "🗑 Erasure", "Access first, then erasure", "Clearview")
    await chat.press("✓ Privacy Act (New Zealand)")
    await _tell(chat, *NAMED)
    said = await chat.press("Skip", "Skip", "English", "✓ The letter is right")
    assert "Erasure under this law: there is no separate right; ask for correction" in said

    await chat.press("📮 I sent it", "Today", "By e-mail", "Skip", "25 November 2026")
    await chat.say("/cases")
    await chat.press("Clearview AI, Inc., access", "📬 Something came", "It answers everything")
    said = await chat.press("🗑 Now ask for erasure", "For me")
    assert "does not give this right: there is no separate right; ask for correction" in said
    await chat.press("Rectify")
    await chat.press(chat.labels[0])
    await chat.say("My face must not be in this database.")
    await _tell(chat, *NAMED)

    letter = await chat.press("Skip", "Skip", "English")

    assert "To correct includes to delete (section 7(1)" in letter
    assert "– My face must not be in this database." in letter


async def test_the_time_to_complain_of_a_refusal_is_counted_from_it(town: World) -> None:
    chat = await town.settled("Ana", "fr", "ca")
    await _sent(chat, QUEBEC)
    await town.skip(days=5)
    await chat.say("/dossiers")
    await chat.press("Clearview AI, Inc., accès", "📬 Quelque chose est arrivé", "Elle refuse")

    await chat.say("/dossiers")
    card = await chat.press("Clearview AI, Inc., accès")

    until = spaced(day(town.now.date() + timedelta(30), "fr"))
    assert f"plaignez-vous au plus tard le {until}" in card
    assert until in await chat.press("🏛 Comment saisir l’autorité")

    await town.skip(days=20)
    assert chat.heard("le temps de vous plaindre se termine le") == 1, "two weeks before"
    await town.skip(days=8)
    assert chat.heard("le temps de vous plaindre se termine le") == 2, "three days before"
    await town.skip(days=20)
    await chat.say("/dossiers")
    assert "est passé" in await chat.press("Clearview AI, Inc., accès")
