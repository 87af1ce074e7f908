"""A letter in the person's hands: to copy on a phone, to print, to mail from a computer."""

import asyncio
from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

from bot import companies, documents
from bot.companies import Company
from bot.documents import Letter
from bot.language import Html
from bot.refusal import Refusal
from handlers.context import Button, Context

_COPIED = 256  # characters that a copy button holds


def company_of(told: Mapping[str, Any], regime: str, today: date) -> Company:
    """Return the branch of a company that answers under ``regime``, as known or as typed in.

    Contacts too old to be offered are left out.
    """
    known = companies.get(told["id"]) if told.get("id") else None
    if known:
        return known.current(today).under(regime)
    return companies.typed(
        told["name"], told.get("mail"), tuple(told.get("post", ())), told.get("country")
    )


def framed(letter: Letter) -> Html:
    """Return the text of a letter as a message that is copied with a tap."""
    return Html(f"<pre>{escape(documents.message(letter), quote=False)}</pre>")


def copies(context: Context, to: str | None, letter: Letter) -> list[Button]:
    """Return buttons that copy the address it goes to and the subject."""
    pairs = (("address", to), ("subject", letter.subject))
    return [
        Button(context.words(f"requests.copy_{what}"), copy=value[:_COPIED])
        for what, value in pairs
        if value
    ]


async def give(context: Context, letter: Letter, to: str | None, name: str) -> None:
    """Hand over the letter as files named ``name``: to print, and as a mail for a computer."""
    page = await _page(letter)
    if page:
        context.document(f"{name}.pdf", page, "requests.piece_pdf")
    else:
        context.say("requests.piece_no_pdf")
    mail = documents.eml(letter, to, page)
    context.document(f"{name}.eml", mail, "requests.piece_mail")


async def _page(letter: Letter) -> bytes | None:
    """Return the page, or nothing where our fonts lack the letters of a name."""
    try:
        return await asyncio.to_thread(documents.pdf, letter)
    except Refusal:
        return None
