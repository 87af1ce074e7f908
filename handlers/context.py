"""What every handler is given: the person, the store, and the way to speak."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, ParamSpec, TypeVar

from telegram import CallbackQuery, Message, Update
from telegram.ext import Application, CallbackContext, ExtBot

from bot.clock import Clock
from bot.language import Html, label, negotiate, say
from bot.vault import Unsealable
from bot.wire import work
from db import draft, inbox, meeting, person
from db.desk import Talk
from db.draft import Sheet
from db.meeting import Met
from db.person import Someone
from db.store import Conflict, Store
from handlers import farewells
from handlers.volunteers import Volunteers

P = ParamSpec("P")
T = TypeVar("T")
REMEMBERED_DRAFTS = 8
_DATA = 64  # bytes of a button's data, by the Bot API
FALLBACK = "en"  # until a person whose phone speaks neither language has chosen


@dataclass(frozen=True)
class Operator:
    """Who runs this bot."""

    name: str
    contact: str
    privacy_url: str


Door = Callable[..., Awaitable[Any]]


@dataclass
class Services:
    """What the process lends to every handler."""

    store: Store
    clock: Clock
    operator: Operator
    doors: Mapping[str, Door] = field(default_factory=dict)  # from one feature to another
    texts: Mapping[str, Callable[["Context"], Awaitable[bool]]] = field(default_factory=dict)
    volunteers: Volunteers = field(default_factory=Volunteers)


@dataclass(frozen=True)
class Button:
    """Something to press: words, and what the press says, copies or opens."""

    text: str
    data: str | None = None
    copy: str | None = None
    url: str | None = None
    style: str | None = None  # primary, success, danger

    def markup(self) -> dict[str, object]:
        """Return the button as the Bot API takes it."""
        act: dict[str, object]
        if self.copy is not None:
            act = {"copy_text": {"text": self.copy}}
        elif self.url is not None:
            act = {"url": self.url}
        else:
            if not 0 < len((self.data or "").encode()) <= _DATA:
                raise ValueError("the data of a button does not fit")
            act = {"callback_data": self.data}
        return {"text": self.text, **act, **({"style": self.style} if self.style else {})}


Rows = Sequence[Sequence[Button]]


@dataclass(frozen=True)
class Press:
    """A button's data, ``feature:verb:id``, taken apart."""

    verb: str
    id: str

    @property
    def value(self) -> str:
        """Return what follows the dot of a verb: ``right.access`` → ``access``."""
        return self.verb.partition(".")[2]


met: "ContextVar[Context | None]" = ContextVar("met", default=None)  # for the error handler


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], Services]):
    """One update of one person: read with ``store``, change with ``remember``, speak with ``say``."""

    arrival: Update
    person: Someone
    sheet: Sheet | None  # the newest half-finished draft
    talk: Talk | None  # with the volunteers
    role: str | None  # in the volunteers' group, of whoever presses

    @classmethod
    def from_update(
        cls, update: object, application: Application[Any, Any, Any, Any, Any, Any]
    ) -> "Context":
        """Keep the update at hand: the person is met from it."""
        context: Context = super().from_update(update, application)
        assert isinstance(update, Update)  # noqa: S101  the wire gives nothing else
        context.arrival = update
        return context

    async def refresh_data(self) -> None:
        """Meet the person: once, at the door."""
        self._alert: tuple[str, dict[str, object]] | None = None
        self._fresh = False
        self._forgotten = False
        self.said = 0  # messages and changes of messages so far
        user, chat = self.arrival.effective_user, self.arrival.effective_chat
        if chat is None or (user is None and chat.type == chat.PRIVATE):
            raise RuntimeError("the wire let a stranger through")
        code = user.language_code if user else None
        self.spoken = negotiate(code)  # what the phone speaks, if it is one of ours
        if self.arrival.callback_query:
            work.current().later(self._answer_query)
        if chat.type != chat.PRIVATE:
            return  # the volunteers' group: nobody is met there
        known = work.current().known
        if not isinstance(known, Met) or known.person.chat_id != chat.id:
            known = await self.store(
                _arrive, self.arrival.update_id, chat.id, self.spoken or FALLBACK, self.clock.now()
            )
        self.person, self.sheet, self.talk = known
        met.set(self)

    # reading

    @property
    def services(self) -> Services:
        """Return what the process lends."""
        return self.bot_data

    @property
    def store(self) -> Store:
        """Return the database, to be awaited with a question."""
        return self.bot_data.store

    @property
    def clock(self) -> Clock:
        """Return the only clock."""
        return self.bot_data.clock

    @property
    def now(self) -> datetime:
        """Return this moment in UTC."""
        return self.clock.now()

    @property
    def today(self) -> date:
        """Return the day it is where the person lives."""
        return self.clock.today(self.person.zone)

    @property
    def language(self) -> str:
        """Return the person's language; in the volunteers' group, the phone's."""
        return self.person.language if self.is_private else self.spoken or FALLBACK

    @property
    def is_private(self) -> bool:
        """Tell whether this is a person's own chat with the bot."""
        chat = self.arrival.effective_chat
        return chat is not None and chat.type == chat.PRIVATE

    @property
    def message(self) -> Message:
        """Return the message that was written."""
        found = self.arrival.effective_message
        if not isinstance(found, Message):
            raise TypeError("no message in this update")
        return found

    @property
    def text(self) -> str:
        """Return what was written."""
        return self.message.text or ""

    @property
    def press(self) -> Press:
        """Return the pressed button's verb and id."""
        query = self.arrival.callback_query
        parts = (query.data or "").split(":", 2) if query else []
        return Press(*[*parts[1:], "", ""][:2])

    @property
    def pressed_reply_id(self) -> int | None:
        """Return the id of the message that the pressed one answers."""
        pressed = self._pressed()
        return pressed.reply_to_message.message_id if pressed and pressed.reply_to_message else None

    @property
    def pressed_reply(self) -> str | None:
        """Return what the pressed message answers: it is in the chat, so we need not keep it."""
        pressed = self._pressed()
        return pressed.reply_to_message.text if pressed and pressed.reply_to_message else None

    @property
    def pressed_data(self) -> str:
        """Return all that the pressed button says."""
        query = self.arrival.callback_query
        return (query.data or "") if query else ""

    # changing

    def remember(self, f: Callable[..., object], *args: object, **kwargs: object) -> None:
        """Have ``f(session, …)`` run in the one transaction that ends this update."""
        work.current().remember(f, *args, **kwargs)

    def change(self, **fields: Any) -> None:
        """Change what is kept of the person, and what this update knows of them."""
        self.remember(person.change, self.person.id, self.person.version, **fields)
        self.person = replace(self.person, version=self.person.version + 1, **fields)

    def drop(self, sheet: Sheet, why: str) -> None:
        """Erase a draft; its buttons will say when and why it went."""
        self.remember(draft.drop, self.person.id, sheet.flow)
        self.change(gone=recent({**self.person.gone, sheet.id: (why, self.today.isoformat())}))
        if self.sheet and self.sheet.id == sheet.id:
            self.sheet = None

    def forget(self) -> None:
        """Erase the person; what is said after this is tied to nobody."""
        self.remember(farewells.forget, self.person, self.now)
        self._forgotten = True

    # other rooms

    async def go(self, door: str, *args: object) -> Any:
        """Enter another feature by its door."""
        return await self.services.doors[door](self, *args)

    async def resume(self, sheet: Sheet) -> None:
        """Put the open question of a draft once more, if its flow can."""
        if again := self.services.doors.get(f"resume {sheet.flow}"):
            await again(self, sheet)

    async def take_text(self, flow: str) -> bool:
        """Offer what was written to the flow whose draft is open; True when it took it."""
        taker = self.services.texts.get(flow)
        return taker is not None and await taker(self)

    # speaking

    def say(self, key: str, *, rows: Rows = (), reply: bool = False, **values: Any) -> None:
        """Say the words of ``key`` in a new message; ``reply`` ties it to what was written."""
        reply_to = self.message.message_id if reply else None
        self.tell(say(key, self.language, **values), rows=rows, reply_to=reply_to)

    def tell(self, html: Html, *, rows: Rows = (), reply_to: int | None = None) -> None:
        """Send a text that is already in the person's language."""
        tie = {"message_id": reply_to, "allow_sending_without_reply": True}
        extra = {"reply_parameters": tie} if reply_to else {}
        self._send("sendMessage", text=html, **_text(rows), **extra)

    def say_in_group(self, html: Html, *, rows: Rows = ()) -> None:
        """Answer a message in the volunteers' group, where it was written."""
        message = self.message
        topic = {"message_thread_id": message.message_thread_id} if message.is_topic_message else {}
        tie = {"message_id": message.message_id, "allow_sending_without_reply": True}
        params: dict[str, Any] = {"reply_parameters": tie, **topic, **_text(rows)}
        work.current().send(
            "sendMessage",
            chat_id=message.chat_id,
            rank=1,
            text=html,
            protect_content=True,
            **params,
        )

    def words(self, key: str, **values: object) -> str:
        """Return the words of ``key`` as plain text, for a value or a file."""
        return label(key, self.language, **values)

    def show(self, key: str, *, rows: Rows = (), **values: Any) -> None:
        """Say it in place of the pressed message, or anew when nothing was pressed."""
        self.display(say(key, self.language, **values), rows=rows)

    def display(self, html: Html, *, rows: Rows = ()) -> None:
        """Put a text in place of the pressed message, or send it."""
        pressed = self._pressed()
        if pressed is None or pressed.text is None or self._fresh:  # a file stays what it is
            self.tell(html, rows=rows)
            return
        self._fresh = True  # one message takes the pressed one's place, the rest follow it
        self._send("editMessageText", message_id=pressed.message_id, text=html, **_text(rows))

    def anew(self) -> None:
        """Have what is said next be a new message, even after a press."""
        self._fresh = True

    def rekey(self, rows: Rows) -> None:
        """Change the pressed message's buttons."""
        if pressed := self._pressed():
            self._send("editMessageReplyMarkup", message_id=pressed.message_id, **keyboard(rows))

    def freeze(self) -> None:
        """Take the buttons off the pressed message: its question is answered."""
        if pressed := self._pressed():
            self._fresh = True
            self._send("editMessageReplyMarkup", message_id=pressed.message_id)

    def document(
        self, name: str, content: bytes, key: str, *, rows: Rows = (), **values: object
    ) -> None:
        """Send a file with a caption."""
        caption = say(key, self.language, **values)
        markup = keyboard(rows)
        self._send(
            "sendDocument",
            files={"document": (name, content)},
            caption=caption,
            parse_mode="HTML",
            **markup,
        )

    def picture(self, name: str, content: bytes, caption: Html, *, rows: Rows = ()) -> None:
        """Send a picture whose caption says the same in words."""
        self._send(
            "sendPhoto",
            files={"photo": (name, content)},
            caption=caption,
            parse_mode="HTML",
            **keyboard(rows),
        )

    def alert(self, key: str, **values: object) -> None:
        """Answer the press itself with a short notice."""
        self._alert = (key, values)

    async def lost(self) -> None:
        """Answer a button that is old or made up: say so, and where the person is."""
        self.alert("errors.old_button")
        await self.go("cases")

    def button(self, key: str, data: str, *, style: str | None = None, **values: object) -> Button:
        """Return a button in the person's language."""
        return Button(label(key, self.language, **values), data, style=style)

    def delete(self, message_id: int) -> None:
        """Take a message off the chat, theirs or ours."""
        self._send("deleteMessage", message_id=message_id)

    def typing(self) -> None:
        """Show that we are writing."""
        chat_id = self.person.chat_id
        work.current().later(lambda: self.bot.send_chat_action(chat_id, "typing"))

    def _send(self, method: str, **params: Any) -> None:
        self.said += 1
        work.current().send(
            method,
            chat_id=self.person.chat_id,
            person_id=None if self._forgotten else self.person.id,
            language=self.language,
            **params,
        )

    def _pressed(self) -> Message | None:
        query = self.arrival.callback_query
        found = query.message if query else None
        return found if isinstance(found, Message) else None

    async def _answer_query(self) -> None:
        query = self.arrival.callback_query
        assert isinstance(query, CallbackQuery)  # noqa: S101
        if self._alert is None:
            await query.answer()
            return
        key, values = self._alert
        await query.answer(label(key, self.language, **values)[:200], show_alert=True)


def recent(gone: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Return the newest of the erased drafts: when and why each went is all that is known of it."""
    return dict(list(gone.items())[-REMEMBERED_DRAFTS:])


def known(session: Any, chat_ids: Iterable[int], now: datetime) -> dict[int, Met]:
    """Return who writes in each of several chats, of whom nothing is to be noted any more today."""
    try:
        found = meeting.among(session, chat_ids)
    except Unsealable:
        return {}  # whose it is will be told so: see _arrive
    return {one.person.chat_id: one for one in found if one.person.seen_on == now.date()}


def _arrive(session: Any, update_id: int, chat_id: int, language: str, now: datetime) -> Met:
    someone = person.find(session, chat_id)
    if someone is None:
        if not inbox.is_open(session, update_id):
            raise Conflict  # they were forgotten a moment ago, and this with them
        someone = person.meet(session, chat_id, language, now.date(), "Europe/Paris")
    if someone.seen_on != now.date():
        person.seen(session, someone.id, now.date())
    return meeting.one(session, someone)


def _text(rows: Rows) -> dict[str, object]:
    return {"parse_mode": "HTML", "link_preview_options": {"is_disabled": True}, **keyboard(rows)}


def keyboard(rows: Rows) -> dict[str, object]:
    """Return rows of buttons as the Bot API takes them."""
    if not rows:
        return {}
    return {"reply_markup": {"inline_keyboard": [[one.markup() for one in row] for row in rows]}}
