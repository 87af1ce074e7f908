"""A bare python-telegram-bot as its guide has it: long polling, and every text comes back.

``python -m tests.bench.echo API TOKEN CONCURRENT_UPDATES``
"""

import sys
from typing import Any

from telegram import Update
from telegram.ext import Application, MessageHandler, filters


async def echo(update: Update, _: Any) -> None:
    """Say what was said."""
    assert update.message is not None
    await update.message.reply_text(update.message.text or "")


def main(api: str, token: str, concurrent: int) -> None:
    """Echo until told to stop."""
    builder = Application.builder().token(token).base_url(f"{api}/bot")
    application = builder.concurrent_updates(concurrent or False).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
