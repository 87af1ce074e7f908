"""Who may reach the page: this machine's own browser, showing this very page.

A page elsewhere can make a browser send requests here; it can neither set our header nor
name our Host, whatever its own name resolves to.
"""

import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

HEADER = "X-Playground"
_HERE = {"127.0.0.1", "localhost", "::1"}
_SAFE = {"GET", "HEAD"}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Guard:
    """Let nobody in but the page we served."""

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(32)

    @web.middleware
    async def stand(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Stand before every handler."""
        if not self._welcome(request):
            raise web.HTTPForbidden
        return await handler(request)

    def _welcome(self, request: web.Request) -> bool:
        if not _host_is_ours(request):
            return False
        if request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
            return False
        if request.method in _SAFE:
            return True
        given = request.headers.get(HEADER, "")
        ours = secrets.compare_digest(given.encode(), self.token.encode())
        return ours and request.headers.get("Origin") == f"http://{request.headers['Host']}"


async def dress(_: web.Request, answer: web.StreamResponse) -> None:
    """Add our headers to an answer, save those it has of its own."""
    for name, value in _HEADERS.items():
        answer.headers.setdefault(name, value)


def _host_is_ours(request: web.Request) -> bool:
    try:
        host = urlsplit(f"//{request.headers.get('Host', '')}")
        port = host.port or 80
    except ValueError:
        return False
    here = request.transport.get_extra_info("sockname") if request.transport else ("", 0)
    return host.hostname in _HERE and port == here[1]
