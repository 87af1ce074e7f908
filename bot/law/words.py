"""Names in French and English, and what is wrong with a data file."""

from collections.abc import Mapping

LANGUAGES = ("fr", "en")

Words = Mapping[str, str]


class Mistake(ValueError):  # noqa: N818  a person made it, in a file
    """One clear sentence about one mistake in a data file."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}.")


def words(value: object, where: str) -> Words:
    """Return the two languages of ``value``, refusing one without the other."""
    if not isinstance(value, Mapping):
        raise Mistake(where, "needs a text in French (fr) and one in English (en)")
    for language in LANGUAGES:
        text = value.get(language)
        if not isinstance(text, str) or not text.strip():
            raise Mistake(where, f"has no text in {'French' if language == 'fr' else 'English'}")
    return {language: value[language] for language in LANGUAGES}


def editions(value: object, where: str) -> Words:
    """Return what is read in each language; a text that stands alone is for both."""
    if isinstance(value, str):
        value = dict.fromkeys(LANGUAGES, value)
    return words(value, where)
