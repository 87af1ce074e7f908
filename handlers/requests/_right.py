"""Which right, and in which order."""

from handlers.flow import Facts, Step, Turn

RIGHTS = ("access", "erasure")


async def _ask_right(turn: Turn) -> None:
    rows = [[turn.button(f"requests.right_{right}", right)] for right in RIGHTS]
    turn.ask("requests.right", rows)


async def _right(_: Turn, right: str) -> Facts | None:
    return {"right": right, "then": None} if right in RIGHTS else None


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


STEPS = (
    Step("right", _ask_right, press=_right),
    Step("order", _ask_order, press=_order, wanted=_erasure),
)
