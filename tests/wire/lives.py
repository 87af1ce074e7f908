"""The real bot as a process that is killed over and over, and what may follow from that."""

import asyncio
import os
import random
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.playground.server import Server
from bot.playground.telegram import TOKEN
from db import outbox
from db.store import Store
from handlers.context import Operator
from tests.wire.crowd import Listening

EARLY = 0.15  # of the lives end before they have begun to work
OPERATOR = Operator("Association Exemple", "contact@example.org", "https://example.org/privacy")
ROOT = Path(__file__).parents[2]
DYING = 1.0  # seconds before a kill in which a call may still have been under way
ARRIVING = 0.5  # seconds after it in which what had left may still arrive


class Bot:
    """The real bot as a process of its own, over and over."""

    def __init__(
        self, folder: Path, telegram: Listening, url: str, *manner: str, **settings: str
    ) -> None:
        self._telegram = telegram
        self._manner = manner
        self.log = folder / "log"
        self.keys = folder / "keys"
        self.database = f"sqlite:///{(folder / 'data' / 'traits.db').resolve()}"
        self.killed_at: list[float] = []
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "OPENBLAS_NUM_THREADS": "1",  # threads do not survive a fork
            "TRAITS_TOKEN": TOKEN,
            "TRAITS_TELEGRAM_API": url,
            "TRAITS_DATA": str(folder / "data"),
            "TRAITS_DATABASE_URL": self.database,
            "TRAITS_KEYS_FILE": str(self.keys),
            "TRAITS_OPERATOR_NAME": OPERATOR.name,
            "TRAITS_OPERATOR_CONTACT": OPERATOR.contact,
            "TRAITS_PRIVACY_URL": OPERATOR.privacy_url,
            **settings,
        }
        self._nursery: asyncio.subprocess.Process | None = None
        self._alive: int | None = None

    async def open(self) -> None:
        """Have everything imported once, so that twenty lives fit into a minute."""
        self._nursery = await self._run("-m", "tests.wire.nursery", *self._manner)

    async def close(self) -> None:
        """Leave nobody behind, however the test went."""
        if self._alive is not None:
            await self.kill()
        assert self._nursery is not None
        self._nursery.kill()
        await self._nursery.wait()

    async def live(self) -> None:
        """Begin a life."""
        self._telegram.asked.clear()
        self._alive = await self._order("bear")

    async def kill(self) -> None:
        """End it without a warning."""
        assert self._alive is not None
        os.kill(self._alive, signal.SIGKILL)
        self.killed_at.append(time.monotonic())
        self._alive = None
        assert await self._order("bury") == -signal.SIGKILL, self.log.read_text()[-2000:]

    @asynccontextmanager
    async def live_for_real(self) -> AsyncIterator[None]:
        """Live as an operator has it live, and end when asked to."""
        self._telegram.asked.clear()
        process = await self._run("-m", "bot", "run")
        try:
            yield
            process.terminate()
            assert await process.wait() == 0
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    async def _run(self, *words: str) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, *words, cwd=ROOT, env=self._environment,
                stdin=pipe, stdout=pipe, stderr=log,
            )  # fmt: skip

    async def _order(self, word: str) -> int:
        nursery = self._nursery
        assert nursery is not None
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        nursery.stdin.write(f"{word}\n".encode())
        return int(await nursery.stdout.readline())


@asynccontextmanager
async def born(
    folder: Path, telegram: Listening, *manner: str, **settings: str
) -> AsyncIterator[Bot]:
    """Have a bot ready to live, with a Telegram to speak to."""
    async with Server(telegram) as server:
        running = Bot(folder, telegram, server.url, *manner, **settings)
        await running.open()
        try:
            yield running
        finally:
            await running.close()


async def lives_and_dies(bot: Bot, telegram: Listening, chance: random.Random) -> None:
    """Have the bot begin, work for a while, or not even that, and die."""
    await bot.live()
    if chance.random() < EARLY:
        await asyncio.sleep(chance.uniform(0, 0.2))
    else:
        await telegram.asked.wait()
        await asyncio.sleep(chance.uniform(0.05, 1.2))
    await bot.kill()


def check_refused(telegram: Listening) -> None:
    """An edit done twice is an edit done once, and an old press need not be answered."""
    harmless = ("Bad Request: message is not modified", "Bad Request: query is too old")
    for call in telegram.refused:
        assert call.mistake is not None
        assert call.mistake.description.startswith(harmless), call.method


async def until_sent(store: Store) -> None:
    """Wait until nothing is to be sent any more: the copies of what was in doubt come last."""
    while await store(outbox.waiting) != (0, None):  # noqa: ASYNC110  a database rings no bell
        await asyncio.sleep(0.1)


def check_repeats(telegram: Listening, bot: Bot) -> None:
    """What came twice was under way at a kill, and marked the second time."""
    for ear in telegram.ears.values():
        for first, copy in ear.repeats:
            near = [at for at in bot.killed_at if first.at - ARRIVING < at < first.at + DYING]
            assert near, first.method
            assert copy.at > near[0]
