"""The transport knows whether a call had left, and sends what it was given."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

import pytest
from telegram.error import TelegramError

from bot.wire import AiohttpRequest, bot
from bot.wire.line import Line, Reply
from bot.wire.secrecy import DiscreetBot
from bot.wire.transport import NotSent, Unknown
from tests.wire.fake import TOKEN

OK = b'HTTP/1.1 200 OK\r\nContent-Length: 27\r\n\r\n{"ok": true, "result": [1]}'


class Server:
    """Read whole requests from a socket; ``answer`` is sent back, or nothing and the line cut."""

    def __init__(self) -> None:
        self.requests: list[tuple[bytes, bytes]] = []
        self.connections = 0
        self.answer: bytes | None = OK
        self.hang = False
        self.port = 0
        self.serving: set[asyncio.Task[Any]] = set()

    def hang_up(self) -> None:
        for task in self.serving:
            task.cancel()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if task := asyncio.current_task():
            self.serving.add(task)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(_header(head, b"content-length") or 0)
                self.requests.append((head, await reader.readexactly(length)))
                if self.hang:
                    await asyncio.Event().wait()
                if self.answer is None:
                    writer.transport.abort()
                    return
                writer.write(self.answer)
        except asyncio.IncompleteReadError:
            return
        finally:
            writer.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    running = Server()
    listening = await asyncio.start_server(running.serve, "127.0.0.1", 0)
    running.port = listening.sockets[0].getsockname()[1]
    yield running
    listening.close()
    running.hang_up()
    await asyncio.gather(*running.serving, return_exceptions=True)


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    made = AiohttpRequest(connect_timeout=5)
    await made.initialize()
    yield made
    await made.shutdown()


def line(server: Server, request: AiohttpRequest) -> Line:
    return Line(bot(TOKEN, api=server.url, request=request))


async def test_a_call_is_json_on_one_connection_kept_open(
    server: Server, request_: AiohttpRequest
) -> None:
    calls = line(server, request_)
    for _ in range(3):
        reply = await calls.call(
            "sendMessage",
            {
                "chat_id": 5,
                "text": "Délai : « demain » & <b>",
                "silent": True,
                "no": None,
                "reply_markup": {"inline_keyboard": []},
            },
        )
    assert reply == Reply(200, [1])
    head, body = server.requests[0]
    assert head.startswith(f"POST /bot{TOKEN}/sendMessage HTTP/1.1\r\n".encode())
    assert b"\r\nContent-Type: application/json\r\n" in head
    assert json.loads(body) == {
        "chat_id": "5",
        "text": "Délai : « demain » & <b>",
        "silent": "true",
        "reply_markup": '{"inline_keyboard": []}',
    }
    assert server.connections == 1


async def test_a_file_travels_with_its_name_and_its_bytes(
    server: Server, request_: AiohttpRequest
) -> None:
    content = bytes(range(256)) * 3 + b"\r\n--boundary"
    name = "Lettre d’accès – 1er mai.pdf"
    await line(server, request_).call(
        "sendDocument", {"chat_id": 5, "caption": "é"}, {"document": (name, content)}
    )
    parts = _parts(*server.requests[0])
    assert parts["chat_id"] == (None, b"5")
    assert parts["caption"] == (None, "é".encode())
    assert parts["document"] == (name, content)


@pytest.mark.parametrize("name", ['a"; name="chat_id', "a\r\nContent-Type: text/html\r\n\r\nx"])
async def test_a_file_s_name_cannot_break_out_of_its_header(
    server: Server, request_: AiohttpRequest, name: str
) -> None:
    await line(server, request_).call("sendDocument", {"chat_id": 5}, {"document": (name, b"x")})
    parts = _parts(*server.requests[0])
    assert set(parts) == {"chat_id", "document"}
    assert parts["document"][1] == b"x"


async def test_a_large_file_is_sent_whole(server: Server, request_: AiohttpRequest) -> None:
    content = b"0123456789abcdef" * 2**17
    await line(server, request_).call("sendDocument", {"chat_id": 5}, {"document": ("a", content)})
    assert _parts(*server.requests[0])["document"] == ("a", content)


async def test_a_connection_that_is_refused_means_not_sent(request_: AiohttpRequest) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound, but not listening
        closed = Server()
        closed.port = nobody.getsockname()[1]
        with pytest.raises(NotSent):
            await line(closed, request_).call("sendMessage", {"text": "x"})


async def test_a_name_nobody_knows_means_not_sent(request_: AiohttpRequest) -> None:
    unknown = Line(bot(TOKEN, api="http://nobody.invalid", request=request_))
    with pytest.raises(NotSent):
        await unknown.call("sendMessage", {"text": "x"})


async def test_a_greeting_that_fails_means_not_sent(
    server: Server, request_: AiohttpRequest
) -> None:
    secure = Line(bot(TOKEN, api=f"https://127.0.0.1:{server.port}", request=request_))
    server.answer = None
    waiting = asyncio.create_task(secure.call("sendMessage", {"text": "x"}))
    await asyncio.sleep(0.01)
    assert server.requests == []
    server.hang_up()  # it understands no TLS
    with pytest.raises(NotSent):
        await waiting


async def test_no_free_connection_in_time_means_not_sent(server: Server) -> None:
    request = AiohttpRequest(connect_timeout=0.02)
    await request.initialize()
    session = request._session
    assert session is not None
    assert session.connector is not None
    session.connector._limit = 1
    server.hang = True
    first = asyncio.create_task(line(server, request).call("sendMessage", {"text": "x"}))
    while not server.requests:  # noqa: ASYNC110  a socket tells nobody
        await asyncio.sleep(0.001)
    with pytest.raises(NotSent):
        await line(server, request).call("sendMessage", {"text": "y"})
    first.cancel()
    await request.shutdown()


async def test_a_line_that_breaks_after_the_call_left_means_unknown(
    server: Server, request_: AiohttpRequest
) -> None:
    server.answer = None
    with pytest.raises(Unknown):
        await line(server, request_).call("sendMessage", {"text": "x"})
    assert len(server.requests) == 1, "it had arrived, and was not made again in secret"


async def test_a_kept_connection_that_breaks_is_not_used_again_in_secret(
    server: Server, request_: AiohttpRequest
) -> None:
    calls = line(server, request_)
    await calls.call("sendMessage", {"text": "x"})
    server.answer = None
    with pytest.raises(Unknown):
        await calls.call("sendMessage", {"text": "y"})
    assert len(server.requests) == 2


async def test_an_answer_that_does_not_come_means_unknown(
    server: Server, request_: AiohttpRequest
) -> None:
    server.hang = True
    with pytest.raises(Unknown):
        await line(server, request_).call("sendMessage", {"text": "x"}, wait=0.02)


async def test_half_an_answer_means_unknown(server: Server, request_: AiohttpRequest) -> None:
    server.answer = OK[:-5]
    with pytest.raises(Unknown):
        await line(server, request_).call("sendMessage", {"text": "x"}, wait=0.05)


async def test_an_upload_that_gets_stuck_means_unknown(
    request_: AiohttpRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.wire.transport.WRITE", 0.02)
    stuck = asyncio.Event()

    async def take_nothing(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await stuck.wait()
        writer.close()

    listening = await asyncio.start_server(take_nothing, "127.0.0.1", 0, limit=1024)
    port = listening.sockets[0].getsockname()[1]
    request = AiohttpRequest(read_timeout=0.02, connect_timeout=0.02)
    await request.initialize()
    calls = Line(bot(TOKEN, api=f"http://127.0.0.1:{port}", request=request))
    with pytest.raises(Unknown):
        await calls.call("sendDocument", {}, {"document": ("a", b"x" * 2**24)})
    stuck.set()
    await request.shutdown()
    listening.close()


async def test_a_session_that_is_closed_means_not_sent(server: Server) -> None:
    request = AiohttpRequest()
    with pytest.raises(NotSent):
        await line(server, request).call("sendMessage", {"text": "x"})
    await request.shutdown()


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        pytest.param("502 Bad Gateway", b"<html>", 502, id="a front without JSON"),
        pytest.param("200 OK", b"<html>", 500, id="a success nobody can read"),
        pytest.param("200 OK", b"[1]", 500, id="a success of another shape"),
        pytest.param("302 Found", b"", 302, id="a redirect is not followed"),
    ],
)
async def test_an_answer_that_is_none_is_never_a_success(
    server: Server, request_: AiohttpRequest, status: str, body: bytes, code: int
) -> None:
    server.answer = (
        f"HTTP/1.1 {status}\r\nLocation: /x\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    )
    reply = await line(server, request_).call("sendMessage", {"text": "x"})
    assert reply == Reply(code)


async def test_the_library_s_own_methods_use_it_too(server: Server) -> None:
    me = b'{"ok": true, "result": {"id": 1, "is_bot": true, "first_name": "T", "username": "t"}}'
    server.answer = f"HTTP/1.1 200 OK\r\nContent-Length: {len(me)}\r\n\r\n".encode() + me
    async with bot(TOKEN, api=server.url) as own:
        assert isinstance(own, DiscreetBot)
        assert own.username == "t"
        assert await own.request.retrieve(f"{server.url}/file") == me
    assert server.requests[-1][0].startswith(b"GET /file ")


@pytest.mark.parametrize("payload", [b"", b"Ana", b"[1]", b"{"])
def test_an_answer_nobody_can_read_is_not_logged(
    payload: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(TelegramError):
        AiohttpRequest.parse_json_payload(payload)
    assert caplog.records == []


def _header(head: bytes, name: bytes) -> bytes | None:
    for each in head.split(b"\r\n"):
        key, _, value = each.partition(b":")
        if key.lower() == name:
            return value.strip()
    return None


def _parts(head: bytes, body: bytes) -> dict[str, tuple[str | None, bytes]]:
    """Take a multipart body apart as a mail is taken apart, by somebody else's code."""
    kind = _header(head, b"content-type") or b""
    whole: Any = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind + b"\r\n\r\n" + body)
    return {
        str(_said(part, "name")): (_said(part, "filename"), bytes(part.get_payload(decode=True)))
        for part in whole.iter_parts()
    }


def _said(part: Any, name: str) -> Any:
    return part.get_param(name, header="content-disposition")
