"""Put a letter into a mail draft that a computer opens ready to send."""

from datetime import UTC, datetime, time
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from bot.documents.letters import Letter
from bot.documents.message import message

# Folding puts a second blank where an encoded word begins a line
_UNFOLDED = SMTP.clone(max_line_length=0)


def eml(letter: Letter, to: str | None = None, attachment: bytes | None = None) -> bytes:
    """Return the letter as a draft to ``to``, with its PDF when ``attachment`` is given."""
    draft = EmailMessage(policy=SMTP)
    draft["X-Unsent"] = "1"  # the mail programs that know it open the file as a draft
    draft["Subject"] = " ".join(letter.subject.split())
    draft["Date"] = format_datetime(datetime.combine(letter.day, time(12), UTC))
    if to:
        draft["To"] = to
    draft.set_content(message(letter), cte="quoted-printable")
    draft["Content-Language"] = letter.language
    if attachment is not None:
        draft.add_attachment(
            attachment, maintype="application", subtype="pdf", filename=f"{letter.reference}.pdf"
        )
    return draft.as_bytes(policy=_UNFOLDED)
