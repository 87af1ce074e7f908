"""A question as people type it, made even: spaces, case, repeats, text-speak, accents."""

import re
import tomllib
import unicodedata
from functools import cache

from bot.answers.contents import FOLDER

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LONGER = re.compile(r"(\w)\1{2,}")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+|<[^>]{0,200}>|\{[^}]{0,200}\}")
_ODD = {"Cc", "Cf", "Co", "Cs", "Cn"}


def plain(text: str) -> str:
    """Return the text without control characters, stacked accents, addresses and markup."""
    composed = unicodedata.normalize("NFC", text)
    kept = (" " if unicodedata.category(char) in _ODD else char for char in composed)
    words = "".join(char for char in kept if unicodedata.category(char) != "Mn")
    return " ".join(_ADDRESS.sub(" ", words).split())


def even(text: str, language: str) -> str:
    """Return the text in lower case with its text-speak spelt out (« pk » → « pourquoi »)."""
    short = _short_forms().get(language, {})
    lowered = _LONGER.sub(r"\1\1", plain(text).lower().replace("’", "'"))
    return " ".join(short.get(word, word) for word in lowered.split())


def words(text: str) -> list[str]:
    """Return the words of a text without accents, in lower case."""
    return [bare(word) for word in _WORD.findall(text.lower())]


def bare(word: str) -> str:
    """Return a word without its accents."""
    return "".join(
        char for char in unicodedata.normalize("NFD", word) if unicodedata.category(char) != "Mn"
    )


@cache
def _short_forms() -> dict[str, dict[str, str]]:
    return tomllib.loads((FOLDER / "short-forms.toml").read_text("utf-8"))
