"""Every failure ends here: a refusal is said, anything else is logged and apologised for."""

import logging
import traceback
from secrets import token_hex

from bot.refusal import Refusal
from bot.wire import work
from db.store import Away, Conflict
from handlers.context import Context, met

log = logging.getLogger("traits.errors")


async def failed(update: object, context: Context) -> None:
    """Say a refusal, hand a conflict back to the wire, apologise for the rest."""
    problem, here = context.error, met.get()
    if here and here.arrival is not update:
        here = None  # whom an earlier update met: nobody was met in this one
    given_up = work.current().failure is problem  # the wire has tried again often enough
    work.current().discard()
    if isinstance(problem, Refusal) and here:
        here.say(problem.key, **problem.values)
        return
    work.current().failed(problem or RuntimeError("no error"))
    if problem is None or (isinstance(problem, Conflict | Away) and not given_up):
        return  # the update is handled again
    reference = token_hex(4)
    log.error("update failed, reference %s: %s", reference, trace(problem))
    if here:
        here.say("errors.sorry", reference=reference)


def trace(problem: BaseException) -> str:
    """Return where it happened, without the message or the lines: they may hold what people wrote."""
    frames = traceback.extract_tb(problem.__traceback__)[-6:]
    where = " < ".join(
        f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno} {frame.name}"
        for frame in reversed(frames)
    )
    return f"{type(problem).__name__} at {where}"
