"""Write a letter from its text, the facts of a person and the law that applies."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from string import Template
from typing import Literal

from bot.companies import Company
from bot.documents import wordings
from bot.language import plain

ForWhom = Literal["me", "child", "other"]
Channel = Literal["email", "form", "post"]


@dataclass(frozen=True, slots=True, repr=False)
class Facts:
    """What a letter says of its writer; never logged, so it shows nothing of itself."""

    name: str
    company: Company
    reference: str
    day: date
    for_whom: ForWhom = "me"
    concerned: str = ""  # the child, or the person who gave the mandate
    contact: tuple[str, ...] = ()
    helps: str = ""  # what helps them find me, a line each


@dataclass(frozen=True, slots=True)
class Sent:
    """How the first letter went.

    ``due`` is given only when it may be said that the time has passed.
    """

    on: date
    channel: Channel
    received: date | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """A letter ready to be handed over."""

    regime: str
    language: str
    subject: str
    body: str  # from the salutation to the closing formula
    reference: str
    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    signature: tuple[str, ...]
    enclosures: tuple[str, ...]
    day: date


def rights(regime: str) -> tuple[str, ...]:
    """Return the rights we can write a first letter for."""
    return wordings.kinds(regime, wordings.REQUESTS)


def kinds(regime: str) -> tuple[str, ...]:
    """Return the letters that may follow the first one."""
    return wordings.kinds(regime, wordings.FOLLOW_UPS)


def write(right: str, regime: str, language: str, facts: Facts) -> Letter:
    """Write the first letter: KeyError when ``regime`` has none for ``right``."""
    text = wordings.wording(regime, wordings.REQUESTS, right, language)
    pen = _Pen(regime, language, facts, _choices(right, facts))
    return pen.write(text, ("mandate",) if facts.for_whom == "other" else ())


def follow_up(
    right: str, regime: str, language: str, facts: Facts, sent: Sent, *, kind: str = "no-answer"
) -> Letter:
    """Write the letter that comes after the first one, about the same right."""
    text = wordings.wording(regime, wordings.FOLLOW_UPS, kind, language)
    choices = _choices(right, facts) | {
        "by": sent.channel,
        "received": "known" if sent.received else "",
        "deadline": "passed" if sent.due else "running",
    }
    days = {"sent": sent.on, "arrived": sent.received, "due": sent.due}
    pen = _Pen(regime, language, facts, choices, {name: day for name, day in days.items() if day})
    return pen.write(text, ("request", "mandate") if facts.for_whom == "other" else ("request",))


def _choices(right: str, facts: Facts) -> dict[str, str]:
    """Return, for each placeholder with a choice of texts, the one that fits."""
    whom = ("capacity", "about", "traits", "identities", "signature")
    return dict.fromkeys(whom, facts.for_whom) | {
        "request": right,
        "helps": "some" if facts.helps else "",
        "limits": facts.company.kind,
        "reach": facts.company.kind,
        "outside": "all",
        "within": "all",
    }


@dataclass(frozen=True, slots=True, repr=False)
class _Pen:
    """Everything that goes into the texts of one letter."""

    regime: str
    language: str
    facts: Facts
    choices: Mapping[str, str]
    days: Mapping[str, date] = field(default_factory=dict)

    def write(self, text: Template, enclosed: tuple[str, ...]) -> Letter:
        """Return the letter that ``text`` makes of the facts."""
        facts, company = self.facts, self.facts.company.under(self.regime)
        # first the pieces, whose words are ours, then at once every value, whose words are not
        pieces = {name: self._piece(name, choice) for name, choice in self.choices.items()}
        whole = Template(text.safe_substitute(pieces))
        subject, _, body = whole.substitute(self._values()).partition("\n")
        return Letter(
            regime=self.regime,
            language=self.language,
            subject=subject.strip(),
            body=_tidy(body),
            reference=facts.reference,
            sender=(facts.name, *facts.contact),
            recipient=(company.name, *(company.post or filter(None, [company.email]))),
            signature=tuple(filter(None, [facts.name, self._filled("signature", facts.for_whom)])),
            enclosures=tuple(self._filled("enclosures", name) for name in enclosed),
            day=facts.day,
        )

    def _piece(self, name: str, choice: str) -> str:
        return wordings.pieces(self.regime, self.language).get(name, {}).get(choice, "")

    def _filled(self, name: str, choice: str) -> str:
        return Template(self._piece(name, choice)).substitute(self._values())

    def _values(self) -> wordings.Citations:
        facts = self.facts
        told = {name: plain(day, self.language) for name, day in self.days.items()}
        own = {
            "company": facts.company.under(self.regime).name,
            "concerned": facts.concerned,
            "reference": facts.reference,
            "help_lines": "\n".join(f"– {line}" for line in facts.helps.splitlines()),
        }
        return wordings.Citations(self.regime, self.language, told | own)


def _tidy(body: str) -> str:
    """Close the gaps that an absent piece leaves."""
    lines = (re.sub(r" {2,}", " ", line).strip(" ") for line in body.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
