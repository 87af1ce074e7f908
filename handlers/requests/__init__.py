"""A new request: for whom, which right, to whom, under which law, in which words."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot import companies, documents
from db import case, draft
from handlers import homes
from handlers.context import Context
from handlers.flow import Facts, Flow, Turn
from handlers.requests import _company, _letter, _person, _right, _same


async def _finish(turn: Turn) -> None:
    """Hand over the letter, and go on to the next company if that was ticked."""
    await _letter.hand_over(turn)
    if turn.facts.get("again"):
        turn.context.say("requests.again_begun")
        await FLOW.begin(turn.context, *_same.of_draft(turn.facts))


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
    finish=_finish,
    told=homes.told,
)


async def request(_: Update, context: Context) -> None:
    """Begin, or offer to go on with the letter that is under way."""
    await begin(context)


async def begin(context: Context, company: str = "", *, anew: bool = False) -> None:
    """Begin a request, to ``company`` where one is named: ``clearview-ai`` or ``clearview-ai_access``."""
    if await _is_free(context, f"anew:{company}", anew=anew):
        if context.person.country is None:
            context.anew()  # what was pressed to come here stays readable
            await context.go("hello", f"c_{company}")
        else:
            await FLOW.begin(context, *_prefilled(company))


async def _like(context: Context, case_id: str, *, anew: bool = False) -> None:
    """Begin the same request as in a case of this person, to another company."""
    record = await context.store(case.get, context.person.id, case_id)
    if record is None:
        context.say("cases.gone")
    elif await _is_free(context, f"relike:{case_id}", anew=anew):
        await FLOW.begin(context, *_same.of_case(record.facts))


async def _is_free(context: Context, again: str, *, anew: bool) -> bool:
    """Return whether no other letter is under way; where one is, offer to go on or to start again."""
    sheet = await context.store(draft.get, context.person.id, FLOW.name)
    if sheet and not anew:
        rows = [
            [context.button("requests.go_on", "requests:continue:", style="primary")],
            [context.button("requests.anew", f"requests:{again}")],
        ]
        context.say("requests.under_way", rows=rows)
        return False
    if sheet and context.person.country is not None:
        context.drop(sheet, "cancelled")
    return True


async def pressed(_: Update, context: Context) -> None:
    """Take a press: begin, go on, or an answer to a step."""
    verb = context.press.verb
    if verb in {"begin", "anew"}:
        await begin(context, context.press.id, anew=verb == "anew")
    elif verb in {"like", "relike"}:
        await _like(context, context.press.id, anew=verb == "relike")
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


def _prefilled(payload: str) -> tuple[Facts, list[str]]:
    company, right, now = [*payload.split("_"), "", ""][:3]
    facts: Facts = {}
    if found := companies.get(company):
        facts["company"] = {"id": company, "name": found.name}
    if right in documents.every_right():
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
