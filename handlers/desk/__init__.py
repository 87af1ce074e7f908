"""A human to talk to: volunteers in a group of their own, or whoever runs the bot."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from handlers.context import Context
from handlers.desk import _asking, _propose, _talk
from handlers.desk._groups import adopt, refresh
from handlers.desk._overdue import queue as queue_overdue
from handlers.desk._post import ended, ready
from handlers.desk._room import enter
from handlers.desk._setup import inspect, newcomer

__all__ = [
    "DOORS",
    "HANDLERS",
    "TEXTS",
    "adopt",
    "ended",
    "enter",
    "inspect",
    "newcomer",
    "queue_overdue",
    "ready",
    "refresh",
]


async def human(_: Update, context: Context) -> None:
    """Ask for a person."""
    await _asking.begin(context)


async def pressed(_: Update, context: Context) -> None:
    """Ask for a person, answer a step, or go on with a conversation."""
    verb, id_ = context.press.verb, context.press.id
    if verb == "human":
        await _asking.begin(context)
    elif verb == "topic":
        await _asking.begin(context, topic=id_)
    elif verb == "case":
        await _asking.begin(context, case_id=id_)
    elif verb == "continue" and context.sheet and context.sheet.flow == _asking.FLOW.name:
        await _asking.FLOW.resume(context, context.sheet)
    elif _asking.FLOW.owns(verb):
        await _asking.FLOW.pressed(context)
    elif act := _ACTS.get(verb):
        await act(context)
    else:
        await context.lost()


_ACTS = {
    "pass": _talk.pass_file, "trash": _talk.trash_file,
    "no": _propose.declined,
    "end": _talk.end, "erase": _talk.erase, "again": _talk.again,
}  # fmt: skip
HANDLERS = [
    CommandHandler(["human", "benevole"], human),
    CallbackQueryHandler(pressed, r"^desk:"),
]
DOORS = {
    "human": _asking.begin,
    "desk reply": _talk.reply,
    "desk text": _talk.text,
    "desk file": _talk.file,
    "desk edit": _talk.edited,
    f"resume {_asking.FLOW.name}": _asking.FLOW.resume,
}
TEXTS = {_asking.FLOW.name: _asking.FLOW.typed}
