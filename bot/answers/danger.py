"""Words of somebody in danger now: they come before any topic."""

import re
import tomllib
from functools import cache

from bot.answers.contents import FOLDER
from bot.answers.wording import words

_GAP = r" (?:\S+ ){0,4}"


def danger(text: str) -> bool:
    """Tell whether the text speaks of violence, suicide or a night without a roof."""
    said = " ".join(words(text.replace("'", " ").replace("’", " ")))
    return bool(_pattern().search(f" {said} "))


@cache
def _pattern() -> re.Pattern[str]:
    listed = tomllib.loads((FOLDER / "danger.toml").read_text("utf-8"))
    phrases = [line for each in listed.values() for line in each["phrases"].split("\n") if line]
    return re.compile(" (?:" + "|".join(_run(phrase) for phrase in phrases) + ") ")


def _run(phrase: str) -> str:
    return _GAP.join(re.escape(part) for part in phrase.split(" … "))
