"""The volunteers' group on the page, and what one does there as any of its people."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.playground import team
from bot.playground.forum import Forum
from bot.playground.members import Members
from bot.playground.phone import Phone
from bot.playground.telegram import Telegram
from bot.playground.topics import Topic
from bot.playground.wishes import (
    body,
    button_of,
    done,
    file_of,
    message_of,
    number,
    pieces,
    words_of,
)

_TITLE = "Bénévoles · Volunteers"
_RIGHTS = {"can_manage_topics": True, "can_delete_messages": True, "can_pin_messages": True}


def volunteers(telegram: Telegram) -> Forum:
    """Return a group with a French and an English volunteer, and the bot its administrator."""
    owner, other = telegram.phone("Lou", "fr"), telegram.phone("Robin", "en")
    forum = telegram.forum(_TITLE, owner)
    forum.join(other)
    forum.visible_history = False
    forum.invite_bot(**_RIGHTS)
    return forum


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody in the group, and whether they write in their own name."""

    phone: Phone
    anonymous: bool


class Teamwork:
    """One group; whoever was in it when the page was opened may come back after leaving."""

    def __init__(self, forum: Forum) -> None:
        self.forum = forum
        self.people = {
            one.user["id"]: forum.telegram.phones[one.user["id"]]
            for one in self._members.there
            if not one.user["is_bot"]
        }

    @property
    def _members(self) -> Members:
        return self.forum.chat.members or Members()

    def routes(self) -> list[web.RouteDef]:
        """Return where the group is read, and where each deed is asked for."""
        return [
            web.get("/api/group/topics/{topic:\\d{1,18}}", self._thread),
            web.post("/api/group/say", self._say),
            web.post("/api/group/edit", self._edit),
            web.post("/api/group/press", self._press),
            web.post("/api/group/send", self._send),
            web.post("/api/group/close", self._close),
            web.post("/api/group/reopen", self._reopen),
            web.post("/api/group/leave", self._leave),
            web.post("/api/group/join", self._join),
        ]

    def shown(self) -> dict[str, Any]:
        """Return the group in a line and its topics in a line each."""
        return team.group(self.forum, list(self.people.values()))

    async def _thread(self, request: web.Request) -> web.Response:
        query = {name: _figure(value) for name, value in request.query.items()}
        topic = self._topic({"topic": int(request.match_info["topic"])})
        reader = self._writer(query).phone
        told = team.thread(self.forum, topic, reader, query.get("since", 0), query.get("heard"))
        return web.json_response(told)

    async def _say(self, request: web.Request) -> web.Response:
        asked = await body(request)
        who, topic, parts = (
            self._writer(asked),
            self._topic(asked),
            pieces(str(asked.get("text", ""))),
        )
        answered = self.forum.chat.find(number(asked, "reply"))
        quote = str(asked.get("quote", "")) or None
        return done(
            lambda: [
                self.forum.say(
                    who.phone, part, topic, reply_to=answered, quote=quote, anonymous=who.anonymous
                )
                for part in parts
            ]
        )

    async def _edit(self, request: web.Request) -> web.Response:
        asked = await body(request)
        who, message = self._writer(asked), message_of(self.forum.chat, asked)
        return done(lambda: self.forum.edit(who.phone, message, words_of(asked)))

    async def _press(self, request: web.Request) -> web.Response:
        asked = await body(request)
        who, message = self._writer(asked), message_of(self.forum.chat, asked)
        button = button_of(message, asked)
        return done(lambda: self.forum.press(who.phone, button, message, anonymous=who.anonymous))

    async def _send(self, request: web.Request) -> web.Response:
        form = await request.post()
        asked = {name: _figure(str(form.get(name, ""))) for name in ("writer", "topic")}
        phone, topic = self._writer(asked).phone, self._topic(asked)
        if form.get("as") == "voice":
            return done(lambda: self.forum.send_voice(phone, topic=topic))
        name, content, caption = file_of(form)
        if form.get("as") == "photo":
            return done(lambda: self.forum.send_photo(phone, content, caption=caption, topic=topic))
        return done(
            lambda: self.forum.send_document(phone, name, content, caption=caption, topic=topic)
        )

    async def _close(self, request: web.Request) -> web.Response:
        return await self._turn(request, self.forum.close_topic)

    async def _reopen(self, request: web.Request) -> web.Response:
        return await self._turn(request, self.forum.reopen_topic)

    async def _leave(self, request: web.Request) -> web.Response:
        who = self._writer(await body(request))
        return done(lambda: self.forum.leave(who.phone))

    async def _join(self, request: web.Request) -> web.Response:
        who = self._writer(await body(request))
        return done(lambda: self.forum.join(who.phone))

    async def _turn(
        self, request: web.Request, deed: Callable[[Phone, Topic], None]
    ) -> web.Response:
        asked = await body(request)
        who, topic = self._writer(asked), self._topic(asked)
        return done(lambda: deed(who.phone, topic))

    def _writer(self, asked: dict[str, Any]) -> Writer:
        """Return who does it; for the group itself, the first of its administrators."""
        if "writer" not in asked:
            raise web.HTTPBadRequest
        wanted = number(asked, "writer")
        leaders = [one.user["id"] for one in self._members.leaders]
        if wanted == team.AS_GROUP:
            wanted = next((one for one in leaders if one in self.people), team.AS_GROUP)
            return Writer(self._person(wanted), anonymous=True)
        return Writer(self._person(wanted), anonymous=False)

    def _person(self, user: int) -> Phone:
        if user not in self.people:
            raise web.HTTPConflict
        return self.people[user]

    def _topic(self, asked: dict[str, Any]) -> Topic:
        wanted = number(asked, "topic")
        topics = {self.forum.general.id: self.forum.general, **self.forum.topics}
        if wanted not in topics:
            raise web.HTTPNotFound
        return topics[wanted]


def _figure(text: str) -> int:
    if not text.isdecimal():
        raise web.HTTPBadRequest
    return int(text)
