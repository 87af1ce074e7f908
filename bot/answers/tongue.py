"""Which language a text is in, when it is neither French nor English."""

import tomllib
import unicodedata
from collections import Counter
from functools import cache
from typing import Any

from bot.answers.contents import FOLDER
from bot.answers.wording import bare, words
from bot.language import LANGUAGES, Html, say

_PERSIAN = frozenset("پچژگ")
_LAST_LATIN = "\u024f"  # no letter up to here is of another script
_FEW = 4  # words of a language that settle it, unless they are most of a short text
_LETTERS = {"ñ": "es", "¿": "es", "¡": "es", "ß": "de", "ã": "pt", "õ": "pt", "ł": "pl", "ą": "pl"}


def foreign(text: str) -> str | None:
    """Return the code of the language a text is in, or nothing for French, English or too little."""
    return _by_script(text) or _by_words(text)


def note(language: str) -> Html:
    """Return, in that language if we can, which languages the bot speaks."""
    words_ = _languages()[language].get("note")
    return (
        Html(words_)
        if words_
        else Html(f"{say('answers.languages', 'en')}\n{say('answers.languages', 'fr')}")
    )


def _by_script(text: str) -> str | None:
    if not any(char > _LAST_LATIN and char.isalpha() for char in text):
        return None
    scripts = Counter(_script(char) for char in text if char.isalpha())
    if not scripts:
        return None
    script, count = scripts.most_common(1)[0]
    if script == "LATIN" or count < 2 or count * 2 < scripts.total():  # noqa: PLR2004
        return None
    if script == "CJK" and scripts["HIRAGANA"] + scripts["KATAKANA"]:
        script = "HIRAGANA"
    if script == "ARABIC":
        return "fa" if _PERSIAN & set(text) else "ar"
    return _scripts().get(script)


def _by_words(text: str) -> str | None:
    said, speakers = words(text), _speakers()
    counts = Counter(code for word in said for code in speakers.get(word, ()))
    for letter, code in _LETTERS.items():
        counts[code] += 2 * (letter in text.lower())
    ours = max(counts.pop(language, 0) for language in LANGUAGES)
    best = max(_codes(), key=lambda code: counts[code])
    enough = min(_FEW, max(2, round(0.6 * len(said))))
    return best if counts[best] >= enough and counts[best] > ours + 1 else None


def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0]


@cache
def _languages() -> dict[str, dict[str, Any]]:
    return tomllib.loads((FOLDER / "languages.toml").read_text("utf-8"))


@cache
def _codes() -> tuple[str, ...]:
    """Return the languages, but ours, that are known by their words."""
    return tuple(
        code for code, facts in _languages().items() if "words" in facts and code not in LANGUAGES
    )


@cache
def _speakers() -> dict[str, set[str]]:
    """Return the languages in which each word is said."""
    found: dict[str, set[str]] = {}
    for code, facts in _languages().items():
        for word in facts.get("words", "").split():
            found.setdefault(bare(word), set()).add(code)
    return found


@cache
def _scripts() -> dict[str, str]:
    return {
        script: code
        for code, facts in reversed(_languages().items())
        for script in facts.get("script", "").split()
    }
