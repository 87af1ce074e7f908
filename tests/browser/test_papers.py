"""The papers of a case on the page: a picture that keeps its shape, a file to take away."""

import pytest

from tests.browser.conftest import Open

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

STEPS = (
    ("Pour moi", "Que voulez-vous demander"),
    ("Accès", "À quelle entreprise"),
    ("Clearview", "Loi proposée"),
    ("✓ RGPD", "Quel est votre nom"),
    ("Camille Martin", "À quelle adresse électronique"),
    ("camille@exemple.fr", "Elle est facultative"),
    ("Passer", "N’envoyez de votre propre chef"),
    ("Passer", "comprend le plus sûrement"),
    ("Français", "Relisez la lettre"),
    ("✓ La lettre est bonne", "3. Envoyez-la"),
    ("Je l’ai envoyée", "Quel jour"),
    ("Aujourd’hui", "Comment l’avez-vous envoyée"),
    ("Par courriel", "numéro de suivi"),
    ("Passer", "Quel jour est-elle arrivée"),
    ("25 novembre 2026", "doit répondre au plus tard"),
    ("Voir le dossier", "Ce qui s’est passé"),
)
TYPED = {"Camille Martin", "camille@exemple.fr"}


async def test_the_picture_of_a_case_is_shown_whole_and_the_pack_is_taken_away(
    window: Open,
) -> None:
    page = await window("fr")
    await page.start()
    await page.press("France")
    await page.reads("C’est noté : France.")
    await page.say("/demande")
    for name, said in STEPS:
        await (page.say(name) if name in TYPED else page.press(name))
        await page.reads(said)

    await page.press("Chronologie")

    await page.reads("dernier jour pour répondre")
    picture = page.log.get_by_role("img").last
    await picture.scroll_into_view_if_needed()
    shape = "one => one.complete && one.naturalWidth / one.naturalHeight"
    drawn = await picture.evaluate(shape)
    shown = await picture.bounding_box()
    assert shown is not None
    assert drawn == pytest.approx(shown["width"] / shown["height"], rel=0.02)
    await page.press("Preuves (ZIP)")
    await page.reads("Ouvrez d’abord LISEZ-MOI")
