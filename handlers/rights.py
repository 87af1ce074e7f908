"""Rights that few laws know."""

from bot import documents, law


def rare(country: str | None) -> list[str]:
    """Return the rights that few laws know, of those that hold somewhere in a country."""
    laws = {code for one in law.places() if one.country == country for code in one.regimes}
    known = {right for code in laws & {*documents.regimes()} for right in documents.rights(code)}
    common = documents.everywhere()
    return [one for one in documents.every_right() if one in known and one not in common]
