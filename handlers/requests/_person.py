"""For whom the request is, and how the company may reach them."""

from bot.documents import clean_email, clean_lines, clean_name, clean_text
from handlers.flow import Facts, Step, Turn


async def _ask_whom(turn: Turn) -> None:
    rows = [[turn.button(f"requests.whom_{who}", who)] for who in ("me", "child", "other")]
    turn.ask("requests.whom", rows)


async def _whom(_: Turn, who: str) -> Facts | None:
    return {"whom": who} if who in {"me", "child", "other"} else None


async def _ask_mandate(turn: Turn) -> None:
    turn.ask("requests.mandate", [[turn.button("requests.mandate_yes", "yes")]])


async def _mandate(_: Turn, __: str) -> Facts:
    return {"mandate": True}


async def _ask_other_name(turn: Turn) -> None:
    turn.ask("requests.child_name" if turn.facts["whom"] == "child" else "requests.other_name")


async def _other_name(_: Turn, text: str) -> Facts | None:
    return {"about": clean_name(text)}


async def _ask_name(turn: Turn) -> None:
    turn.ask("requests.name")


async def _name(_: Turn, text: str) -> Facts | None:
    return {"name": clean_name(text)}


async def _ask_mail(turn: Turn) -> None:
    turn.ask("requests.mail", [[turn.button("requests.no_mail", "none")]])


async def _mail(_: Turn, text: str) -> Facts | None:
    return {"mail": clean_email(text)}


async def _no_mail(_: Turn, __: str) -> Facts:
    return {"mail": None}


async def _ask_post(turn: Turn) -> None:
    optional = bool(turn.facts.get("mail"))
    rows = [[turn.button("common.skip", "none")]] if optional else []
    turn.ask("requests.post_optional" if optional else "requests.post", rows)


async def _post(_: Turn, text: str) -> Facts | None:
    return {"post": list(clean_lines(text))}


async def _no_post(turn: Turn, _: str) -> Facts | None:
    return {"post": []} if turn.facts.get("mail") else None


async def _ask_helps(turn: Turn) -> None:
    turn.ask("requests.helps", [[turn.button("common.skip", "none")]])


async def _helps(_: Turn, text: str) -> Facts | None:
    return {"helps": clean_text(text)}


async def _no_helps(_: Turn, __: str) -> Facts:
    return {"helps": ""}


def _not_for_me(facts: Facts) -> bool:
    return facts.get("whom") in {"child", "other"}


WHOM = (
    Step("whom", _ask_whom, press=_whom),
    Step(
        "mandate", _ask_mandate, press=_mandate, wanted=lambda facts: facts.get("whom") == "other"
    ),
)
STEPS = (
    Step("about", _ask_other_name, text=_other_name, wanted=_not_for_me),
    Step("name", _ask_name, text=_name),
    Step("mail", _ask_mail, press=_no_mail, text=_mail),
    Step("post", _ask_post, press=_no_post, text=_post),
    Step("helps", _ask_helps, press=_no_helps, text=_helps),
)
