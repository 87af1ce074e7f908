"""What is kept of a case, as the law sees it."""

from collections.abc import Mapping
from typing import Any

from bot import law
from bot.cases import Matter, Standing

# a letter that asks where data come from asks for access: GDPR, Article 15(1)(g)
_ASKED_AS = {"source": "access"}


def matter(facts: Mapping[str, Any], zone: str, hour: int, country: str | None) -> Matter:
    """Return the matter of a case whose person lives in ``zone`` and ``country``."""
    seat = facts["company"].get("country")
    return Matter(
        regime=facts["regime"],
        place=facts["place"],
        right=_ASKED_AS.get(facts["right"], facts["right"]),
        person_zone=zone,
        hour=hour,
        zone=law.zone(seat),
        country=country,
        seat=seat,
        seatless=facts["seatless"],
    )


def computed(standing: Standing) -> dict[str, Any] | None:
    """Return the date that is told, the state of the law that gave it, and why."""
    found = standing.deadline
    if found is None:
        return None
    return {
        "law": found.law_version,
        "legal": found.legal.isoformat() if found.legal else None,
        "complain_from": found.complain_from.isoformat() if found.complain_from else None,
        "reasons": [one.key for one in found.reasons],
    }
