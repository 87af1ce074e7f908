"""Faults that a test switches on: what a network and a busy Telegram do to a bot."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from bot.playground.mistake import Lost, Mistake, Refused, blocked, flood


@dataclass
class Fault:
    """What happens to the next calls that fit it."""

    method: str | None
    chat_id: int | None
    left: int | None  # how often, nothing for always
    before: Callable[[], Exception] | None = None  # instead of the call
    after: Callable[[], Exception] | None = None  # instead of its answer
    delay: float = 0  # seconds before the answer leaves

    def fits(self, method: str, chat_id: int | None) -> bool:
        """Tell whether a call is meant."""
        return self.left != 0 and self.method in {None, method} and self.chat_id in {None, chat_id}


class Faults:
    """Planned trouble; ``times`` is how many calls it hits, None for all until ``clear()``."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def clear(self) -> None:
        """Have all go well again."""
        self._planned.clear()

    def flood(
        self,
        seconds: int,
        method: str | None = None,
        chat_id: int | None = None,
        times: int | None = 1,
    ) -> Fault:
        """Answer 429 with ``retry_after``."""
        return self._plan(method, chat_id, times, before=lambda: flood(seconds))

    def forbid(
        self, method: str | None = None, chat_id: int | None = None, times: int | None = None
    ) -> Fault:
        """Answer 403 as for a person who blocked the bot, without their doing so."""
        return self._plan(method, chat_id, times, before=blocked)

    def refuse(
        self,
        reason: str,
        method: str | None = None,
        chat_id: int | None = None,
        times: int | None = 1,
        code: int = 400,
    ) -> Fault:
        """Answer ``code`` with a description of your own."""
        return self._plan(method, chat_id, times, before=lambda: Mistake(code, reason))

    def crash(
        self,
        method: str | None = None,
        chat_id: int | None = None,
        times: int | None = 1,
        code: int = 502,
    ) -> Fault:
        """Answer 500, 502 or the like: nobody knows whether it happened. It did not."""
        words = HTTPStatus(code).phrase
        return self._plan(method, chat_id, times, before=lambda: Mistake(code, words))

    def lose(
        self, method: str | None = None, chat_id: int | None = None, times: int | None = 1
    ) -> Fault:
        """Carry the call out, then break the connection instead of answering."""
        return self._plan(method, chat_id, times, after=Lost)

    def disconnect(
        self, method: str | None = None, chat_id: int | None = None, times: int | None = 1
    ) -> Fault:
        """Refuse the connection: the call never arrives."""
        return self._plan(method, chat_id, times, before=Refused)

    def delay(
        self,
        seconds: float,
        method: str | None = None,
        chat_id: int | None = None,
        times: int | None = None,
    ) -> Fault:
        """Carry the call out and answer late."""
        return self._plan(method, chat_id, times, delay=seconds)

    def take(self, method: str, chat_id: int | None) -> list[Fault]:
        """Return what happens to this call: any delays, and at most one fault."""
        taken: list[Fault] = []
        for fault in self._planned:
            slow = fault.delay > 0
            if fault.fits(method, chat_id) and (slow or all(one.delay for one in taken)):
                taken.append(fault)
                fault.left = None if fault.left is None else fault.left - 1
        return taken

    def _plan(
        self,
        method: str | None,
        chat_id: int | None,
        times: int | None,
        *,
        before: Callable[[], Exception] | None = None,
        after: Callable[[], Exception] | None = None,
        delay: float = 0,
    ) -> Fault:
        fault = Fault(method, chat_id, times, before, after, delay)
        self._planned.append(fault)
        return fault
