"""Which part of a country somebody lives in, where its parts have laws of their own."""

from bot import law
from handlers.context import Button
from handlers.flow import Facts, Step, Turn

_COLUMNS = 2
_ELSEWHERE = "elsewhere"


async def _ask(turn: Turn) -> None:
    language = turn.context.language
    parts = _parts(turn.facts)
    buttons = [turn.choice(one.names[language], one.code) for one in parts]
    rows = in_columns(buttons)
    if not _covers_all(turn.facts, parts):
        rows.append([turn.button("deadline.elsewhere", _ELSEWHERE)])
    turn.ask("deadline.home", rows)


async def _home(turn: Turn, code: str) -> Facts | None:
    parts = _parts(turn.facts)
    if code == _ELSEWHERE and not _covers_all(turn.facts, parts):
        return {"home": _ELSEWHERE}
    if code not in {one.code for one in parts}:
        return None
    turn.context.change(place=code)  # asked once: other laws need it, too
    return {"home": code}


def known(country: str | None, home: str | None) -> Facts:
    """Return what a flow with this step begins with: nothing where one law holds everywhere."""
    lives = {"country": country, "home": home}
    return lives if _parts(lives) else {}


def in_columns(buttons: list[Button]) -> list[list[Button]]:
    """Return buttons side by side."""
    return [buttons[i : i + _COLUMNS] for i in range(0, len(buttons), _COLUMNS)]


def _parts(facts: Facts) -> list[law.Place]:
    """Return the parts of the person's country that have a law of their own, the rest of it last."""
    here = [one for one in law.places() if one.country == facts.get("country")]
    if len({tuple(one.regimes) for one in here}) <= 1:
        return []
    nation = [one for one in here if one.code == facts.get("country")]
    national = tuple(nation[0].regimes) if nation else ()
    return [*(one for one in here if tuple(one.regimes) != national), *nation]


def _covers_all(facts: Facts, parts: list[law.Place]) -> bool:
    """Return whether the rest of the country is among its parts."""
    return facts.get("country") in {one.code for one in parts}


def _wanted(facts: Facts) -> bool:
    return not facts.get("home") and bool(_parts(facts))


# what `known` returns stands in the facts from the beginning of a flow
STEP = Step("home", _ask, press=_home, wanted=_wanted)
