"""Who to write to: a company's card, with its sources and its age."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot import companies
from bot.documents import clean_name
from handlers.context import Button, Context
from handlers.flow import Facts, Flow, Step, Turn


async def company(_: Update, context: Context) -> None:
    """Show the card of the company that follows the command, or ask for its name."""
    name = " ".join(context.args or [])
    if name:
        _look_up(context, clean_name(name))
    else:
        await FLOW.begin(context, {})


async def pressed(_: Update, context: Context) -> None:
    """Open a card, or take a press on the question for a name."""
    verb, id_ = context.press.verb, context.press.id
    found = companies.get(id_)
    if FLOW.owns(verb):
        await FLOW.pressed(context)
    elif verb == "card" and found:
        _show(context, found)
    else:
        await context.lost()


def _look_up(context: Context, name: str) -> None:
    """Show the one that is meant, or those that may be."""
    found = companies.find(name)
    if len(found) == 1:
        _show(context, found[0])
        return
    rows = [[Button(one.name, f"companies:card:{one.id}")] for one in found]
    rows.append([context.button("companies.write_anyway", "requests:begin:")])
    key = "companies.which" if found else "companies.unknown"
    context.say(key, name=name, rows=rows)


def _show(context: Context, found: companies.Company) -> None:
    write = context.button("companies.write", f"requests:begin:{found.id}", style="primary")
    context.tell(companies.card(found, context.language, context.today), rows=[[write]])


async def _ask_name(turn: Turn) -> None:
    turn.ask("companies.ask_name")


async def _name(_: Turn, text: str) -> Facts | None:
    return {"name": clean_name(text)}


async def _finish(turn: Turn) -> None:
    _look_up(turn.context, turn.facts["name"])


FLOW = Flow(
    name="company",
    feature="companies",
    steps=(Step("cname", _ask_name, text=_name),),
    finish=_finish,
)
HANDLERS = [
    CommandHandler(["company", "entreprise"], company),
    CallbackQueryHandler(pressed, r"^companies:"),
]
DOORS = {f"resume {FLOW.name}": FLOW.resume}
TEXTS = {FLOW.name: FLOW.typed}
