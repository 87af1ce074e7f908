"""Answers: sourced, dated texts, and finding the one a question asks for."""

from collections.abc import Mapping

from bot.answers import emergency
from bot.answers.asking import ask_line
from bot.answers.checks import Finding, check
from bot.answers.contents import Group, Topic, groups, topic, topics
from bot.answers.danger import danger as in_danger
from bot.answers.finder import Found, Reading, find
from bot.answers.pages import Answer, Source, answer, answers, written
from bot.answers.searching import search, warm

__all__ = [
    "Answer",
    "Finding",
    "Found",
    "Group",
    "Reading",
    "Source",
    "Topic",
    "answer",
    "answers",
    "ask_line",
    "check",
    "emergency",
    "find",
    "first",
    "groups",
    "in_danger",
    "search",
    "title",
    "topic",
    "topics",
    "warm",
    "written",
]

_FIRST = (
    "who-has-my-face",
    "clearview-about",
    "right-of-access",
    "response-deadline",
    "which-authority",
)


def title(id_: str) -> Mapping[str, str]:
    """Return a topic's title in both languages; KeyError for an id we do not know."""
    known = topic(id_)
    if known is None:
        raise KeyError(id_)
    return known.title


def first() -> tuple[Answer, ...]:
    """Return the answers most people begin with."""
    return tuple(found for id_ in _FIRST if (found := answer(id_)))
