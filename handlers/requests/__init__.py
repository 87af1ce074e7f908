"""A new request: for whom, which right, to whom, under which law, in which words."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot import companies
from db import draft
from handlers import homes
from handlers.context import Context
from handlers.flow import Flow
from handlers.requests import _company, _letter, _person, _right

FLOW = Flow(
    name="request",
    feature="requests",
    steps=(
        *_person.WHOM,
        *_right.STEPS,
        *_company.STEPS,
        *_right.PARTICULARS,
        *_person.STEPS,
        *_letter.STEPS,
    ),
    finish=_letter.hand_over,
    told=homes.told,
)


async def request(_: Update, context: Context) -> None:
    """Begin, or offer to go on with the letter that is under way."""
    await begin(context)


async def begin(context: Context, company: str = "", *, anew: bool = False) -> None:
    """Begin a request, to ``company`` where one is named: ``clearview-ai`` or ``clearview-ai_access``."""
    sheet = await context.store(draft.get, context.person.id, FLOW.name)
    if sheet and not anew:
        rows = [
            [context.button("requests.go_on", "requests:continue:", style="primary")],
            [context.button("requests.anew", f"requests:anew:{company}")],
        ]
        context.say("requests.under_way", rows=rows)
        return
    if context.person.country is None:
        context.anew()  # what was pressed to come here stays readable
        await context.go("hello", f"c_{company}")
        return
    if sheet:
        context.drop(sheet, "cancelled")
    facts, done = _prefilled(company)
    await FLOW.begin(context, facts, done)


async def pressed(_: Update, context: Context) -> None:
    """Take a press: begin, go on, or an answer to a step."""
    verb = context.press.verb
    if verb in {"begin", "anew"}:
        await begin(context, context.press.id, anew=verb == "anew")
    elif verb == "continue":
        await _resume(context)
    elif FLOW.owns(verb):
        await FLOW.pressed(context)
    else:
        await context.lost()


async def _resume(context: Context) -> None:
    sheet = await context.store(draft.get, context.person.id, FLOW.name)
    if sheet:
        await FLOW.resume(context, sheet)
    else:
        await begin(context)


def _prefilled(payload: str) -> tuple[dict[str, object], list[str]]:
    company, right, now = [*payload.split("_"), "", ""][:3]
    facts: dict[str, object] = {}
    if companies.get(company):
        facts["company"] = {"id": company}
    if right in _right.RIGHTS:
        facts["right"] = right
    done = list(facts)
    if now == "now":  # the access that comes before it is settled
        done.append("order")
    return facts, done


HANDLERS = [
    CommandHandler(["request", "demande"], request),
    CallbackQueryHandler(pressed, r"^requests:"),
]
DOORS = {"request": begin, f"resume {FLOW.name}": FLOW.resume}
TEXTS = {FLOW.name: FLOW.typed}
