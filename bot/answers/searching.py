"""The finder beside a loop that goes on meanwhile."""

from asyncio import get_running_loop
from concurrent.futures import ThreadPoolExecutor

from bot.answers import finder
from bot.answers.finder import Found, Reading

_thread = ThreadPoolExecutor(1, "finder")  # in several, each would keep memory for itself


async def search(text: str, language: str, context: Reading | None = None) -> Found:
    """Return the topic of a question in free text, see ``find``."""
    return await get_running_loop().run_in_executor(_thread, finder.find, text, language, context)


def warm() -> None:
    """Load what a question needs: a third of a second and 70 MB, so away from the first reply."""
    _thread.submit(_load).result()


def _load() -> None:
    from bot.answers import encoder  # noqa: PLC0415  it brings numpy

    finder.find("bonjour", "fr")
    encoder.give_back()
