"""Where in a country somebody lives or a company sits, asked where anything hangs on it."""

from collections.abc import Callable, Collection, Sequence

from bot import law
from bot.language import country as country_name
from bot.language import label, say
from handlers.context import Button, Context, Rows
from handlers.flow import Facts, Step, Turn

_COLUMNS = 2

Seat = Callable[[Facts], str | None]
Laws = Callable[[Facts], Collection[str] | None]  # those that come into question; none: all


def told(context: Context) -> Facts:
    """Return where the person lives, as far as they have said."""
    return {"country": context.person.country, "home": context.person.place}


def home(seat: Seat, among: Laws) -> Step:
    """Return the step that asks for the part of the person's country, and keeps it with them."""

    def parts(facts: Facts) -> Sequence[law.Place]:
        return law.homes(facts.get("country"), seat(facts), among=among(facts))

    async def ask(turn: Turn) -> None:
        code, language = turn.facts["country"], turn.context.language
        asked = say("homes.home", language, country=country_name(code, language))
        turn.ask_html(asked, buttons(turn.choice, "homes.home_rest", parts(turn.facts), language))

    async def press(turn: Turn, code: str) -> Facts | None:
        if not is_one(code, parts(turn.facts)):
            return None
        turn.context.change(place=code)  # asked once: other requests need it, too
        return {"asks_home": True}

    def wanted(facts: Facts) -> bool:
        return bool(facts.get("asks_home") or not facts.get("home")) and bool(parts(facts))

    return Step("home", ask, press=press, wanted=wanted)


def site(seat: Seat, among: Laws, take: Callable[[Facts, str], Facts]) -> Step:
    """Return the step that asks in which part of its country a company sits."""

    def parts(facts: Facts) -> Sequence[law.Place]:
        return law.sites(facts.get("country"), seat(facts), facts.get("home"), among=among(facts))

    async def ask(turn: Turn) -> None:
        code, language = seat(turn.facts) or "", turn.context.language
        asked = say("homes.site", language, country=country_name(code, language))
        *regions, rest = buttons(turn.choice, "homes.site_rest", parts(turn.facts), language)
        turn.ask_html(asked, [rest, *regions])  # most of them are there

    async def press(turn: Turn, code: str) -> Facts | None:
        return take(turn.facts, code) if is_one(code, parts(turn.facts)) else None

    def wanted(facts: Facts) -> bool:
        return bool(parts(facts))

    return Step("site", ask, press=press, wanted=wanted)


def buttons(
    choice: Callable[[str, str], Button], rest: str, parts: Sequence[law.Place], language: str
) -> Rows:
    """Return a button for each part, and one for the rest of the country."""
    shown = [choice(one.names[language], one.code) for one in parts]
    nation = parts[0].country
    return [*in_columns(shown), [choice(_rest(nation, rest, language), nation)]]


def _rest(nation: str, key: str, language: str) -> str:
    """Return what is left of a country: its own name where that says which parts are not meant."""
    named = [one.names[language] for one in law.places() if one.code == nation]
    if named and named[0] != country_name(nation, language):
        return named[0]
    return label(key, language)


def is_one(code: str, parts: Sequence[law.Place]) -> bool:
    """Say whether a code is one of the buttons."""
    return code in {one.code for one in parts} or (bool(parts) and code == parts[0].country)


def in_columns(buttons: list[Button]) -> list[list[Button]]:
    """Return buttons side by side."""
    return [buttons[i : i + _COLUMNS] for i in range(0, len(buttons), _COLUMNS)]
