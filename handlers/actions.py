"""What an answer leads to: the button of the act that fits it."""

from bot.answers import Answer
from bot.language import label
from handlers.context import Button


def button(found: Answer, language: str) -> Button | None:
    """Return the button of an answer's action, if it has one."""
    kind, _, company = (found.action or "").partition(":")
    if kind == "request":
        key = "questions.write_to_company" if company else "questions.write"
        return Button(label(key, language), f"requests:begin:{company}", style="primary")
    if kind == "deadline":
        return Button(label("questions.work_out", language), "deadline:begin:")
    if kind == "human":
        return Button(label("desk.human", language), f"desk:topic:{found.topic}")
    if kind == "cases":
        return Button(label("questions.my_cases", language), "cases:all:")
    return None
