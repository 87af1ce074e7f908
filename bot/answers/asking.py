"""The command line's questions, a JSON object each."""

from typing import Any

from bot.answers.finder import find
from bot.language import LANGUAGES


def ask_line(line: dict[str, Any]) -> dict[str, Any]:
    """Answer ``{"id", "lang", "text"}`` with the outcome, the topic and what else is offered."""
    text, language = line.get("text"), line.get("lang", LANGUAGES[0])
    if not isinstance(text, str):
        return {"id": line.get("id"), "error": "text is missing"}
    if language not in LANGUAGES:
        language = "en"
    found = find(text, language)
    also = list(found.also) if found.outcome in {"sure", "unsure"} else []
    return {
        "id": line.get("id"),
        "outcome": found.outcome,
        "topic": found.topic,
        "score": round(found.score, 3),
        "also": also,
    }
