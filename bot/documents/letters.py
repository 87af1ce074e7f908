"""Write a letter from its text, the facts of a person and the law that applies."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from string import Template
from typing import Literal

from bot.companies import Company
from bot.documents import wordings
from bot.language import plain
from bot.law import Authority
from bot.refusal import Refusal

ForWhom = Literal["me", "child", "other"]
Channel = Literal["email", "form", "post"]
_NESTED = 3  # a piece may hold two more
# what each letter contests
_CONTESTS = {
    "identity-refused": "identity",
    "clarification-contested": "clarification",
    "fee-contested": "fee",
    "extension-contested": "extension",
}
_UNNEEDED = "unneeded"  # the reason of whoever gave none


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
    details: str = ""  # what is wrong, what was decided, why I object: a line each
    ground: str = ""  # of a restriction: one of `grounds(regime)`


@dataclass(frozen=True, slots=True)
class Sent:
    """How the first letter went.

    ``due`` is given only when it may be said that the time has passed. ``demand`` is what was
    asked for and is contested (identity, clarification, fee, extension), ``why`` the reason.
    """

    on: date
    channel: Channel
    received: date | None = None
    due: date | None = None
    answered: date | None = None
    reminded: date | None = None
    demand: str = ""
    demanded: date | None = None
    why: str = ""


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


def regimes() -> tuple[str, ...]:
    """Return the laws we have letters under."""
    return wordings.regimes()


def rights(regime: str) -> tuple[str, ...]:
    """Return the rights we can write a first letter for."""
    return wordings.kinds(regime, wordings.REQUESTS)


def every_right() -> tuple[str, ...]:
    """Return every right that some law has a letter for, in the order of showing."""
    return wordings.rights()


def everywhere() -> tuple[str, ...]:
    """Return the rights that people are shown wherever they live."""
    return wordings.everywhere()


def kinds(regime: str) -> tuple[str, ...]:
    """Return the letters that may follow the first one."""
    return wordings.kinds(regime, wordings.FOLLOW_UPS)


def complaints(regime: str) -> tuple[str, ...]:
    """Return the complaints we can write to somebody above the company: « authority »."""
    return wordings.kinds(regime, wordings.COMPLAINTS)


def grounds(regime: str) -> tuple[str, ...]:
    """Return the grounds a restriction can be asked on."""
    return tuple(wordings.pieces(regime, "en").get("ground", {}))


def write(right: str, regime: str, language: str, facts: Facts) -> Letter:
    """Write the first letter: KeyError when ``regime`` has none for ``right``."""
    text = wordings.wording(regime, wordings.REQUESTS, right, language)
    pen = _Pen(regime, language, facts, _choices(right, facts))
    return pen.write(text, _with_mandate(facts))


def follow_up(
    right: str, regime: str, language: str, facts: Facts, sent: Sent, *, kind: str = "no-answer"
) -> Letter:
    """Write a letter that comes after the first one: refuse one that the law does not have."""
    text = _later(right, regime, wordings.FOLLOW_UPS, kind, language)
    sent = replace(sent, demand=_CONTESTS.get(kind, sent.demand))
    pen = _Pen(regime, language, facts, _choices(right, facts) | _since(sent), sent)
    proof = ("identity",) if kind == "identity-given" else ("request",)
    return pen.write(text, _with_mandate(facts, *proof))


def complain(
    right: str, regime: str, language: str, facts: Facts, sent: Sent, authority: Authority
) -> Letter:
    """Write to the authority that watches over the company: refuse where we cannot."""
    text = _later(right, regime, wordings.COMPLAINTS, "authority", language)
    pen = _Pen(regime, language, facts, _choices(right, facts) | _since(sent), sent)
    answers = ("answers",) if sent.answered else ()
    letter = pen.write(text, _with_mandate(facts, "request", "proof", *answers))
    reached = authority.post or tuple(filter(None, [authority.own_name, authority.email]))
    return replace(letter, recipient=reached)


def _later(right: str, regime: str, shelf: str, kind: str, language: str) -> Template:
    """Return the wording of a letter after the first one: refuse one that the law does not have."""
    if right not in rights(regime) or kind not in wordings.kinds(regime, shelf):
        raise Refusal("documents.no-letter")
    return wordings.wording(regime, shelf, kind, language)


def _with_mandate(facts: Facts, *enclosed: str) -> tuple[str, ...]:
    return (*enclosed, "mandate") if facts.for_whom == "other" else enclosed


def _choices(right: str, facts: Facts) -> dict[str, str]:
    """Return, for each placeholder with a choice of texts, the one that fits."""
    whom = ("capacity", "about", "traits", "identities", "resident", "signature")
    always = ("outside", "within", "on_identity", "on_answer", "on_use")
    told = dict.fromkeys(("details", "reasons", "remarks"), facts.details) | {"helps": facts.helps}
    return {
        **dict.fromkeys(whom, facts.for_whom),
        **dict.fromkeys(always, "all"),
        **{name: "some" if lines else "" for name, lines in told.items()},
        **dict.fromkeys(("limits", "reach"), facts.company.kind),
        **dict.fromkeys(("request", "recourse", "term"), right),
        "ground": facts.ground,
    }


def _since(sent: Sent) -> dict[str, str]:
    """Return the choices that depend on what has happened since."""
    return {
        "by": sent.channel,
        "received": "known" if sent.received else "",
        "deadline": "passed" if sent.due else "running",
        "answer": "some" if sent.answered else "contested" if sent.demand else "none",
        "contested": f"{sent.demand}-{sent.why or _UNNEEDED}",
        **dict.fromkeys(("demand", "demand_then"), sent.demand),
    }


@dataclass(frozen=True, slots=True, repr=False)
class _Pen:
    """Everything that goes into the texts of one letter."""

    regime: str
    language: str
    facts: Facts
    choices: Mapping[str, str]
    sent: Sent | None = None

    def write(self, text: Template, enclosed: tuple[str, ...]) -> Letter:
        """Return the letter that ``text`` makes of the facts."""
        facts, company = self.facts, self.company
        subject, _, body = self._filled(text).partition("\n")
        signature = self._filled(Template("$signature"))
        return Letter(
            regime=self.regime,
            language=self.language,
            subject=subject.strip(),
            body=_tidy(body),
            reference=facts.reference,
            sender=(facts.name, *facts.contact),
            recipient=(company.name, *(company.post or filter(None, [company.email]))),
            signature=tuple(filter(None, [facts.name, signature])),
            enclosures=tuple(
                self._filled(Template(self._piece("enclosures", one))) for one in enclosed
            ),
            day=facts.day,
        )

    @property
    def company(self) -> Company:
        """Return the branch that answers under the law of the letter."""
        return self.facts.company.under(self.regime)

    def _filled(self, text: Template) -> str:
        """Put in first the pieces, whose words are ours, then at once every value."""
        choices = {**self.choices, **wordings.citing(self.regime, self.language)}
        pieces = {name: self._piece(name, choice) for name, choice in choices.items()}
        steps = (self._piece("timeline", step) for step in self._steps())
        pieces["timeline"] = "\n".join(filter(None, steps))
        for _ in range(_NESTED):
            text = Template(text.safe_substitute(pieces))
        return text.substitute(self._values())

    def _piece(self, name: str, choice: str) -> str:
        return wordings.pieces(self.regime, self.language).get(name, {}).get(choice, "")

    def _steps(self) -> tuple[str, ...]:
        """Return what has happened, in the order of the days."""
        if self.sent is None:
            return ()
        days = {
            "sent": self.sent.on,
            "received": self.sent.received,
            "due": self.sent.due,
            "answered": self.sent.answered,
            "reminded": self.sent.reminded,
            "demanded": self.sent.demanded if self.sent.demand else None,
        }
        known = sorted((day, list(days).index(step), step) for step, day in days.items() if day)
        silence = () if self.sent.answered else ("silence",)
        return (*(step for _, _, step in known), *silence)

    def _values(self) -> wordings.Citations:
        facts, sent = self.facts, self.sent
        own = {
            "company": self.company.name,
            "concerned": facts.concerned,
            "reference": facts.reference,
            "help_lines": _dashed(facts.helps.splitlines()),
            "detail_lines": _dashed(facts.details.splitlines()),
            "against": _dashed(_known(self.company)),
        }
        days = {} if sent is None else {
            "sent": sent.on,
            "arrived": sent.received,
            "due": sent.due,
            "answered": sent.answered,
            "reminded": sent.reminded,
            "demanded": sent.demanded or sent.answered,
        }  # fmt: skip
        own |= {name: plain(day, self.language) for name, day in days.items() if day}
        return wordings.Citations(self.regime, self.language, own)


def _known(company: Company) -> list[str]:
    """Return who a company is and how to reach it, a line each."""
    address = ", ".join([company.name, *company.post])
    return [address, *filter(None, [company.email])]


def _dashed(lines: Iterable[str]) -> str:
    return "\n".join(f"– {line}" for line in lines)


def _tidy(body: str) -> str:
    """Close the gaps that an absent piece leaves."""
    lines = (re.sub(r" {2,}", " ", line).strip(" ") for line in body.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
