"""A Telegram of a few lines: hands out updates, answers as told, keeps what was called."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from telegram.request import BaseRequest, RequestData

TOKEN = "123456789:AAtHisIsNoRealTokenButLooksLikeOne_x"
ME = {"id": 123456789, "is_bot": True, "first_name": "Traits", "username": "traits_bot"}

Answer = dict[str, Any] | Exception
Act = Callable[[dict[str, Any]], Any]


@dataclass(frozen=True)
class Call:
    method: str
    params: dict[str, Any]
    files: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return str(self.params.get("text", ""))


class Fake(BaseRequest):
    """One bot's Telegram; ``answer`` queues what the next call of a method gets."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.updates: dict[int, Any] = {}
        self.offsets: list[int | None] = []
        self.held = asyncio.Event()  # cleared, sends wait
        self.held.set()
        self.sending = 0
        self._changed = asyncio.Condition()
        self.most_sending = 0
        self._answers: dict[str, deque[Answer]] = defaultdict(deque)
        self._arrived = asyncio.Event()
        self._next_update = 1000
        self._next_message = 1

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    # what a test does

    async def until_sending(self, calls: int = 1) -> None:
        """Return once so many sends wait for ``held``."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.sending >= calls)

    def deliver(self, kind: str, content: Any, update_id: int | None = None) -> int:
        number = self._next_update if update_id is None else update_id
        self._next_update = max(self._next_update, number) + 1
        self.updates[number] = {"update_id": number, kind: content}
        self._arrived.set()
        return number

    def say(self, chat_id: int, text: str, **more: Any) -> int:
        return self.deliver("message", message(chat_id, text, **more))

    def answer(self, method: str, *answers: Answer) -> None:
        self._answers[method].extend(answers)

    def sent(self, chat_id: int | None = None) -> list[str]:
        return [
            call.text
            for call in self.calls
            if call.method in {"sendMessage", "editMessageText"}
            and chat_id in {None, call.params["chat_id"]}
        ]

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    # what the bot does

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_: Any,
        **__: Any,
    ) -> tuple[int, bytes]:
        assert method == "POST"
        name = urlsplit(url).path.rpartition("/")[2]
        params = dict(request_data.parameters) if request_data else {}
        files = request_data.multipart_data if request_data else {}
        if name != "getUpdates":
            self.calls.append(Call(name, params, files))
        answer = await self._answer(name, params)
        if isinstance(answer, Exception):
            raise answer
        body = {"ok": "result" in answer, **answer}
        return (200 if body["ok"] else body["error_code"]), json.dumps(body).encode()

    async def _answer(self, name: str, params: dict[str, Any]) -> Answer:
        planned = self._answers[name].popleft() if self._answers[name] else None
        if name == "getUpdates" and planned is None:
            return {"result": await self._updates(params.get("offset"), params["timeout"])}
        if name.startswith("send"):
            self.sending += 1
            self.most_sending = max(self.most_sending, self.sending)
            async with self._changed:
                self._changed.notify_all()
            await self.held.wait()
            self.sending -= 1
        if planned is not None:
            return planned
        if name == "getMe":
            return {"result": ME}
        if name == "getWebhookInfo":
            return {"result": {"url": ""}}
        if name.startswith(("send", "edit")):
            self._next_message += 1
            return {"result": {"message_id": self._next_message}}
        return {"result": True}

    async def _updates(self, offset: int | None, wait: int) -> list[Any]:
        self.offsets.append(offset)
        self.updates = {n: u for n, u in self.updates.items() if n >= (offset or 0)}
        if not self.updates and wait:
            self._arrived.clear()
            await self._arrived.wait()
        return [self.updates[number] for number in sorted(self.updates)][:100]


def message(chat_id: int, text: str | None, kind: str = "private", **more: Any) -> dict[str, Any]:
    content = {
        "message_id": 7,
        "date": 1_795_000_000,
        "chat": {"id": chat_id, "type": kind, "first_name": "Ana"},
        "from": {"id": abs(chat_id), "is_bot": False, "first_name": "Ana", "language_code": "fr"},
        **more,
    }
    return content if text is None else {**content, "text": text}


def press(chat_id: int, data: str) -> dict[str, Any]:
    return {
        "id": "9",
        "from": {"id": chat_id, "is_bot": False, "first_name": "Ana"},
        "chat_instance": "1",
        "message": message(chat_id, "buttons"),
        "data": data,
    }


def refused(code: int, description: str, **parameters: int) -> Answer:
    told: dict[str, Any] = {"error_code": code, "description": description}
    return {**told, "parameters": parameters} if parameters else told
