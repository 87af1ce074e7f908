"""A question as people type it, made even: spaces, case, repeats, text-speak, accents."""

import re
import tomllib
import unicodedata
from functools import cache

from bot.answers.contents import FOLDER

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LONGER = re.compile(r"(\w)\1{2,}")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+|<[^>]{0,200}>|\{[^}]{0,200}\}")
_FIRST_MARK = "\u0300"  # of all that Unicode has
_ODD = {"Cc", "Cf", "Co", "Cs", "Cn"}


def plain(text: str) -> str:
    """Return the text without control characters, stacked accents, addresses and markup."""
    said = unicodedata.normalize("NFC", text)
    if not said.isprintable():
        said = "".join(" " if unicodedata.category(char) in _ODD else char for char in said)
    return " ".join(_ADDRESS.sub(" ", _unmarked(said)).split())


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
    return word if word.isascii() else _unmarked(unicodedata.normalize("NFD", word))


def _unmarked(text: str) -> str:
    """Return the text without the marks that stand on the letter before them."""
    if max(text, default="") < _FIRST_MARK:
        return text
    return "".join(char for char in text if unicodedata.category(char) != "Mn")


@cache
def _short_forms() -> dict[str, dict[str, str]]:
    return tomllib.loads((FOLDER / "short-forms.toml").read_text("utf-8"))
