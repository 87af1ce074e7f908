"""Where a person lives, in words."""

from bot import law
from bot.language import country, label
from db.person import Someone


def lives(someone: Someone) -> str:
    """Return the country, and the part of it if that was told."""
    language = someone.language
    if someone.country is None:
        return label("settings.unset", language)
    nation = country(someone.country, language)
    named = [one.names[language] for one in law.places() if one.code == someone.place]
    if not named or someone.place == someone.country:
        return nation
    return label("settings.within", language, country=nation, part=named[0])
