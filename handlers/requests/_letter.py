"""The letter: its language, its preview, its pieces."""

import secrets

from bot import companies, documents, law
from bot.companies import Company
from bot.documents import Letter
from bot.language import Html, say
from db.store import new_id
from handlers import letters
from handlers.context import Button, Context
from handlers.flow import Facts, Step, Turn
from handlers.requests._company import seat_of

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is taken for another when read aloud
_REFERENCE = 8
_TICKS = ("keep", "again")
KEPT = ("whom", "about", "name", "mail", "post", "helps")


async def _ask_language(turn: Turn) -> None:
    company = company_of(turn.facts, turn.context)
    rows = [[turn.button(f"requests.language_{code}", code)] for code in ("fr", "en")]
    name = turn.context.words(f"requests.name_{_proposed(turn.facts, company)}")
    turn.ask("requests.language", rows, company=company.name, proposed=name)


def _proposed(facts: Facts, company: Company) -> str:
    """Return the language a company reads: of one typed in, that of the part where it sits."""
    place = facts["company"].get("place")
    known = law.place(place) if place in {one.code for one in law.places()} else None
    if company.id or known is None or known.country != company.country:
        return company.language
    return companies.language(known.code)


async def _language(_: Turn, code: str) -> Facts | None:
    return {"language": code, "reference": new_reference()} if code in {"fr", "en"} else None


def new_reference() -> str:
    """Return what a letter is called by, in letters that are read aloud without a mistake."""
    return "TR-" + "".join(secrets.choice(_LETTERS) for _ in range(_REFERENCE))


async def _ask_preview(turn: Turn) -> None:
    letter = letter_of(turn.facts, turn.context)
    if doubts := _doubts(turn):
        turn.context.display(doubts)
    turn.context.display(say("requests.preview", turn.context.language))
    turn.context.tell(letters.framed(letter), rows=_decisions(turn))


async def _preview(turn: Turn, choice: str) -> Facts | None:
    if choice in _TICKS:
        turn.facts[choice] = not turn.facts.get(choice)
        if turn.facts[choice]:
            turn.context.alert(f"requests.{choice}_explained")
        turn.context.rekey(_decisions(turn))
        return None
    return {} if choice == "ok" else None


async def hand_over(turn: Turn) -> None:
    """Give the letter in all its forms, and begin the case."""
    context, facts = turn.context, turn.facts
    letter, company = letter_of(facts, context), company_of(facts, context)
    case_id = new_id()
    context.freeze()
    _address(context, company, letter)
    context.say("requests.piece_body")
    context.tell(letters.framed(letter))
    await letters.give(
        context, letter, company.email, f"{letter.reference}-{company.id or 'letter'}"
    )
    if then := facts.get("then"):
        instead = law.regime(facts["law"]["regime"]).absent.get(then)
        context.say(f"requests.then_{'instead' if instead else then}", instead=instead or "")
    sent = context.button("requests.sent_it", f"cases:sent:{case_id}", style="primary")
    same = (
        []
        if facts.get("again")
        else [[context.button("requests.same", f"requests:like:{case_id}")]]
    )
    context.say("requests.how_to_send", reference=letter.reference, rows=[[sent], *same])
    await context.go("open_case", case_id, case_facts(facts, company))


def company_of(facts: Facts, context: Context) -> Company:
    """Return the company the letter goes to."""
    regime = facts.get("law", {}).get("regime", "")
    return letters.company_of(facts["company"], regime, context.today)


def letter_of(facts: Facts, context: Context) -> Letter:
    """Write the letter that the facts ask for."""
    told = documents.Facts(
        name=facts["name"],
        company=company_of(facts, context),
        reference=facts["reference"],
        day=context.today,
        for_whom=facts["whom"],
        concerned=facts.get("about", ""),
        contact=tuple(filter(None, [*facts.get("post", ()), facts.get("mail")])),
        helps=facts.get("helps", ""),
        details=facts.get("details", ""),
        ground=facts.get("ground", ""),
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
    ticks = ((tick, "on" if turn.facts.get(tick) else "off") for tick in _TICKS)
    return [
        [turn.button("requests.looks_right", "ok", style="primary")],
        *([turn.button(f"requests.{tick}_{ticked}", tick)] for tick, ticked in ticks),
        turn.ways(),
    ]


def _doubts(turn: Turn) -> Html | None:
    company, language = company_of(turn.facts, turn.context), turn.context.language
    if company.quality:
        known = companies.get(company.id) or company  # with its age, if its address is hidden
        return companies.origin(known, language, turn.context.today)
    notes = [*company.doubts, *filter(None, [company.silence])]
    if not notes or company.seen is None:
        return None
    doubts = Html(
        "\n".join(say("companies.note", language, words=one, seen=one.seen) for one in notes)
    )
    return say("requests.doubts", language, company=company.name, seen=company.seen, doubts=doubts)


def _address(context: Context, company: Company, letter: Letter) -> None:
    rows = [letters.copies(context, company.email, letter)]
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


STEPS = (
    Step("language", _ask_language, press=_language),
    Step("preview", _ask_preview, press=_preview),
)
