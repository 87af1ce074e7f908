"""A window on the chat page, used as somebody does who hears it read out: by roles and names."""

import re

from playwright.async_api import (
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    expect,
)


class Window:
    """One window; what the browser complains of is kept for the end."""

    def __init__(self, page: Page, complaints: tuple[str, ...]) -> None:
        self.page = page
        chat = page.locator("#person")
        self.log = chat.get_by_role("log")
        self.field = chat.get_by_role("textbox", name="Message")
        self.asked: list[str] = []
        self._allowed = complaints
        self._complaints: list[str] = []

    @classmethod
    async def open(cls, context: BrowserContext, url: str, complaints: tuple[str, ...]) -> "Window":
        """Open the page, and wait until it can be used."""
        page = await context.new_page()
        window = cls(page, complaints)
        context.on("request", window._request)
        page.on("console", window._console)
        page.on("pageerror", window._error)
        await page.goto(url)
        await expect(page.get_by_role("button", name=re.compile("Démarrer|Start"))).to_be_visible()
        return window

    async def start(self) -> None:
        """Press the button that opens the chat."""
        await self.page.get_by_role("button", name=re.compile("^(Démarrer|Start)$")).click()

    async def say(self, text: str) -> None:
        """Write, and send with Enter."""
        await self.field.fill(text)
        await self.field.press("Enter")

    async def press(self, name: str) -> None:
        """Press the newest of the conversation's buttons of this name."""
        await self.button(name).click()

    def button(self, name: str) -> Locator:
        """Return the newest of the conversation's buttons of this name."""
        return self.log.get_by_role("button", name=name).last

    def message(self, text: str) -> Locator:
        """Return the newest message that says this."""
        return self.log.get_by_role("listitem").filter(has_text=text).last

    async def reads(self, *texts: str) -> None:
        """Wait until the conversation says all this."""
        for text in texts:
            await expect(self.message(text)).to_be_visible()

    async def never_read(self, text: str) -> None:
        """Make sure that the conversation does not say this."""
        await expect(self.log.get_by_role("listitem").filter(has_text=text)).to_have_count(0)

    async def skip(self, name: str) -> None:
        """Use the time machine, and wait until all is said."""
        async with self.page.expect_response("**/api/skip"):
            await self.page.get_by_role("button", name=name, exact=True).click()

    async def switch(self, name: str) -> None:
        """Take another phone."""
        phones = self.page.get_by_role("navigation").get_by_role("button", name=name)
        await phones.click()
        await expect(phones).to_have_attribute("aria-current", "true")

    async def copied(self) -> str:
        """Return what was copied last."""
        await expect(self.page.get_by_text(re.compile("^(Copié|Copied)$"))).to_be_visible()
        return str(await self.page.evaluate("navigator.clipboard.readText()"))

    def check(self) -> None:
        """Raise if the browser complained, or asked anybody but us."""
        assert not self._complaints, self._complaints
        # chrome: is the browser itself, which brings its own reader of PDF
        elsewhere = [url for url in self.asked if not re.match(r"http://127\.0\.0\.1:|chrome", url)]
        assert not elsewhere, elsewhere

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        expected = any(allowed in message.text for allowed in self._allowed)
        if message.type in {"error", "warning"} and not expected:
            self._complaints.append(message.text)

    def _error(self, error: Error) -> None:
        self._complaints.append(str(error))


class Room:
    """The group in a window."""

    def __init__(self, window: Window) -> None:
        self.page = window.page
        self.line = self.page.get_by_role("navigation", name=re.compile("Group")).get_by_role(
            "button"
        )
        self.whole = self.page.locator("#group")
        self.topics = self.whole.get_by_role("list", name=re.compile("Sujets|Topics"))
        self.log = self.whole.get_by_role("log")
        self.field = self.whole.get_by_role("textbox", name="Message")
        self.writer = self.whole.get_by_role("combobox", name=re.compile("Écrire en|Write as"))

    async def open(self, topic: str = "") -> None:
        """Show the group, and one of its topics if it is named."""
        await self.line.click()
        if topic:
            await self.topics.get_by_role("button", name=topic).click()
            await expect(self.log).to_be_visible()

    async def back(self) -> None:
        """Go back to the topics."""
        await self.whole.get_by_role("button", name=re.compile("^(Sujets|Topics)$")).click()

    async def say(self, text: str) -> None:
        """Write, and send with Enter."""
        await self.field.fill(text)
        await self.field.press("Enter")

    async def do(self, name: str) -> None:
        """Take something from the menu of the group."""
        await self.whole.get_by_role("button", name=re.compile("^(Que faire|What to do)")).click()
        await self.whole.get_by_role("button", name=name, exact=True).click()

    def message(self, text: str) -> Locator:
        """Return the newest message that says this."""
        return self.log.get_by_role("listitem").filter(has_text=text).last
