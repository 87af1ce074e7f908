"""What a law says beside its days: fees, identity, silence, the ways on."""

from collections.abc import Iterator
from datetime import date

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import law
from bot.language import Html, say
from handlers.context import Context

_CHANGES_AFTER, _SILENT_AFTER = 12, 24  # months


async def pressed(_: Update, context: Context) -> None:
    """Show a law in brief."""
    verb, code = context.press.verb, context.press.id
    found = next((one for one in law.regimes() if one.code == code and one.facts), None)
    if verb != "brief" or found is None:
        await context.lost()
        return
    context.tell(_brief(found, context.language, context.today))


def _brief(found: law.Regime, language: str, today: date) -> Html:
    """Return what a law says; what was read long ago says so, or gives way to its sources."""
    age = law.months_gone(found.reviewed, today)
    old = age >= _SILENT_AFTER
    key = "laws.old" if old else "laws.may_have_changed" if age >= _CHANGES_AFTER else "laws.as_of"
    lines = Html("\n".join(dict.fromkeys(_lines(found, language, today, old=old))))
    return say(key, language, name=found.names, lines=lines, day=found.reviewed)


def _lines(found: law.Regime, language: str, today: date, *, old: bool) -> Iterator[Html]:
    for fact in found.facts_on(today):
        cited = {"cited": fact.provision.cite, "url": fact.provision.url}
        if old:
            yield say("laws.source", language, **cited)
        else:
            sure = fact.provision.confidence == "law"
            yield say("laws.fact" if sure else "laws.doubted", language, text=fact.text, **cited)


HANDLERS = [CallbackQueryHandler(pressed, r"^laws:")]
