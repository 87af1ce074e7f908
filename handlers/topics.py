"""All answers by group, in two taps."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot import answers
from handlers.context import Button, Context, Rows


async def topics(_: Update, context: Context) -> None:
    """Show the groups of answers."""
    context.say("topics.groups", rows=_groups(context))


async def pressed(_: Update, context: Context) -> None:
    """Open a group, or go back to all of them."""
    verb, id_ = context.press.verb, context.press.id
    group = next((one for one in answers.groups() if one.id == id_), None)
    if verb == "all":
        context.show("topics.groups", rows=_groups(context))
    elif verb == "group" and group:
        rows = [[_topic(context, id_)] for id_ in answers.written(group)]
        back = [context.button("common.back", "topics:all:")]
        context.show("topics.group", title=group.title[context.language], rows=[*rows, back])
    else:
        await context.lost()


def _groups(context: Context) -> Rows:
    return [
        [Button(group.title[context.language], f"topics:group:{group.id}")]
        for group in answers.groups()
        if answers.written(group)
    ]


def _topic(context: Context, id_: str) -> Button:
    return Button(answers.title(id_)[context.language], f"questions:topic:{id_}")


HANDLERS = [
    CommandHandler(["topics", "themes"], topics),
    CallbackQueryHandler(pressed, r"^topics:"),
]
