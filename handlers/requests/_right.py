"""Which right, in which order, and what it needs."""

from bot import documents
from bot.documents import clean_text
from bot.language import Html, say
from handlers import rights
from handlers.flow import Facts, Step, Turn

_FIRST = 2  # buttons; the rest comes with « more »


async def _ask_right(turn: Turn) -> None:
    rows = [
        [turn.button(f"requests.right_{right}", right)] for right in documents.everywhere()[:_FIRST]
    ]
    turn.ask("requests.right", [*rows, [turn.button("requests.more", "more")]])


async def _right(turn: Turn, right: str) -> Facts | None:
    if right == "more":
        own, language = rights.rare(turn.context.person.country), turn.context.language
        common = documents.everywhere()[_FIRST:]
        rows = [[turn.button(f"requests.right_{other}", other)] for other in (*common, *own)]
        known = say("requests.more_rights", language)
        turn.ask_html(
            Html("\n".join([known, *(say(f"requests.explained_{one}", language) for one in own)])),
            rows,
        )
        return None
    return {"right": right, "then": None} if right in documents.every_right() else None


async def _ask_order(turn: Turn) -> None:
    rows = [
        [turn.button("requests.access_first", "access", style="primary")],
        [turn.button("requests.erasure_now", "erasure")],
    ]
    turn.ask("requests.order", rows)


async def _order(_: Turn, first: str) -> Facts | None:
    if first == "access":
        return {"right": "access", "then": "erasure"}
    return {"right": "erasure", "then": None}


def _erasure(facts: Facts) -> bool:
    return facts.get("right") == "erasure" or facts.get("then") == "erasure"


async def _ask_details(turn: Turn) -> None:
    turn.ask(f"requests.details_{turn.facts['right']}")


async def _details(_: Turn, text: str) -> Facts | None:
    return {"details": clean_text(text)}


async def _ask_ground(turn: Turn) -> None:
    grounds = documents.grounds(turn.facts["law"]["regime"])
    rows = [[turn.button(f"requests.ground_{ground}", ground)] for ground in grounds]
    turn.ask("requests.ground", rows)


async def _ground(turn: Turn, ground: str) -> Facts | None:
    known = documents.grounds(turn.facts["law"]["regime"])
    return {"ground": ground} if ground in known else None


def _needs(facts: Facts, what: str) -> bool:
    if "law" not in facts:
        return False
    return what in documents.needs(facts["law"]["regime"], "requests", facts["right"])


STEPS = (
    Step("right", _ask_right, press=_right),
    Step("order", _ask_order, press=_order, wanted=_erasure),
)
PARTICULARS = (
    Step("ground", _ask_ground, press=_ground, wanted=lambda facts: _needs(facts, "ground")),
    Step("rdetails", _ask_details, text=_details, wanted=lambda facts: _needs(facts, "details")),
)
