"""People who talk to a bot that dies, and what they hear: each thing once, or marked as a repeat."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.clock import Clock
from bot.language import label
from bot.playground.phone import Phone
from bot.playground.telegram import Telegram

Act = Callable[[Phone], object]
Step = Sequence[Act]  # done without waiting in between

MARKS = tuple(label("errors.again", language) for language in ("fr", "en"))
_REFERENCE = re.compile(r"TR-[0-9A-Z]{8}")  # each letter has its own
HEARD = ("send", "edit", "delete")  # what people notice; answers to presses may be lost


@dataclass(frozen=True)
class Said:
    """One call that reached a chat."""

    at: float
    method: str
    words: str

    @property
    def what(self) -> tuple[str, str]:
        return self.method, self.words


@dataclass
class Ear:
    """All that a chat was told, its marked repeats told apart."""

    said: list[Said] = field(default_factory=list)
    repeats: list[tuple[Said, Said]] = field(default_factory=list)  # the first, and its copy
    came: asyncio.Event = field(default_factory=asyncio.Event)
    _announced: bool = False

    def hear(self, said: Said) -> None:
        words = said.words
        mark = next((mark for mark in MARKS if words.startswith(mark)), None)
        if mark and not words[len(mark) :].strip() and said.method == "sendMessage":
            self._announced = True  # there was no room for the mark: it went before
            return
        if mark:
            said = Said(said.at, said.method, words[len(mark) :].lstrip("\n"))
        # a reminder of the other lane may come between a thing and its copy
        first = next((one for one in self.said[:-3:-1] if one.what == said.what), None)
        if (mark or self._announced) and first:
            self.repeats.append((first, said))
        else:
            self.said.append(said)
        self._announced = False
        self.came.set()

    async def until(self, count: int) -> None:
        """Wait until so many different things were said."""
        while len(self.said) < count:
            self.came.clear()
            await self.came.wait()


class Listening(Telegram):
    """A Telegram that notes what reaches each chat, and when the bot begins to ask."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.ears: dict[int, Ear] = {}
        self.asked = asyncio.Event()
        self.updates = 0
        add = self.arrivals.add

        def counted(kind: str, body: dict[str, Any]) -> int | None:
            self.updates += 1
            return add(kind, body)

        self.arrivals.add = counted  # type: ignore[method-assign]

    def ear(self, phone: Phone) -> Ear:
        return self.ears.setdefault(phone.chat_id, Ear())

    async def _answer(self, method: str, params: dict[str, Any]) -> Any:
        if method == "getUpdates":
            self.asked.set()
        result = await super()._answer(method, params)
        if method.startswith(HEARD) and method != "sendChatAction":
            words = str(params.get("text", params.get("caption", "")))
            said = Said(time.monotonic(), method, _REFERENCE.sub("TR-…", words))
            self.ears.setdefault(int(params["chat_id"]), Ear()).hear(said)
        return result


def writes(text: str) -> Act:
    return lambda phone: phone.say(text)


def presses(part: str) -> Act:
    """Press the newest button whose data has ``part`` in it."""

    def press(phone: Phone) -> None:
        for message in reversed(phone.replies):
            for button in message.buttons:
                if button.data is not None and part in button.data:
                    phone.press(button, message)
                    return
        raise LookupError(f"no button for {part}: {phone.last.text[:80]}")

    return press


BEGIN: list[Step] = [[writes("/start")], [presses("in.ie:")]]
TO_THE_COMPANY: list[Step] = [
    *BEGIN,
    [presses("requests:begin:")],
    [presses("whom.me")],
    [presses("right.access")],
]
TO_THE_LETTER: list[Step] = [
    *TO_THE_COMPANY,
    [presses("company.clearview-ai")],
    [presses("~law.")],
    [writes("Ana Exemple")],
    [writes("ana@example.org")],
    [presses("post.none")],
    [presses("helps.none")],
    [presses("language.en")],
    [presses("preview.ok")],
]
# one after the other without waiting: the answers must come in this order
MANY_AT_ONCE: Step = [writes("/help"), writes("/cases"), writes("/settings"), writes("/privacy")]

SCRIPTS: dict[str, list[Step]] = {
    "many at once": [*BEGIN, MANY_AT_ONCE, MANY_AT_ONCE],
    "half a request": TO_THE_COMPANY,
    "a letter": TO_THE_LETTER,
    "a letter sent": [
        *TO_THE_LETTER,
        [presses("cases:sent:")],
        [presses("sday.0")],
        [presses("channel.email")],
        [presses("proof.none")],
        [presses("received.unknown")],
    ],
}


async def play(
    phone: Phone, ear: Ear, script: list[Step], counts: list[int], *, after: float
) -> None:
    """Go through a script, each step once what the last one brings was heard."""
    await asyncio.sleep(after)
    for step, count in zip(script, counts, strict=True):
        for act in step:
            act(phone)
        await ear.until(count)
