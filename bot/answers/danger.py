"""Words of somebody in danger now: they come before any topic."""

import re
import tomllib
from functools import cache

from bot.answers.contents import FOLDER
from bot.answers.wording import even, words
from bot.language import LANGUAGES

_GAP = r" (?:\S+ ){0,4}"


def danger(text: str) -> bool:
    """Tell whether the text speaks of violence, suicide or a night without a roof."""
    spoken = {_spoken(text, language) for language in LANGUAGES}  # mostly the same
    return any(_meant(said) for said in spoken)


def _spoken(text: str, language: str) -> str:
    """Return the words alone, without elisions, between spaces."""
    said = words(even(text, language).replace("'", " "))
    return f" {' '.join(said)} "


def _meant(said: str) -> bool:
    """Tell whether danger is left once mere manners of speaking are taken out."""
    return bool(_pattern("danger").search(_pattern("idioms").sub(" …", said)))


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    listed = tomllib.loads((FOLDER / "danger.toml").read_text("utf-8"))[kind]
    phrases = [line for each in listed.values() for line in each.split("\n") if line]
    return re.compile(" (?:" + "|".join(_run(phrase) for phrase in phrases) + ")(?= )")


def _run(phrase: str) -> str:
    return _GAP.join(re.escape(part) for part in phrase.split(" … "))
