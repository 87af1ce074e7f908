"""Bear processes of the bot quickly: all is imported once, and each of them is forked.

Run as a process; a line ``bear`` is answered by a process id, a line ``bury`` by an exit code.
"""

import os
import sys
from functools import partial

from bot import answers
from bot.__main__ import app
from bot.wire import Limits


def main() -> None:
    import bot.app  # noqa: F401, PLC0415  what ``run`` would import first

    answers.warm()
    if "hurried" in sys.argv:  # a conversation would take hours at Telegram's pace
        sys.modules["bot.wire.wire"].__dict__["Limits"] = partial(Limits, chat_step=0, group_step=0)
    child = 0
    for line in sys.stdin:
        if line.strip() == "bear":
            child = os.fork()
            if not child:
                _live()
            _say(child)
        else:
            _say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _live() -> None:
    """Do as ``python -m bot run`` does, with nothing of the parent's but its modules."""
    os.dup2(2, 1)  # what the bot says goes to the log
    try:
        app(["run"])
    except SystemExit as end:
        os._exit(end.code if isinstance(end.code, int) else 1)
    os._exit(0)


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
