"""Language, country, time zone, hour of reminders, discreet reminders."""

import unicodedata
from collections.abc import Mapping

from rapidfuzz import fuzz, process, utils
from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot import documents, law
from bot.language import LANGUAGES, cities, countries, country, zones
from db import draft
from db.store import new_id
from handlers.context import Button, Context

HOURS = range(8, 21)  # never from 21:00 to 08:00
FLAGS_SHOWN = ("fr", "be", "lu", "ie", "gb")  # the rest of the covered ones by search
_CLOSE = 75  # of 100: a typed name with a letter or two wrong


async def settings(_: Update, context: Context) -> None:
    """Show the settings, each with its button."""
    person = context.person
    words = context.words
    rows = [
        [
            context.button("settings.language", f"start:language.{_other(person.language)}:"),
            context.button("settings.country", "settings:country:"),
        ],
        [
            context.button("settings.zone", "settings:zone:"),
            context.button("settings.hour", "settings:hours:"),
        ],
        [
            context.button(
                f"settings.discreet_{'off' if person.discreet else 'on'}", "settings:discreet:"
            )
        ],
    ]
    context.show(
        "settings.overview",
        rows=rows,
        language={"fr": "français", "en": "English"}[person.language],
        country=country(person.country, person.language)
        if person.country
        else words("settings.unset"),
        zone=_city(person.zone, person.language),
        hour=person.hour,
        discreet=words("settings.on" if person.discreet else "settings.off"),
    )


async def pressed(_: Update, context: Context) -> None:
    """Do what a settings button says."""
    verb = context.press.verb.partition(".")[0]
    acts = {
        "country": ask_country, "zone": _ask_zone, "hours": _ask_hour, "discreet": _discreet,
        "in": _set_country, "at": _set_zone, "hour": _set_hour, "other": _ask_other_country,
    }  # fmt: skip
    if verb in acts:
        await acts[verb](context)
    else:
        context.alert("errors.old_button")


async def ask_country(context: Context) -> None:
    """Ask for the country, the covered ones by their flags."""
    context.show("start.type_country", rows=await country_rows(context))
    _await_text(context, "country")


async def country_rows(context: Context) -> list[list[Button]]:
    """Return the flags of the covered countries and a way to any other."""
    flags = [_country_button(code, context.language) for code in FLAGS_SHOWN]
    other = context.button("start.other_country", "settings:other:")
    return [flags[:3], [*flags[3:], other]]


async def take_country(context: Context) -> bool:
    """Take the typed name of a country."""
    found = _named(context.text, {lang: countries(lang) for lang in LANGUAGES})
    if not found:
        context.say("start.no_country")
    elif len(found) == 1:
        await _settle_country(context, found[0])
    else:
        context.say(
            "start.which_country",
            rows=[[_country_button(code, context.language)] for code in found],
        )
    return True


async def take_zone(context: Context) -> bool:
    """Take the typed name of a city."""
    found = _named(context.text, {lang: cities(lang) for lang in LANGUAGES})
    if not found:
        context.say("settings.no_zone")
        return True
    rows = [[Button(_city(zone, context.language), f"settings:at.{zone}:")] for zone in found]
    context.say("settings.which_zone", rows=rows)
    return True


async def find_country(_: Context, text: str) -> list[str]:
    """Return the countries that a typed name may mean, nearest first."""
    return _named(text, {lang: countries(lang) for lang in LANGUAGES})


async def covered(context: Context) -> bool:
    """Return whether we can write letters under the law where the person lives."""
    return law.propose(context.person.country, None).regime in documents.regimes()


async def _ask_other_country(context: Context) -> None:
    context.show("start.type_country")
    _await_text(context, "country")


async def _set_country(context: Context) -> None:
    code = context.press.value
    if code not in countries("en"):
        context.alert("errors.old_button")
        return
    context.freeze()
    await _settle_country(context, code)


async def _settle_country(context: Context, code: str) -> None:
    _forget_question(context, "country")
    where = zones(code)
    context.change(country=code, place=None, **({"zone": where[0]} if where else {}))
    if context.person.introduced:
        context.say("settings.saved")
        await settings(context.arrival, context)
    else:
        await context.go("introduced")


async def _ask_zone(context: Context) -> None:
    own = zones(context.person.country) if context.person.country else []
    rows = [[Button(_city(zone, context.language), f"settings:at.{zone}:")] for zone in own[:5]]
    context.show("settings.type_zone", rows=rows)
    _await_text(context, "zone")


async def _set_zone(context: Context) -> None:
    zone = context.press.value
    if zone not in cities("en"):
        context.alert("errors.old_button")
        return
    _forget_question(context, "zone")
    context.change(zone=zone)
    await context.go("replan")
    await settings(context.arrival, context)


async def _ask_hour(context: Context) -> None:
    buttons = [
        context.button("settings.hour_choice", f"settings:hour.{hour}:", hour=hour)
        for hour in HOURS
    ]
    context.show(
        "settings.choose_hour", rows=[buttons[i : i + 5] for i in range(0, len(buttons), 5)]
    )


async def _set_hour(context: Context) -> None:
    if context.press.value not in {str(hour) for hour in HOURS}:
        context.alert("errors.old_button")
        return
    context.change(hour=int(context.press.value))
    await context.go("replan")
    await settings(context.arrival, context)


async def _discreet(context: Context) -> None:
    context.change(discreet=not context.person.discreet)
    context.alert("settings.discreet_explained")
    await settings(context.arrival, context)


def _await_text(context: Context, flow: str) -> None:
    context.remember(draft.drop, context.person.id, flow)
    context.remember(draft.write, context.person.id, flow, new_id(), 0, "typed", {}, context.now)


def _forget_question(context: Context, flow: str) -> None:
    context.remember(draft.drop, context.person.id, flow)


def _country_button(code: str, language: str) -> Button:
    flag = "".join(chr(0x1F1E6 + ord(letter) - ord("a")) for letter in code)
    return Button(f"{flag} {country(code, language)}", f"settings:in.{code}:")


def _named(text: str, names: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return the codes whose name in either language is nearest to what was typed, at most five."""
    pool = {(code, spoken): name for spoken, known in names.items() for code, name in known.items()}
    matches = process.extract(
        _bare(text), pool, scorer=fuzz.WRatio, processor=_bare, limit=12, score_cutoff=_CLOSE
    )
    exact = [key for name, _, key in matches if _bare(name) == _bare(text)]
    keys = exact or [key for _, _, key in matches]
    return list(dict.fromkeys(code for code, _ in keys))[:5]


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text)
    return utils.default_process("".join(c for c in folded if not unicodedata.combining(c)))


def _city(zone: str, language: str) -> str:
    return cities(language).get(zone, zone)


def _other(language: str) -> str:
    return next(code for code in LANGUAGES if code != language)


HANDLERS = [
    CommandHandler(["settings", "reglages"], settings),
    CallbackQueryHandler(pressed, r"^settings:"),
]
DOORS = {
    "country": ask_country,
    "country_rows": country_rows,
    "covered": covered,
    "find_country": find_country,
}
TEXTS = {"country": take_country, "zone": take_zone}
