"""HTTP to Telegram: one aiohttp session that knows whether a request had left."""

import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import aiohttp
from aiohttp.abc import AbstractStreamWriter
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData

CONNECT = 20.0  # seconds to find, reach and greet Telegram
READ = 60.0  # a short wait would make outcomes unknown that are merely slow
WRITE = 120.0  # seconds to upload, on top of the wait for an answer
KEEP = 20.0  # seconds an idle connection is kept: less than Telegram does, so that it is alive
POOL = 256
SLICE = 2**16


class NotSent(NetworkError):  # noqa: N818  it names an outcome
    """Telegram has not received the call: it may be made again."""


class Unknown(NetworkError):  # noqa: N818  it names an outcome
    """The call had left when the line broke: Telegram may have acted on it, or not."""


class AiohttpRequest(BaseRequest):
    """What python-telegram-bot and the wire send with.

    Problems name their kind only: an address would show the token, a body its contents.
    """

    def __init__(self, read_timeout: float = READ, connect_timeout: float = CONNECT) -> None:
        self._read = read_timeout
        self._connect = connect_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Return how long an answer is waited for."""
        return self._read

    async def initialize(self) -> None:
        """Open the session."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=POOL, keepalive_timeout=KEEP),
                cookie_jar=aiohttp.DummyCookieJar(),
            )

    async def shutdown(self) -> None:
        """Close the session and its connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  part of connecting
    ) -> tuple[int, bytes]:
        """Make one request and return its status and answer; NotSent or Unknown if it fails."""
        if self._session is None:
            raise NotSent("the session is closed")
        timeout = _timeout(
            _given(read_timeout, self._read),
            _given(write_timeout, WRITE),
            _given(connect_timeout, self._connect),
        )
        body = _body(request_data)
        problem: Exception
        try:
            async with self._session.request(
                method, url, data=body, timeout=timeout, allow_redirects=False
            ) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientError, OSError, TimeoutError) as caught:
            problem = caught
        # raised here, not above: a cause or a context could show the address
        kind = type(problem).__name__
        raise Unknown(kind) if _had_left(body, problem) else NotSent(kind)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the answer; the library would log one that it cannot read."""
        with suppress(ValueError):
            answer = json.loads(payload)
            if isinstance(answer, dict):
                return answer
        raise TelegramError("Invalid server response")

    def __repr__(self) -> str:
        return "<AiohttpRequest>"


class _Body(aiohttp.Payload):
    """A body that remembers having begun to leave."""

    _autoclose = True

    def __init__(self, value: bytes, content_type: str) -> None:
        super().__init__(value, content_type=content_type)
        self._size = len(value)
        self.left = False

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """Return the body as text."""
        return str(self._value, encoding, errors)

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Send it, in slices: a large file must not hold up everybody else."""
        self.left = True
        for start in range(0, len(self._value), SLICE):
            await writer.write(self._value[start : start + SLICE])


def _had_left(body: _Body | None, problem: Exception) -> bool:
    if isinstance(problem, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return False
    return body is None or body.left


def _given(value: Any, otherwise: float) -> float | None:
    return otherwise if value is BaseRequest.DEFAULT_NONE else value


def _timeout(
    read: float | None, write: float | None, connect: float | None
) -> aiohttp.ClientTimeout:
    whole = None if None in {read, write, connect} else (read or 0) + (write or 0) + (connect or 0)
    return aiohttp.ClientTimeout(total=whole, connect=connect, sock_read=read)


def _body(data: RequestData | None) -> _Body | None:
    if data is None:
        return None
    if data.contains_files:
        return _multipart(data.json_parameters, data.multipart_data)
    # Telegram takes either; a form would take ten times as long to write
    return _Body(data.json_payload, content_type="application/json")


def _multipart(fields: Mapping[str, str], files: Mapping[str, Any]) -> _Body:
    """Return fields and files as one body, file names in UTF-8 as browsers send them.

    https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data
    """
    boundary = secrets.token_hex(16)
    parts = [
        _part(boundary, f'name="{_quoted(name)}"', None, value.encode())
        for name, value in fields.items()
    ]
    for name, (file, content, kind) in files.items():
        shown = f'name="{_quoted(name)}"; filename="{_quoted(file)}"'
        parts.append(_part(boundary, shown, kind, _bytes(content)))
    end = f"--{boundary}--\r\n".encode()
    return _Body(b"".join(parts) + end, content_type=f"multipart/form-data; boundary={boundary}")


def _part(boundary: str, shown: str, kind: str | None, content: bytes) -> bytes:
    head = f"--{boundary}\r\nContent-Disposition: form-data; {shown}\r\n"
    head += f"Content-Type: {kind}\r\n" if kind else ""
    return head.encode() + b"\r\n" + content + b"\r\n"


def _quoted(name: str) -> str:
    """Keep a name from ending its header."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _bytes(content: Any) -> bytes:
    return content if isinstance(content, bytes) else bytes(content.read())
