"""One person from the first question to the reminder letter, on the page, in each language."""

import asyncio
import email
import email.policy
import re
from email.message import EmailMessage

import pytest

from tests.browser.conftest import Open
from tests.browser.window import Window

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_whole_journey_in_french(window: Open) -> None:
    page = await window("fr")
    await page.start()
    await page.reads("Je suis un programme. Je donne des informations générales, pas de conseil")
    await page.press("France")
    await page.reads("C’est noté : France.")
    await page.say("C’est quoi, Clearview ?")
    await page.reads("Clearview AI est une société américaine", "CNIL, décision SAN-2022-019")
    await page.press("Écrire à cette entreprise")
    await write_in_french(page)
    await take_in_french(page)
    await send_in_french(page)
    await wait_in_french(page)


async def write_in_french(page: Window) -> None:
    """Answer what the letter needs, until it can be read."""
    await page.press("Pour moi")
    await page.press("Effacement")
    await page.reads("Une fois vos données effacées, vous ne pourrez peut-être plus prouver")
    await page.press("L’accès d’abord, puis l’effacement")
    await page.reads("Loi proposée : RGPD")
    await page.press("✓ RGPD")
    await page.reads("Quel est votre nom, tel qu’il doit figurer dans la lettre ?")
    await page.say("Camille Martin")
    await page.reads("À quelle adresse électronique l’entreprise peut-elle vous répondre ?")
    await page.say("camille@exemple.fr")
    await page.reads("Votre adresse postale ? Elle est facultative")
    await page.press("Passer")
    await page.reads("N’envoyez de votre propre chef ni photo ni pièce d’identité")
    await page.press("Passer")
    await page.press("Français")
    await page.reads(
        "Les sources se contredisent sur l’adresse électronique",
        "Attendez-vous au silence ; vous pouvez alors saisir votre autorité.",
        "Relisez la lettre avant de l’envoyer.",
        "J’exerce le droit d’accès (article 15 du règlement (UE) 2016/679, le RGPD).",
    )
    await page.press("✓ La lettre est bonne")


async def take_in_french(page: Window) -> None:
    """Copy, open and download the pieces."""
    await page.reads("1. L’adresse", "2. Le texte", "3. Envoyez-la, et gardez une preuve")
    await page.reads(
        "Quand la demande d’accès aura abouti, je vous proposerai la demande d’effacement."
    )
    await page.press("Adresse électronique")
    assert "@clearview.ai" in await page.copied()
    await page.press("Copier le texte")
    letter = await page.copied()
    assert letter.startswith("Madame, Monsieur,")
    assert letter.endswith("Camille Martin\ncamille@exemple.fr")
    await page.log.get_by_role("button", name="TR-").press("Enter")
    reference = await page.copied()
    assert re.fullmatch(r"TR-[A-Z2-9]{8}", reference)
    await read_pdf(page)
    mail = await download_mail(page)
    assert reference in mail["Subject"]
    assert mail["To"].endswith("@clearview.ai")


async def send_in_french(page: Window) -> None:
    """Say that the letter has gone, and read the date with its reasons."""
    await page.press("Je l’ai envoyée")
    await page.press("Aujourd’hui")
    await page.press("Par courriel")
    await page.reads("Avez-vous un numéro de suivi ou une autre preuve à noter ?")
    await page.press("Passer")
    await page.press("25 novembre 2026")
    await page.reads(
        "Clearview AI, Inc. doit répondre au plus tard le 28 décembre 2026.",
        "Un mois plus tard : 25 décembre 2026, un jour férié (Noël).",
        "La date passe au premier jour ouvrable : lundi 28 décembre 2026.",
        "Je vous écrirai quand ce jour sera passé.",
    )


async def wait_in_french(page: Window) -> None:
    """Let the time pass, and write again after the silence."""
    await page.skip("+ 1 mois")
    await page.never_read("Le délai laissé à Clearview AI, Inc. est passé")
    await page.skip("+ 1 mois")
    await page.reads(
        "mardi 29 décembre 2026",
        "Le délai laissé à Clearview AI, Inc. est passé : le dernier jour était le 28 décembre 2026.",
        "mardi 5 janvier 2027",
        "Toujours rien de Clearview AI, Inc. ?",
    )
    await page.press("Rien n’est venu")
    await page.reads("Clearview AI, Inc. n’a pas répondu à temps.", "Écrivez d’abord à l’organisme")
    await page.press("Écrire la relance")
    await page.reads("Quel est votre nom, tel qu’il doit figurer dans la lettre ?")
    await page.say("Camille Martin")
    await page.reads(
        "Quelle est votre adresse électronique ou postale, pour qu’on puisse vous répondre ?"
    )
    await page.say("camille@exemple.fr")
    await page.reads(
        "Envoyez-la par le même chemin que la première lettre",
        "a pris fin le 28 décembre 2026",
        "Si rien ne vient : Commission nationale de l’informatique et des libertés (CNIL)",
    )


async def test_a_whole_journey_in_english(window: Open) -> None:
    page = await window("en")
    await page.start()
    await page.reads("I am a program. I give general information, not legal advice.")
    await page.press("United Kingdom")
    await page.say("What is Facewatch?")
    await page.reads("Facewatch")
    await page.say("/request")
    await page.press("For me")
    await page.reads("What do you want to ask for?")
    await page.press("Access")
    await page.press("Facewatch")
    await page.reads("Proposed law: UK GDPR", "The company is based here")
    await page.press("✓ UK GDPR")
    await page.reads("What is your name, as it should appear in the letter?")
    await page.say("Alex Smith")
    await page.reads("At which e-mail address can the company answer you?")
    await page.say("alex@example.org")
    await page.reads("What is your postal address? It is optional")
    await page.press("Skip")
    await page.reads("Don’t send a photo or ID of your own accord")
    await page.press("Skip")
    await page.press("English")
    await page.reads("Read the letter before you send it.", "Article 15 of the UK GDPR")
    await page.press("The letter is right")
    await page.reads("1. The address", "2. The text", "3. Send it, and keep proof")
    await read_pdf(page)
    mail = await download_mail(page)
    assert mail["From"] is None
    assert "Alex Smith" in str(mail.get_body(("plain",)))

    await page.press("I sent it")
    await page.press("Today")
    await page.press("By e-mail")
    await page.reads("a tracking number or other proof")
    await page.press("Skip")
    await page.press("25 November 2026")
    await page.reads(
        "Facewatch Ltd must answer by 29 December 2026 at the latest.",
        "One month later: 25 December 2026, a public holiday (Christmas Day).",
        "The date moves to the next working day: Tuesday 29 December 2026.",
    )
    await page.skip("+ 1 month")
    await page.never_read("The deadline for Facewatch Ltd has passed")
    await page.skip("+ 1 month")
    await page.reads(
        "The deadline for Facewatch Ltd has passed: the last day was 29 December 2026."
    )
    await page.press("Nothing came")
    await page.reads("Facewatch Ltd did not answer in time.", "Complain to the organisation first")
    await page.press("Write the reminder letter")
    await page.say("Alex Smith")
    await page.say("alex@example.org")
    await page.reads(
        "ended on 29 December 2026.", "This letter is also a complaint as the law provides"
    )
    await page.say("/cases")
    await page.reads("The deadline has passed: the last day was 29 December 2026.")


async def read_pdf(page: Window) -> None:
    """Open the letter to print: it comes up in a tab of its own, and the chat stays."""
    async with page.page.context.expect_page() as opening:
        await page.log.get_by_role("link", name=".pdf").last.click()
    letter = await opening.value
    answer = await page.page.request.get(letter.url)
    assert answer.headers["content-type"] == "application/pdf"
    assert (await answer.body()).startswith(b"%PDF-")
    await letter.close()
    async with page.page.expect_download() as fetching:
        await page.log.get_by_role("link", name=re.compile("^(Télécharger|Download)$")).last.click()
    assert (await fetching.value).suggested_filename.endswith(".pdf")


async def download_mail(page: Window) -> EmailMessage:
    """Fetch the mail draft, and read it as a mail program does."""
    async with page.page.expect_download() as fetching:
        await page.log.get_by_role("link", name=".eml").last.click()
    file = await fetching.value
    assert file.suggested_filename.endswith(".eml")
    path = await file.path()
    content = await asyncio.to_thread(path.read_bytes)
    return email.message_from_bytes(content, policy=email.policy.default)
