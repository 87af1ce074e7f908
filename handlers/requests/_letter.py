"""The letter: its language, its preview, its pieces."""

import asyncio
import secrets
from html import escape

from bot import companies, documents
from bot.companies import Company
from bot.documents import Letter
from bot.language import Html, say
from db.store import new_id
from handlers.context import Button, Context
from handlers.flow import Facts, Step, Turn
from handlers.requests._company import seat_of

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is taken for another when read aloud
_REFERENCE = 8
_COPIED = 256  # characters that a copy button holds
KEPT = ("whom", "about", "name", "mail", "post", "helps")


async def _ask_language(turn: Turn) -> None:
    company = company_of(turn.facts)
    rows = [[turn.button(f"requests.language_{code}", code)] for code in ("fr", "en")]
    name = turn.context.words(f"requests.name_{company.language}")
    turn.ask("requests.language", rows, company=company.name, proposed=name)


async def _language(_: Turn, code: str) -> Facts | None:
    reference = "TR-" + "".join(secrets.choice(_LETTERS) for _ in range(_REFERENCE))
    return {"language": code, "reference": reference} if code in {"fr", "en"} else None


async def _ask_preview(turn: Turn) -> None:
    letter = letter_of(turn.facts, turn.context)
    if doubts := _doubts(turn):
        turn.context.display(doubts)
    turn.context.display(say("requests.preview", turn.context.language))
    turn.context.tell(_framed(letter), rows=_decisions(turn))


async def _preview(turn: Turn, choice: str) -> Facts | None:
    if choice == "keep":
        turn.facts["keep"] = not turn.facts.get("keep")
        if turn.facts["keep"]:
            turn.context.alert("requests.keep_explained")
        turn.context.rekey(_decisions(turn))
        return None
    return {} if choice == "ok" else None


async def hand_over(turn: Turn) -> None:
    """Give the letter in all its forms, and begin the case."""
    context, facts = turn.context, turn.facts
    letter, company = letter_of(facts, context), company_of(facts).under(facts["law"]["regime"])
    case_id = new_id()
    page = await asyncio.to_thread(documents.pdf, letter)
    context.freeze()
    _address(context, company, letter)
    context.tell(_titled("requests.piece_body", letter, context.language))
    file = f"{letter.reference}-{company.id or 'letter'}"
    context.document(f"{file}.pdf", page, "requests.piece_pdf")
    context.document(
        f"{file}.eml", documents.eml(letter, company.email, page), "requests.piece_mail"
    )
    if facts.get("then"):
        context.say("requests.then_erasure")
    sent = context.button("requests.sent_it", f"cases:sent:{case_id}", style="primary")
    context.say("requests.how_to_send", reference=letter.reference, rows=[[sent]])
    await context.go("open_case", case_id, case_facts(facts, company))


def company_of(facts: Facts) -> Company:
    """Return the company's record, or one made of what was typed."""
    told = facts["company"]
    known = companies.get(told["id"]) if told["id"] else None
    return known or companies.typed(told["name"], told.get("mail"), tuple(told.get("post", ())))


def letter_of(facts: Facts, context: Context) -> Letter:
    """Write the letter that the facts ask for."""
    told = documents.Facts(
        name=facts["name"],
        company=company_of(facts),
        reference=facts["reference"],
        day=context.today,
        for_whom=facts["whom"],
        concerned=facts.get("about", ""),
        contact=tuple(filter(None, [*facts.get("post", ()), facts.get("mail")])),
        helps=facts.get("helps", ""),
    )
    return documents.write(facts["right"], facts["law"]["regime"], facts["language"], told)


def case_facts(facts: Facts, company: Company) -> Facts:
    """Return what the case needs: the person's own facts only if they asked to keep them."""
    kept = {name: facts[name] for name in KEPT if facts.get(name)} if facts.get("keep") else None
    return {
        "company": {**facts["company"], "name": company.name, "country": seat_of(facts)},
        "right": facts["right"],
        "then": facts.get("then"),
        "whom": facts["whom"],
        "language": facts["language"],
        "reference": facts["reference"],
        "kept": kept,
        **facts["law"],
    }


def _decisions(turn: Turn) -> list[list[Button]]:
    keep = "on" if turn.facts.get("keep") else "off"
    return [
        [turn.button("requests.looks_right", "ok", style="primary")],
        [turn.button(f"requests.keep_{keep}", "keep")],
        turn.ways(),
    ]


def _doubts(turn: Turn) -> Html | None:
    company, language = company_of(turn.facts), turn.context.language
    notes = [*company.doubts, *filter(None, [company.silence])]
    if not notes or company.seen is None:
        return None
    doubts = Html(
        "\n".join(say("companies.note", language, words=one, seen=one.seen) for one in notes)
    )
    return say("requests.doubts", language, company=company.name, seen=company.seen, doubts=doubts)


def _address(context: Context, company: Company, letter: Letter) -> None:
    copies = [
        Button(context.words(f"requests.copy_{what}"), copy=value[:_COPIED])
        for what, value in (("address", company.email), ("subject", letter.subject))
        if value
    ]
    rows = [copies]
    if company.form:
        rows.append([Button(context.words("requests.open_form"), url=company.form)])
    key = (
        "requests.piece_address"
        if company.email
        else "requests.piece_form"
        if company.form
        else None
    )
    if key:
        context.say(key, rows=rows)
    if company.post:
        context.say(
            "requests.piece_or_post" if key else "requests.piece_post",
            address="\n".join([company.name, *company.post]),
            rows=[] if key else rows,
        )


def _framed(letter: Letter) -> Html:
    return Html(f"<pre>{escape(documents.message(letter), quote=False)}</pre>")


def _titled(key: str, letter: Letter, language: str) -> Html:
    return Html(f"{say(key, language)}\n{_framed(letter)}")


STEPS = (
    Step("language", _ask_language, press=_language),
    Step("preview", _ask_preview, press=_preview),
)
