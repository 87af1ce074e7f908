"""Volunteers' tools in a topic: one message, whose pages follow each other, and what it sends."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import Message

from bot.language import Html, label, say
from db import desk, person
from db.desk import Talk
from db.person import Someone
from db.store import Conflict
from handlers.context import Button, Context, Rows, keyboard
from handlers.desk import _card, _mail

Act = Callable[[Context, Talk], Awaitable[None]]


async def reader(context: Context, talk: Talk) -> Someone | None:
    """Return who is to read what a tool sends; when nobody may be written to, say so."""
    someone = await context.store(person.by_id, talk.person_id)
    if someone is None:
        context.alert("desk.talk_gone")
    elif not talk.open:
        context.alert("desk.talk_closed")
    else:
        return someone
    return None


def begin(
    context: Context, talk: Talk, html: Html, rows: Rows, reply_to: int | None = None
) -> None:
    """Open a tool in a new message."""
    context.remember(_page, talk, html, rows, context.now, reply_to=reply_to)


def turn(context: Context, talk: Talk, html: Html, rows: Rows) -> None:
    """Show a page in place of the pressed one."""
    context.remember(_page, talk, html, rows, context.now, message=_pressed(context).there)


def give(context: Context, talk: Talk, html: Html, rows: Rows, page: Html, page_rows: Rows) -> None:
    """Send something to the person in a volunteer's name; ``page`` tells the others what."""
    pressed = _pressed(context)
    context.remember(_give, talk, html, rows, (page, page_rows), pressed, context.now)


def sent(words: str, html: str, language: str) -> Html:
    """Return the page that says what was sent: its title, and its words where they are given."""
    told = say("desk.sent_this", language, title=words)
    return Html(f"{told}\n<blockquote>{html}</blockquote>") if html else told


def back(talk: Talk, language: str, verb: str) -> Button:
    """Return the way back to a tool's first page."""
    return Button(label("common.back", language), f"talk:{verb}.back:{talk.id}")


def opens(context: Context) -> bool:
    """Tell whether a tool was called from the card, not come back to."""
    return context.press.value == ""


@dataclass(frozen=True, slots=True)
class _Pressed:
    """The page under a press: its message, when that was last changed, whether it can be again."""

    id: int
    changed: float
    reachable: bool

    @property
    def there(self) -> int | None:
        """Return the message that the next page may take the place of."""
        return self.id if self.reachable else None


def _pressed(context: Context) -> _Pressed:
    query = context.arrival.callback_query
    assert query is not None  # noqa: S101  tools are pressed
    assert query.message is not None  # noqa: S101  only inline messages, of which we have none
    page = query.message
    changed = page.edit_date if isinstance(page, Message) else None
    stamp = changed.timestamp() if changed else 0
    return _Pressed(page.message_id, stamp, page.is_accessible)


def _page(
    session: Any, talk: Talk, html: Html, rows: Rows, now: datetime, *,
    message: int | None = None, reply_to: int | None = None,
) -> None:  # fmt: skip
    params: dict[str, Any] = {
        "text": html,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        **keyboard(rows),
    }
    method = "editMessageText" if message else "sendMessage"
    if message:
        params["message_id"] = message
    if reply_to:
        params["reply_parameters"] = {"message_id": reply_to, "allow_sending_without_reply": True}
    _mail.to_group(session, talk, "page", now, method=method, params=params, rank=_mail.TOLD)


def _give(
    session: Any, talk: Talk, html: Html, rows: Rows, page: tuple[Html, Rows], pressed: _Pressed,
    now: datetime,
) -> None:  # fmt: skip
    someone, current = person.by_id(session, talk.person_id), desk.get(session, talk.id)
    if someone is None or current is None or not current.open:
        raise Conflict  # meanwhile: it is handled again, and said
    told = {"of": talk.id, "desk": talk.desk_id, "what": "answer", "message": pressed.id}
    once = f"{talk.id}:{pressed.id}:{pressed.changed}"  # two presses on one page are one
    if _mail.to_person(session, someone, html, now, rows=rows, told=told, dedupe=once):
        _mail.answered(session, current, now)
        _page(session, current, *page, now, message=pressed.there)


async def _more(context: Context, talk: Talk) -> None:
    """Show all buttons of the card."""
    if someone := await reader(context, talk):
        shown = _card.rows(talk, someone, context.now.date(), unfolded=True)
        context.remember(_card.rekey, talk, shown, context.now)


async def _less(context: Context, talk: Talk) -> None:
    """Show the first buttons of the card only."""
    if someone := await context.store(person.by_id, talk.person_id):
        shown = _card.rows(talk, someone, context.now.date())
        context.remember(_card.rekey, talk, shown, context.now)


async def _away(context: Context, talk: Talk) -> None:
    """Take a tool off the topic: nothing was sent with it."""
    context.remember(_change, talk, "deleteMessage", _pressed(context).id, context.now)


async def _done(context: Context, talk: Talk) -> None:
    """Leave what a tool has sent to be read, without its buttons."""
    context.remember(_change, talk, "editMessageReplyMarkup", _pressed(context).id, context.now)


def _change(session: Any, talk: Talk, method: str, message: int, now: datetime) -> None:
    params = {"message_id": message}
    _mail.to_group(session, talk, "page", now, method=method, params=params, rank=_mail.TOLD)


def away(talk: Talk, language: str) -> Button:
    """Return the button that takes a tool off the topic."""
    return _card.button("away", talk, language)


def done(talk: Talk, language: str) -> Button:
    """Return the button that leaves only what was sent."""
    return _card.button("done", talk, language)


ACTS: dict[str, Act] = {"more": _more, "less": _less, "away": _away, "done": _done}
