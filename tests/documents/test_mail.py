from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from bot.documents import Letter, eml, message, pdf, write
from tests.documents.letters import FACTS, HEAVY, every


def _parsed(draft: bytes) -> EmailMessage:
    parsed = message_from_bytes(draft, policy=SMTP)
    assert isinstance(parsed, EmailMessage)
    return parsed


@pytest.mark.parametrize("facts", [FACTS, HEAVY], ids=["usual", "heavy"])
def test_a_draft_parses_back_with_the_same_headers_and_body(facts: object) -> None:
    for label, letter in every(facts):  # type: ignore[arg-type]
        draft = _parsed(eml(letter, "privacy@example.com"))

        assert draft["Subject"] == " ".join(letter.subject.split()), label
        assert draft["To"] == "privacy@example.com", label
        assert draft["X-Unsent"] == "1", label
        assert draft["Content-Language"] == letter.language, label
        assert draft["Date"].datetime.date() == letter.day, label
        assert draft.get_content().replace("\r\n", "\n").strip() == message(letter), label


def test_a_draft_without_an_address_leaves_it_to_the_person() -> None:
    assert _parsed(eml(write("access", "eu", "fr", FACTS)))["To"] is None


def test_the_pdf_goes_along_when_asked() -> None:
    letter = write("access", "eu", "fr", FACTS)
    page = pdf(letter)
    (attached,) = _parsed(eml(letter, None, page)).iter_attachments()

    assert attached.get_content_type() == "application/pdf"
    assert attached.get_content() == page
    assert attached.get_filename() == "TR-7K2QMXYZ.pdf"


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x00\n"])
def test_a_line_break_in_a_subject_makes_no_header(break_: str) -> None:
    letter: Letter = replace(
        write("access", "eu", "fr", FACTS), subject=f"a{break_}Bcc: all@example.org"
    )
    draft = _parsed(eml(letter))

    assert draft["Bcc"] is None
    assert "Bcc: all@example.org" in draft["Subject"]


def test_an_address_with_a_line_break_is_never_written() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        eml(write("access", "eu", "fr", FACTS), "a@example.org\r\nBcc: b@example.org")


def test_lines_end_as_mail_wants_them_and_are_short() -> None:
    for line in eml(write("erasure", "uk", "fr", HEAVY)).split(b"\r\n"):
        assert b"\n" not in line
        assert len(line) <= 998
