"""Addresses of pages that have a French and an English edition."""

import re
from collections.abc import Mapping

# where a French one is known, on each of these sites
ENGLISH = re.compile(
    r"justice\.gc\.ca/eng/|priv\.gc\.ca/en/report|(?:fedlex|legisquebec)\S+/en\b|cnpd\.public\.lu/en/"
    r"|eur-lex\.europa\.eu/legal-content/EN|europa\.eu/eli/(?!\S+/fra\b)|edpb\.europa\.eu/\S+_en\b"
)

_MARKS = {
    "fr": re.compile(r"[/_](?:fra?|lois)\b"),
    "en": re.compile(r"[/_](?:eng?|acts)\b"),
}


def are_their_own(url: Mapping[str, str]) -> bool:
    """Tell whether neither of two editions bears the mark of the other language."""
    same = url["fr"] == url["en"]
    return same or not (_MARKS["en"].search(url["fr"]) or _MARKS["fr"].search(url["en"]))
