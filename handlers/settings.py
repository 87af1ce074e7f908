"""Language, country and its part, time zone, hour of reminders, discreet reminders."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot import atlas, law
from bot.language import LANGUAGES, OWN_NAMES, cities, countries, country, zones
from db import draft
from db.store import new_id
from handlers import homes
from handlers.context import Button, Context
from handlers.residences import lives

HOURS = range(8, 21)  # never from 21:00 to 08:00
FLAGS_SHOWN = ("fr", "be", "lu", "ie", "gb")  # the rest of the covered ones by search


async def settings(_: Update, context: Context) -> None:
    """Show the settings, each with its button."""
    person = context.person
    words = context.words
    rows = [
        [
            context.button("settings.language", f"start:language.{_other(person.language)}:"),
            context.button("settings.country", "settings:country:"),
        ],
        *_part_row(context),
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
        language=OWN_NAMES[person.language],
        country=lives(context.person),
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
        "part": _ask_part, "lives": _set_part,
    }  # fmt: skip
    if verb in acts:
        await acts[verb](context)
    else:
        await _old(context)


async def ask_country(context: Context) -> None:
    """Ask for the country, the covered ones by their flags."""
    if not context.person.introduced:
        context.anew()
        await context.go("hello")
        return
    context.show("start.type_country", rows=await country_rows(context))
    _await_text(context, "country")


async def country_rows(context: Context) -> list[list[Button]]:
    """Return the flags of the covered countries and a way to any other."""
    flags = [_country_button(code, context.language) for code in FLAGS_SHOWN]
    other = context.button("start.other_country", "settings:other:")
    return [flags[:3], [*flags[3:], other]]


async def take_country(context: Context) -> bool:
    """Take the typed name of a country."""
    if _is_question(context.text):
        return False
    found = atlas.find_countries(context.text)
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
    """Take the typed name of a city, or of a country with the zones it has."""
    if _is_question(context.text):
        return False
    found = atlas.find_zones(context.text)
    if not found:
        context.say("settings.no_zone")
        return True
    if len(found) == 1:
        await _settle_zone(context, found[0])
        return True
    rows = [[Button(_city(zone, context.language), f"settings:at.{zone}:")] for zone in found]
    context.say("settings.which_zone", rows=rows)
    return True


async def lives_in(context: Context) -> bool:
    """Take the name of a country, written to somebody who waits to hear it, for the answer."""
    code = atlas.country_named(context.text)
    if code:
        await _settle_country(context, code)
    return code is not None


async def _ask_other_country(context: Context) -> None:
    context.show("start.type_country")
    _await_text(context, "country")


async def _set_country(context: Context) -> None:
    code = context.press.value
    if code not in countries("en"):
        await _old(context)
        return
    context.freeze()
    await _settle_country(context, code)


async def _settle_country(context: Context, code: str) -> None:
    _forget_question(context, "country")
    if code != context.person.country:
        where = zones(code)
        context.change(country=code, place=None, **({"zone": where[0]} if where else {}))
    if context.person.introduced:
        await context.go("replan")
        context.say("settings.saved")
        await settings(context.arrival, context)
    else:
        await context.go("introduced")


async def _ask_part(context: Context) -> None:
    code, language = context.person.country, context.language
    parts = law.homes(code, None)
    if code is None or not parts:
        await _old(context)
        return
    rows = homes.buttons(
        lambda name, part: Button(name, f"settings:lives.{part}:"), "homes.home_rest",
        parts, language,
    )  # fmt: skip
    context.show("homes.home", rows=rows, country=country(code, language))


async def _set_part(context: Context) -> None:
    code = context.press.value
    if not homes.is_one(code, law.homes(context.person.country, None)):
        await _old(context)
        return
    context.change(place=code)
    await settings(context.arrival, context)


async def _ask_zone(context: Context) -> None:
    own = zones(context.person.country) if context.person.country else []
    rows = [
        [Button(_city(zone, context.language), f"settings:at.{zone}:")]
        for zone in own[: atlas.OFFERED]
    ]
    context.show("settings.type_zone", rows=rows)
    _await_text(context, "zone")


async def _set_zone(context: Context) -> None:
    zone = context.press.value
    if zone not in cities("en"):
        await _old(context)
        return
    await _settle_zone(context, zone)


async def _settle_zone(context: Context, zone: str) -> None:
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
        await _old(context)
        return
    context.change(hour=int(context.press.value))
    await context.go("replan")
    await settings(context.arrival, context)


async def _discreet(context: Context) -> None:
    context.change(discreet=not context.person.discreet)
    context.alert("settings.discreet_explained")
    await settings(context.arrival, context)


async def _old(context: Context) -> None:
    """Answer a button that is old or made up with what can be set."""
    context.alert("errors.old_button")
    await settings(context.arrival, context)


def _part_row(context: Context) -> list[list[Button]]:
    """Return the way to the part of the country, where anything hangs on it."""
    if not law.homes(context.person.country, None):
        return []
    return [[context.button("settings.part", "settings:part:")]]


def _await_text(context: Context, flow: str) -> None:
    context.remember(draft.drop, context.person.id, flow)
    context.remember(draft.write, context.person.id, flow, new_id(), 0, "typed", {}, context.now)


def _forget_question(context: Context, flow: str) -> None:
    context.remember(draft.drop, context.person.id, flow)


def _country_button(code: str, language: str) -> Button:
    flag = "".join(chr(0x1F1E6 + ord(letter) - ord("a")) for letter in code)
    return Button(f"{flag} {country(code, language)}", f"settings:in.{code}:")


def _is_question(text: str) -> bool:
    return text.rstrip().endswith("?")


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
    "lives_in": lives_in,
}
TEXTS = {"country": take_country, "zone": take_zone}
