"""What is kept and why, all of it as a file, and erasing it."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot import law
from bot.documents import holdings
from bot.language import Html, say
from db import kept, mydata
from handlers.context import Context

# what is never opened; stickers and the like are only small talk
_FILES = (
    filters.PHOTO | filters.Document.ALL | filters.VOICE | filters.VIDEO | filters.AUDIO
    | filters.VIDEO_NOTE | filters.CONTACT | filters.LOCATION
)  # fmt: skip


async def privacy(_: Update, context: Context) -> None:
    """Say who runs this, what is kept, why and how long."""
    operator = context.services.operator
    context.say(
        "privacy.page",
        operator=operator.name,
        contact=operator.contact,
        authority=_authority(context),
        desk=_desk(context),
        url=operator.privacy_url,
    )


async def my_data(_: Update, context: Context) -> None:
    """Hand over everything we hold, to read and for a computer."""
    held = await context.store(mydata.everything, context.person.id)
    stories = await context.go("stories")
    page = holdings.page(held, stories, context.language, context.today)
    context.document("traits.html", page, "privacy.mydata_caption")
    context.document("traits.json", holdings.data(held), "privacy.mydata_json")


async def forget(_: Update, context: Context) -> None:
    """Ask once before erasing."""
    rows = [
        [context.button("privacy.forget_yes", "privacy:erase:", style="danger")],
        [context.button("privacy.forget_no", "privacy:keep:")],
    ]
    context.say("privacy.forget_ask", rows=rows)


async def pressed(_: Update, context: Context) -> None:
    """Erase everything, or nothing."""
    if context.press.verb != "erase":
        context.show("privacy.kept")
        return
    context.forget()
    today = context.today
    context.show("privacy.forgotten", backups=today + kept.BACKUP, mark=today + kept.FORGOTTEN)


async def file(_: Update, context: Context) -> None:
    """Refuse a photo, voice message or document, take it off the chat and ask what it is."""
    if await context.go("desk file"):
        return
    context.delete(context.message.message_id)
    context.say("privacy.refused_file")
    await context.go("answer_arrived")


def _desk(context: Context) -> Html:
    """Return what becomes of a conversation with volunteers, where there are any."""
    volunteers = context.services.volunteers.configured
    return say("privacy.desk", context.language) if volunteers else Html("")


def _authority(context: Context) -> Html:
    code = context.person.country
    try:
        found = law.authority(code) if code else None
    except law.UnknownCode:
        found = None
    return say("privacy.authority", context.language, name=found.name) if found else Html("")


HANDLERS = [
    CommandHandler(["privacy", "confidentialite"], privacy),
    CommandHandler(["mydata", "mesdonnees"], my_data),
    CommandHandler(["forget", "oublier"], forget),
    CallbackQueryHandler(pressed, r"^privacy:"),
    MessageHandler(_FILES, file),
]
