"""A human to talk to: without a volunteers' group, whoever runs the bot."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from handlers.context import Context


async def human(_: Update, context: Context) -> None:
    """Say how to reach a person."""
    _reach(context)


async def pressed(_: Update, context: Context) -> None:
    """Say how to reach a person, asked by a button."""
    if context.press.verb == "human":
        _reach(context)
    else:
        await context.lost()


def _reach(context: Context) -> None:
    operator = context.services.operator
    context.say("desk.operator", name=operator.name, contact=operator.contact)


HANDLERS = [
    CommandHandler(["human", "benevole"], human),
    CallbackQueryHandler(pressed, r"^desk:"),
]
