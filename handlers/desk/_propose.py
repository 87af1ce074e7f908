"""A request that a volunteer prepares and the person begins: the company, the right, no more."""

import re

from bot import companies, documents
from bot.language import Html, label, say
from db import person
from db.desk import Talk
from handlers import rights
from handlers.context import Button, Context, Rows
from handlers.desk import _tools

_ASKED = re.compile(r"//\s*(?:request|demande)\b[ \t:]*(.*)", re.IGNORECASE)
_OFFERED = 4
_PER_ROW = 2
_LONGEST = 100  # of a name


def named(words: str) -> str | None:
    """Return the company after « //request » or « //demande »; nothing for any other note."""
    asked = _ASKED.match(words)
    return asked[1].strip()[:_LONGEST] if asked else None


async def asked(context: Context, talk: Talk, name: str) -> None:
    """Answer the line with the companies it may mean."""
    someone = await context.store(person.by_id, talk.person_id)
    if someone is None:
        return
    language, message = someone.language, context.message.message_id
    if not talk.open:
        html, rows = say("desk.nothing_sent_closed", language), list[list[Button]]()
    else:
        found = companies.find(name, _OFFERED) if name else []
        html = _which(name, language, found=bool(found))
        rows = [[Button(one.name, f"talk:company.{one.id}:{talk.id}")] for one in found]
        rows.append([_tools.away(talk, language)])
    _tools.begin(context, talk, html, rows, reply_to=message)


def _which(name: str, language: str, *, found: bool) -> Html:
    if found:
        return say("desk.propose_which", language)
    return say("desk.propose_unknown" if name else "desk.propose_page", language)


async def _explain(context: Context, _: Talk) -> None:
    """Say how to type it."""
    context.alert("desk.propose_how")


async def _company(context: Context, talk: Talk) -> None:
    """Show the rights that the request flow offers."""
    someone = await _tools.reader(context, talk)
    if someone is None:
        return
    found = companies.get(context.press.value)
    if found is None:
        context.alert("desk.page_old")
        return
    language = someone.language
    offered = [*documents.everywhere(), *rights.rare(someone.country)]
    rows = [*_choices(offered, found.id, talk, language), [_tools.away(talk, language)]]
    _tools.turn(context, talk, say("desk.propose_right", language, company=found.name), rows)


def _choices(offered: list[str], company: str, talk: Talk, language: str) -> Rows:
    buttons = [
        Button(label(f"requests.right_{right}", language), f"talk:ask.{right}~{company}:{talk.id}")
        for right in offered
    ]
    return [buttons[at : at + _PER_ROW] for at in range(0, len(buttons), _PER_ROW)]


async def _send(context: Context, talk: Talk) -> None:
    """Propose the request to the person."""
    someone = await _tools.reader(context, talk)
    if someone is None:
        return
    right, _, company = context.press.value.partition("~")
    found = companies.get(company)
    if found is None or right not in documents.every_right():
        context.alert("desk.page_old")
        return
    language = someone.language
    told = {"company": found.name, "right": label(f"requests.right_{right}", language)}
    prefilled = f"requests:begin:{found.id}_{right}"
    rows = [
        [Button(label("desk.propose_begin", language), prefilled, style="primary")],
        [Button(label("desk.propose_no", language), f"desk:no:{talk.id}")],
    ]
    html, shown = (say(f"desk.{key}", language, **told) for key in ("proposal", "proposed"))
    _tools.give(context, talk, html, rows, shown, [[_tools.done(talk, language)]])


async def declined(context: Context) -> None:
    """Take a no: nothing was begun, so nothing is to be undone."""
    context.show("desk.declined")


ACTS: dict[str, _tools.Act] = {"propose": _explain, "company": _company, "ask": _send}
