"""Ready-made replies: chosen by button, sent in the person's language."""

from html import escape

from bot import replies
from bot.answers import title
from bot.language import Html, say
from db.desk import Talk
from handlers.context import Button, Context
from handlers.desk import _tools


async def _open(context: Context, talk: Talk) -> None:
    """Show every reply with its words, a button each."""
    someone = await _tools.reader(context, talk)
    if someone is None:
        return
    language = someone.language
    rows = [
        [Button(one.title[language], f"talk:reply.{one.id}:{talk.id}")] for one in replies.replies()
    ]
    show = _tools.begin if _tools.opens(context) else _tools.turn
    show(context, talk, page(language), [*rows, [_tools.away(talk, language)]])


def page(language: str) -> Html:
    """Return the replies as one reads them before choosing."""
    parts = [
        f"<b>{_text(one.title[language])}</b>\n"
        f"<blockquote expandable>{_text(one.text[language])}</blockquote>"
        for one in replies.replies()
    ]
    return Html("\n".join([say("desk.canned_page", language), *parts]))


async def _send(context: Context, talk: Talk) -> None:
    """Send a reply to the person."""
    someone = await _tools.reader(context, talk)
    if someone is None:
        return
    chosen = replies.reply(context.press.value)
    if chosen is None:
        context.alert("desk.page_old")
        return
    language = someone.language
    words = _text(chosen.text[language])
    html = Html(f"{say('desk.volunteer', language)}\n{words}")
    topic = chosen.topic
    rows = [[Button(title(topic)[language], f"questions:topic:{topic}")]] if topic else []
    ways = [_tools.back(talk, language, "canned"), _tools.done(talk, language)]
    shown = _tools.sent(chosen.title[language], words, language)
    _tools.give(context, talk, html, rows, shown, [ways])


def _text(words: str) -> str:
    return escape(words, quote=False)


ACTS: dict[str, _tools.Act] = {"canned": _open, "reply": _send}
