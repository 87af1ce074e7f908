"""First contact, help, language, and stopping what is under way."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot import documents, law
from bot.language import LANGUAGES, OWN_NAMES, country
from db import person, reminder
from handlers.context import Button, Context

NAMES = {code: name.capitalize() for code, name in OWN_NAMES.items()}


async def start(_: Update, context: Context) -> None:
    """Introduce the bot once; afterwards open what a link names, or the person's cases."""
    payload = context.args[0] if context.args else None
    if context.person.introduced:
        await _open(context, payload)
        return
    if context.spoken is None:
        _await_country(context, payload)
        context.say("start.both_languages", rows=[_language_buttons("hello")])
    else:
        await hello(context, payload)


async def hello(context: Context, payload: str | None = None) -> None:
    """Introduce the bot and ask for the country; what ``payload`` names comes after that."""
    _await_country(context, payload)
    other = _other(context.language)
    switch = Button(f"🌐 {NAMES[other]}", f"start:language.{other}:hello")
    context.show("start.hello", rows=[*await context.go("country_rows"), [switch]])


async def help_(_: Update, context: Context) -> None:
    """Say what the bot can do."""
    context.say("start.help", rows=[[context.button("start.begin_request", "requests:begin:")]])


async def cancel(_: Update, context: Context) -> None:
    """Drop the newest draft."""
    if context.sheet is None:
        context.say("start.nothing_to_cancel")
        return
    context.drop(context.sheet, "cancelled")
    context.say("start.cancelled")


async def language(_: Update, context: Context) -> None:
    """Switch to the other language, or the one a button names."""
    chosen = context.press.value if context.arrival.callback_query else _other(context.language)
    if chosen not in LANGUAGES:
        await context.lost()
        return
    context.change(language=chosen)
    if not context.person.introduced:
        await hello(context)
        return
    context.show("start.language_now")
    if context.sheet:
        await context.resume(context.sheet)


async def introduced(context: Context) -> None:
    """Go on after the country: to what the first link named, or to a first question."""
    payload = context.person.start_payload
    context.change(introduced=True, start_payload=None)
    code = context.person.country or ""
    name = country(code, context.language)
    context.say(_can_do(code), country=name, rows=[] if payload else _first_steps(context))
    if payload:
        await _open(context, payload)


async def my_chat_member(update: Update, context: Context) -> None:
    """Note that the person blocked the bot, or came back."""
    change = update.my_chat_member
    if change is None:
        return
    if change.new_chat_member.status in {"kicked", "left"}:
        context.remember(person.block, context.person.chat_id, context.today)
        context.remember(reminder.unheard, context.person.id)
    else:
        context.remember(person.unblock, context.person.chat_id)


async def edited(_: Update, context: Context) -> None:
    """Say that an edit is not read again, save by the volunteers."""
    if await context.go("desk edit"):
        return
    context.say("errors.edited", reply=True)


async def unknown(_: Update, context: Context) -> None:
    """Answer a command we do not know."""
    context.say("errors.unknown_command")
    await help_(context.arrival, context)


async def old_button(_: Update, context: Context) -> None:
    """Answer a button that no feature knows any more."""
    await context.lost()


def _await_country(context: Context, payload: str | None) -> None:
    if payload:
        context.change(start_payload=payload)


async def _open(context: Context, payload: str | None) -> None:
    """Open what a link or an earlier wish names: a topic, a request, a date; or the cases."""
    kind, _, rest = (payload or "").partition("_")
    if kind == "t" and rest:
        await context.go("topic", rest)
    elif kind == "c":
        await context.go("request", rest)
    elif kind == "d":
        await context.go("deadline")
    else:
        await context.go("cases")


def _can_do(code: str) -> str:
    """Return the words for what we can do under the laws of a country."""
    written = set(documents.regimes())
    if law.propose(code, None).regime in written:
        return "start.ready"
    here = {regime for one in law.places() if one.country == code for regime in one.regimes}
    if here & written:
        return "start.ready_in_parts"
    return "start.dates_only" if here else "start.not_covered"


def _first_steps(context: Context) -> list[list[Button]]:
    return [
        [context.button("start.what_is_clearview", "questions:topic:clearview-about")],
        [context.button("start.begin_request", "requests:begin:", style="primary")],
    ]


def _language_buttons(then: str) -> list[Button]:
    return [Button(NAMES[code], f"start:language.{code}:{then}") for code in LANGUAGES]


def _other(language: str) -> str:
    return next(code for code in LANGUAGES if code != language)


COMMANDS = [
    CommandHandler("start", start),
    CommandHandler(["help", "aide"], help_),
    CommandHandler(["cancel", "annuler"], cancel),
    CommandHandler(["language", "langue"], language),
]
HANDLERS = [*COMMANDS, CallbackQueryHandler(language, r"^start:language\.")]
DOORS = {"hello": hello, "introduced": introduced}
