"""The chat page: its parts, its words, and what it shows."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.language import keys, label
from bot.playground import view
from bot.playground.chats import Chat
from bot.playground.deeds import LANGUAGES, Deeds, Settle, Skip, person
from bot.playground.files import MEGA, Attachment
from bot.playground.forum import Forum
from bot.playground.guard import Guard, dress
from bot.playground.mistake import Mistake
from bot.playground.phone import Phone
from bot.playground.teamwork import Teamwork
from bot.playground.telegram import Telegram
from bot.playground.windows import Windows

PAGE = Path(__file__).parent / "page"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
_PDF = "application/pdf"
# the browser's reader of PDF brings its own styles
_PDF_POLICY = {"Content-Security-Policy": "frame-ancestors 'none'; base-uri 'none'"}
_PLACES = ("label", "name", "size", "text", "time", "url")  # in the page's words


def page_app(
    telegram: Telegram, settle: Settle, skip: Skip, forum: Forum | None = None
) -> web.Application:
    """Return the page's application, with a French and an English phone at hand.

    ``skip`` moves the clock on and does what is due; ``settle`` waits until the bot has said all.
    ``forum`` is the volunteers' group, whose people are no phones of their own.
    """
    team = Teamwork(forum) if forum else None
    page = Page(telegram, team)
    if not page.phones:
        telegram.phone("Camille", "fr")
        telegram.phone("Alex", "en")
    guard = Guard()
    app = web.Application(client_max_size=64 * MEGA, middlewares=[guard.stand])
    app.on_response_prepare.append(dress)
    app.on_shutdown.append(page.windows.close)
    app.add_routes([*page.routes(guard), *Deeds(telegram, settle, skip).routes()])
    app.add_routes(team.routes() if team else [])
    return app


class Page:
    """One playground, however many windows look at it."""

    def __init__(self, telegram: Telegram, team: Teamwork | None = None) -> None:
        self.telegram = telegram
        self.team = team
        self.windows = Windows(self._changes, lambda: telegram.chats)
        telegram.watchers.append(self._notice)

    @property
    def phones(self) -> list[Phone]:
        """Return the phones that are shown: a volunteer's is in the group only."""
        volunteers = self.team.people if self.team else {}
        return [one for one in self.telegram.phones.values() if one.chat_id not in volunteers]

    def routes(self, guard: Guard) -> list[web.RouteDef]:
        """Return every address that shows something."""

        async def state(_: web.Request) -> web.Response:
            return web.json_response({"token": guard.token, **self._state()})

        return [
            web.get("/", _index),
            web.get("/page/{name:[a-z]+\\.(?:css|js|svg)}", _part),
            web.get("/favicon.ico", _mark),  # asked for beside a PDF
            web.get("/files/{file:\\w+}", self._file),
            web.get("/api/state", state),
            web.get("/api/words/{language:fr|en}", _words),
            web.get("/api/events", self.windows.serve),
            web.get("/api/chats/{chat:\\d{1,18}}", self._chat),
        ]

    async def _file(self, request: web.Request) -> web.Response:
        """Give a file out: pictures and PDF to look at, all else to keep, nothing to run."""
        try:
            kept = self.telegram.files.get(None, request.match_info["file"])
        except Mistake:
            raise web.HTTPNotFound from None
        shown = kept.mime in _PICTURES or (kept.mime == _PDF and "keep" not in request.query)
        way = "inline" if shown else "attachment"
        headers = {
            "Content-Disposition": f"{way}; filename*=UTF-8''{quote(_file_name(kept), safe='')}",
            **(_PDF_POLICY if kept.mime == _PDF else {}),
        }
        kind = kept.mime if shown else "application/octet-stream"
        return web.Response(body=kept.content, content_type=kind, headers=headers)

    async def _chat(self, request: web.Request) -> web.Response:
        phone = person(self.telegram, request)
        since, heard = request.query.get("since", "0"), request.query.get("heard", "")
        if not since.isdecimal():
            raise web.HTTPBadRequest
        told = view.chat(phone, int(since), int(heard) if heard.isdecimal() else None)
        return web.json_response(told)

    def _state(self) -> dict[str, Any]:
        return {
            **self._changes(list(self.telegram.chats)),
            "languages": LANGUAGES,
            "username": self.telegram.me["username"],
        }

    def _changes(self, chats: list[int]) -> dict[str, Any]:
        people = [view.person(one) for one in self.phones if one.chat_id in chats]
        now = self.telegram.clock.now().isoformat()
        told: dict[str, Any] = {"now": now, "people": people}
        if self.team and self.team.forum.chat.id in chats:
            told["group"] = self.team.shown()
        return told

    def _notice(self, chat: Chat) -> None:
        if self.team and chat.id in self.team.people:
            chat = self.team.forum.chat  # what a volunteer hears is heard in the group
        self.windows.note(chat.id)


def words(language: str) -> dict[str, str]:
    """Return the page's own words, their places left open."""
    places = {name: f"{{{name}}}" for name in _PLACES}
    own = sorted(key for key in keys() if key.startswith("playground."))
    return {key.partition(".")[2]: label(key, language, **places) for key in own}


async def _index(_: web.Request) -> web.Response:
    return web.Response(text=(PAGE / "index.html").read_text("utf-8"), content_type="text/html")


async def _part(request: web.Request) -> web.Response:
    path = PAGE / request.match_info["name"]
    if not path.exists():
        raise web.HTTPNotFound
    return web.Response(text=path.read_text("utf-8"), content_type=_TYPES[path.suffix])


async def _mark(_: web.Request) -> web.Response:
    return web.Response(text=(PAGE / "mark.svg").read_text("utf-8"), content_type=_TYPES[".svg"])


async def _words(request: web.Request) -> web.Response:
    return web.json_response(words(request.match_info["language"]))


def _file_name(kept: Attachment) -> str:
    kind = kept.mime.partition("/")[2] if kept.kind == "photo" else "bin"
    name = "".join(char for char in kept.name if char.isprintable() and char not in '/\\"')
    return name or f"file.{kind}"
