"""Which part of a country somebody lives in, where its parts have laws of their own."""

from bot import law
from handlers.context import Button
from handlers.flow import Facts, Step, Turn

_COLUMNS = 2


async def _ask(turn: Turn) -> None:
    language = turn.context.language
    buttons = [turn.choice(one.names[language], one.code) for one in _parts(turn.facts)]
    turn.ask("deadline.home", in_columns(buttons))


async def _home(turn: Turn, code: str) -> Facts | None:
    if code not in {one.code for one in _parts(turn.facts)}:
        return None
    turn.context.change(place=code)  # asked once: other laws need it, too
    return {"home": code}


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


def _wanted(facts: Facts) -> bool:
    return not facts.get("home") and bool(_parts(facts))


# `country` and `home` stand in the facts from the beginning of a flow
STEP = Step("home", _ask, press=_home, wanted=_wanted)
