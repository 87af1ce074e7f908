"""The real bot in its playground, and a real Chromium that looks at it."""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, async_playwright, expect

from bot.app import House, assemble
from bot.clock import Clock
from bot.playground.forum import Forum
from bot.playground.phone import Phone
from bot.playground.serve import page_app
from bot.playground.teamwork import volunteers
from bot.playground.telegram import TOKEN, Telegram
from bot.vault import Vault
from bot.wire import Limits
from db.store import Store
from handlers.context import Operator
from tests.browser.window import Window

OPERATOR = Operator("Association Exemple", "contact@example.org", "https://example.org/privacy")
MORNING = datetime(2026, 11, 25, 9, tzinfo=UTC)
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_WITHOUT = [
    "--no-sandbox",  # a container has none, and only our own page is shown
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
_LOCALES = {"fr": "fr-FR", "en": "en-GB", "de": "de-DE"}

Open = Callable[..., Awaitable[Window]]

expect.set_options(timeout=20_000)  # a machine may be busy; what is there at once costs nothing


class Site:
    """A Telegram, and its page."""

    def __init__(self, telegram: Telegram, page: Callable[[], web.Application]) -> None:
        self.telegram = telegram
        self._page = page
        self._port = 0

    @property
    def url(self) -> str:
        """Return the address of the page."""
        return f"http://127.0.0.1:{self._port}"

    def phone(self, name: str) -> Phone:
        """Return the phone of somebody of this name."""
        return next(one for one in self.telegram.phones.values() if one.first_name == name)

    async def open(self) -> None:
        """Serve the page, where it was served before."""
        self._runner = web.AppRunner(self._page(), access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]

    async def close(self) -> None:
        """Serve it no more."""
        await self._runner.cleanup()


class Playground(Site):
    """A bot at work with a Telegram inside, with a group of volunteers or without, and its page."""

    def __init__(self, house: House, telegram: Telegram, forum: Forum | None) -> None:
        super().__init__(telegram, lambda: page_app(telegram, house.wire.settle, house.live, forum))
        self.house = house


@asynccontextmanager
async def at_work(database: str, *, group: bool = False) -> AsyncIterator[Playground]:
    """Run the bot and serve its page."""
    telegram = Telegram(Clock(MORNING))
    forum = volunteers(telegram) if group else None
    store = Store(database, Vault.fresh())
    house = assemble(
        store, telegram.clock, TOKEN, OPERATOR, request=telegram.request(),
        volunteers={forum.id: None} if forum else None, limits=Limits().unpaced(),
    )  # fmt: skip
    await house.start()
    served = Playground(house, telegram, forum)
    await served.open()
    yield served
    await house.stop()
    await served.close()
    store.close()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Find Chromium; without it these tests are skipped, never in CI."""
    named = os.environ.get("TRAITS_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, _NAMES)), None)
    if found and shutil.which(found):
        return found
    reason = "no Chromium: install chromium, or name one in TRAITS_CHROMIUM"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium, args=_WITHOUT)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def playground(sqlite_url: str) -> AsyncIterator[Playground]:
    async with at_work(sqlite_url) as served:
        yield served


@pytest_asyncio.fixture(loop_scope="session")
async def window(browser: Browser, playground: Site) -> AsyncIterator[Open]:
    """Open windows on the page; none of them may end with a complaint of the browser's."""
    async with AsyncExitStack() as stack:

        async def opened(
            language: str = "fr",
            *,
            width: int = 1280,
            dark: bool = False,
            touch: bool = False,
            complaints: tuple[str, ...] = (),
        ) -> Window:
            context = await browser.new_context(
                locale=_LOCALES[language],
                timezone_id="Europe/Paris",
                color_scheme="dark" if dark else "light",
                reduced_motion="reduce",
                has_touch=touch,
                is_mobile=touch,
                viewport={"width": width, "height": 860 if width > 500 else 740},
                permissions=["clipboard-read", "clipboard-write"],
            )
            stack.push_async_callback(context.close)
            shown = await Window.open(context, playground.url, complaints)
            stack.callback(shown.check)
            return shown

        yield opened
