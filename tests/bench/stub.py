"""A Bot API as fast as may be: the yardstick must not be what is measured.

It checks nothing; the simulator in ``bot/playground`` does that.
"""

import asyncio
import json
import re
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qsl

BATCH = 100  # updates in one answer, as Telegram gives them
REPLIES = frozenset(("sendMessage", "editMessageText", "sendDocument"))

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
# in a form or in JSON
_CHAT = re.compile(rb'\bchat_id(?:=|": *"?)(\d+)')
_OFFSET = re.compile(rb'\boffset(?:=|": *"?)(\d+)')
_TIMEOUT = re.compile(rb'\btimeout(?:=|": *"?)(\d+)')
_TRUE = b'{"ok":true,"result":true}'
_ME = json.dumps(
    {
        "ok": True,
        "result": {"id": 1, "is_bot": True, "first_name": "Traits", "username": "traits_bot"},
    }
).encode()
_WEBHOOK = b'{"ok":true,"result":{"url":"","pending_update_count":0}}'
_MESSAGE = (
    b'{"ok":true,"result":{"message_id":%d,"date":1764064800,"text":"ok",'
    b'"chat":{"id":%d,"type":"private","first_name":"Ana"}}}'
)

Answer = Callable[[bytes], None]


class Mailbox:
    """What one bot is to be given, and when each chat heard from it."""

    def __init__(self) -> None:
        self.said: dict[int, bytes] = {}  # the newest call a chat got, as it came
        self.heard: dict[int, float] = {}  # when the first reply since ``expect`` came
        self.answered = asyncio.Event()  # a reply was answered, not only made
        self.calls = 0
        self._given = 0
        self._updates: deque[tuple[int, bytes]] = deque()
        self._poll: Answer | None = None
        self._expected = 0
        self._all = asyncio.Event()

    def expect(self, replies: int) -> None:
        """Begin to count who hears from the bot."""
        self.heard = {}
        self.answered.clear()
        self._expected = replies
        self._all.clear()

    def offer(self, updates: Sequence[dict[str, Any]]) -> None:
        """Let the bot have these, in order, as soon as it asks."""
        for update in updates:
            self._given += 1
            self._updates.append(
                (self._given, json.dumps({"update_id": self._given} | update).encode())
            )
        self._deliver()

    async def all_heard(self, within: float) -> None:
        """Wait until every expected chat has had its reply."""
        await asyncio.wait_for(self._all.wait(), within)

    async def quiet(self) -> None:
        """Wait until the bot makes no more calls."""
        before = -1
        while before != self.calls:
            before = self.calls
            await asyncio.sleep(0.15)

    def poll(self, body: bytes, answer: Answer) -> None:
        """Answer getUpdates, now or when there is something."""
        if offset := _OFFSET.search(body):
            while self._updates and self._updates[0][0] < int(offset[1]):
                self._updates.popleft()
        self._poll = answer
        waits = _TIMEOUT.search(body)
        if self._updates or not waits or waits[1] == b"0":
            self._deliver(always=True)
        else:
            asyncio.get_running_loop().call_later(int(waits[1]), self._give_up, answer)

    def hear(self, chat: int, body: bytes) -> None:
        """Note a reply."""
        self.said[chat] = body
        self.heard.setdefault(chat, time.perf_counter())
        if len(self.heard) == self._expected:
            self._all.set()

    def _give_up(self, answer: Answer) -> None:
        if self._poll is answer:
            self._deliver(always=True)

    def _deliver(self, *, always: bool = False) -> None:
        if self._poll is None or not (self._updates or always):
            return
        batch = [self._updates[at][1] for at in range(min(BATCH, len(self._updates)))]
        answer, self._poll = self._poll, None
        answer(b'{"ok":true,"result":[' + b",".join(batch) + b"]}")


class Stub:
    """The server: each token has a mailbox of its own; ``delay`` holds every other answer back."""

    def __init__(self) -> None:
        self.delay = 0.0
        self._mailboxes: dict[str, Mailbox] = {}
        self._messages = 0
        self._server: asyncio.Server | None = None

    async def start(self) -> str:
        """Listen, and return the address to give to a bot."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Door(self), "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()

    def mailbox(self, token: str) -> Mailbox:
        """Return what belongs to a bot."""
        return self._mailboxes.setdefault(token, Mailbox())

    def call(self, token: str, method: str, body: bytes, answer: Answer) -> None:
        """Take one call."""
        mailbox = self.mailbox(token)
        if method == "getUpdates":
            mailbox.poll(body, answer)
            return
        mailbox.calls += 1
        found, replied = self._result(mailbox, method, body)
        if self.delay:
            asyncio.get_running_loop().call_later(self.delay, answer, found)
        else:
            answer(found)
        if replied:
            mailbox.answered.set()

    def _result(self, mailbox: Mailbox, method: str, body: bytes) -> tuple[bytes, bool]:
        if method in REPLIES and (chat := _CHAT.search(body)):
            mailbox.hear(int(chat[1]), body)
            self._messages += 1
            return _MESSAGE % (self._messages, int(chat[1])), True
        return {"getMe": _ME, "getWebhookInfo": _WEBHOOK}.get(method, _TRUE), False


def buttons(body: bytes) -> list[str]:
    """Return what the buttons of a call say when they are pressed."""
    form = json.loads(body) if body.startswith(b"{") else dict(parse_qsl(body.decode()))
    return [
        button["callback_data"]
        for row in json.loads(form.get("reply_markup", '{"inline_keyboard":[]}'))["inline_keyboard"]
        for button in row
        if "callback_data" in button
    ]


class _Door(asyncio.Protocol):
    """One connection: requests follow one another."""

    def __init__(self, stub: Stub) -> None:
        self._stub = stub
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._buffer, 0, end + 2)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._buffer) < whole:
                return
            path = self._buffer.split(b" ", 2)[1].decode()
            body, self._buffer = self._buffer[end + 4 : whole], self._buffer[whole:]
            _, token, method = path.split("/")
            self._stub.call(token.removeprefix("bot"), method, body, self._answer)

    def _answer(self, payload: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                % (len(payload), payload)
            )
