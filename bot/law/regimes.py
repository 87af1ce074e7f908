"""One law a file: what ``regimes/*.toml`` may say, and what it means.

Every number stands in a term beside the provision it comes from; every provision has its
citation in both languages, an address, and how sure we are of it.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from bot.law.tables import Table
from bot.law.words import Mistake, Words

FOLDER = Path(__file__).parent / "regimes"

RIGHTS = (
    "access", "information", "erasure", "rectification", "objection", "restriction",
    "portability", "withdrawal", "automated-decision", "opt-out", "limit", "policy", "destruction",
    "acknowledgement", "complaint-acknowledgement", "police-access",
)  # fmt: skip
EVENTS = (
    "identity-asked", "identity-given", "clarification-asked", "clarification-given",
    "fee-asked", "fee-paid", "extension",
)  # fmt: skip
UNITS = ("months", "days", "working-days")
CONFIDENCES = ("law", "inference", "choice")
FACTS = ("silence", "fee", "identity", "form", "language", "complaint", "court", "reach", "trap")


class UnknownCode(ValueError):  # noqa: N818  an answer to the person who typed it
    """A regime, place or right that we do not know."""


@dataclass(frozen=True, slots=True)
class Provision:
    """A place in the law: how to cite it, where to read it, how sure we are.

    ``checked`` says against which text it was read; without it the provision is not to be cited
    in a letter.
    """

    id: str
    cite: Words
    url: Words
    confidence: str
    checked: str | None
    says: Words | None


@dataclass(frozen=True, slots=True)
class Term:
    """A number of months, days or working days, and where it stands."""

    count: int
    unit: str
    provision: Provision


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands still from a question to its answer, both days included.

    With ``within`` days and no answer by then, the request counts as withdrawn.
    """

    asked: str
    given: str
    provision: Provision
    within: int | None


@dataclass(frozen=True, slots=True)
class Start:
    """The clock starts again: on the answer, or ``after`` days from the question."""

    asked: str
    given: str
    provision: Provision
    within: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Extension:
    """How long the period may become in all, counted from its start; nothing: no fixed length."""

    total: Term | None
    provision: Provision
    needs_reasons: bool


@dataclass(frozen=True, slots=True)
class Roll:
    """On which last days the period goes on, and on which days it may then end.

    ``doubt`` is named whenever the last day moves, ``landing_doubt`` when it moves over a day of
    the week on which the period could have ended.
    """

    weekdays: frozenset[int]
    landing: frozenset[int]
    holidays: bool
    provision: Provision
    doubt: Words | None
    landing_doubt: Words | None


@dataclass(frozen=True, slots=True)
class Rule:
    """The clock of some rights in some places, for requests received in some years."""

    rights: frozenset[str]
    places: tuple[str, ...]
    since: date | None
    until: date | None
    period: Term | None
    why: str | None
    provision: Provision
    starts: tuple[Start, ...]
    pauses: tuple[Pause, ...]
    extension: Extension | None
    notice: bool
    roll: Roll
    notes: tuple[Words, ...]
    doubts: tuple[Words, ...]
    no_effect: Mapping[str, Words]

    def covers(self, place: str) -> bool:
        """Say whether the rule holds in ``place``."""
        return not self.places or any(within(place, area) for area in self.places)

    def holds_on(self, day: date) -> bool:
        """Say whether the rule is in force for a request received on ``day``."""
        return _in_force(self.since, self.until, day)


@dataclass(frozen=True, slots=True)
class Window:
    """Until when to complain: a term, from the due date, the receipt or the last contact."""

    places: tuple[str, ...]
    rights: frozenset[str]
    term: Term
    counted_from: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something people should know about this law, with its provision and its years."""

    kind: str
    text: Words
    provision: Provision
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Regime:
    """One law.

    ``protects_abroad``: a company with a seat here owes it to people anywhere.
    ``needs_seat``: without a seat here, whose holidays count is unsettled.
    ``covered`` is false for a law of which we have not verified enough to compute a day.
    """

    code: str
    names: Words
    short: Words
    version: str
    reviewed: date
    protects_abroad: bool
    needs_seat: bool
    covered: bool
    rights: Mapping[str, tuple[Provision, ...]]
    absent: Mapping[str, Words]
    rules: tuple[Rule, ...]
    windows: tuple[Window, ...]
    facts: tuple[Fact, ...]
    provisions: Mapping[str, Provision]

    @property
    def law_version(self) -> str:
        """Return the name of this state of the file, kept with each computed date."""
        return f"{self.code} {self.version}"

    def facts_on(self, day: date) -> list[Fact]:
        """Return what holds on ``day``."""
        return [fact for fact in self.facts if _in_force(fact.since, fact.until, day)]

    def rule(self, right: str, place: str, received: date) -> Rule | None:
        """Return the rule for a request, the first in the file that fits."""
        fitting = self.rules_for(right, place)
        return next((rule for rule in fitting if rule.holds_on(received)), None)

    def rules_for(self, right: str, place: str) -> list[Rule]:
        """Return the rules for a right in a place, of all years."""
        return [rule for rule in self.rules if right in rule.rights and rule.covers(place)]

    def window(self, right: str, place: str) -> Window | None:
        """Return until when to complain, the first in the file that fits."""
        for window in self.windows:
            here = not window.places or any(within(place, area) for area in window.places)
            if here and (not window.rights or right in window.rights):
                return window
        return None


def _in_force(since: date | None, until: date | None, day: date) -> bool:
    return (since is None or since <= day) and (until is None or day <= until)


def within(place: str, area: str) -> bool:
    """Say whether a place is in an area: ``fr-67`` is in ``fr``."""
    return place == area or place.startswith(f"{area}-")


def regime(code: str) -> Regime:
    """Return a regime by its code."""
    try:
        return _regimes()[code]
    except KeyError:
        raise UnknownCode(f"unknown regime: {code}") from None


def regimes() -> Sequence[Regime]:
    """Return every regime, by code."""
    return tuple(_regimes().values())


@cache
def _regimes() -> Mapping[str, Regime]:
    return {path.stem: read_regime(path) for path in sorted(FOLDER.glob("*.toml"))}


def read_regime(path: Path) -> Regime:
    """Read one law; raises Mistake with one sentence about the first mistake found."""
    try:
        with path.open("rb") as file:
            content = tomllib.load(file)
    except tomllib.TOMLDecodeError as problem:
        raise Mistake(path.name, f"is no TOML: {problem}") from None
    return _Reader(Table(content, path.name), path.stem).regime()


class _Reader:
    """Reads one file, knowing its provisions."""

    def __init__(self, table: Table, code: str) -> None:
        self.table = table
        self.code = code
        self.provisions = {item.id: item for item in map(_provision, table.tables("provision"))}
        self.roll = self._roll(table.table("roll"))

    def regime(self) -> Regime:
        table = self.table
        rights = table.table("rights")
        found = Regime(
            code=self.code,
            names=table.words("name"),
            short=table.words("short"),
            version=table.text("version"),
            reviewed=table.day("reviewed"),
            protects_abroad=table.flag("protects_abroad", default=False),
            needs_seat=table.flag("needs_seat", default=False),
            covered=table.flag("covered", default=True),
            rights={name: self._basis(rights, name) for name in rights.names()},
            absent={
                name: table.table("absent").words(name) for name in table.table("absent").names()
            },
            rules=tuple(self._rule(item) for item in table.tables("rule")),
            windows=tuple(self._window(item) for item in table.tables("complain")),
            facts=tuple(self._fact(item) for item in table.tables("fact")),
            provisions=self.provisions,
        )
        table.finish()
        _check(found, table.where)
        return found

    def _basis(self, rights: Table, name: str) -> tuple[Provision, ...]:
        _known(name, RIGHTS, rights.where, "right")
        return tuple(self._provision(id_, rights.where) for id_ in rights.texts(name))

    def _provision(self, id_: str, where: str) -> Provision:
        if id_ not in self.provisions:
            raise Mistake(where, f"cites the provision “{id_}”, which the file does not list")
        return self.provisions[id_]

    def _cited(self, table: Table) -> Provision:
        return self._provision(table.text("provision"), table.where)

    def _rule(self, table: Table) -> Rule:
        period = table.optional("period")
        extension = table.optional("extension")
        effects = table.table("no_effect")
        own_roll = table.optional("roll")
        rule = Rule(
            rights=frozenset(
                _known(name, RIGHTS, table.where, "right") for name in table.texts("rights")
            ),
            places=table.texts("places"),
            since=table.maybe_day("since"),
            until=table.maybe_day("until"),
            period=self._term(period) if period else None,
            why=table.maybe_text("why"),
            provision=self._cited(table),
            starts=tuple(self._start(item) for item in table.tables("start")),
            pauses=tuple(self._pause(item) for item in table.tables("pause")),
            extension=self._extension(extension) if extension else None,
            notice=table.flag("notice", default=True),
            roll=self._roll(own_roll) if own_roll else self.roll,
            notes=table.many_words("note"),
            doubts=table.many_words("doubt"),
            no_effect={
                _known(name, EVENTS, table.where, "event"): effects.words(name)
                for name in effects.names()
            },
        )
        table.finish()
        if rule.period is None and rule.why not in WHYS:
            raise Mistake(table.where, "has no period, so why must be one of " + ", ".join(WHYS))
        return rule

    def _term(self, table: Table) -> Term:
        unit = _known(table.text("unit"), UNITS, table.where, "unit")
        count = table.number("count")
        if count < 1:
            raise Mistake(table.where, "needs a count of one or more")
        term = Term(count, unit, self._cited(table))
        table.finish()
        return term

    def _start(self, table: Table) -> Start:
        start = Start(
            *_pair(table),
            self._cited(table),
            table.maybe_number("within"),
            table.maybe_number("after"),
        )
        table.finish()
        return start

    def _pause(self, table: Table) -> Pause:
        pause = Pause(*_pair(table), self._cited(table), table.maybe_number("within"))
        table.finish()
        return pause

    def _extension(self, table: Table) -> Extension:
        total = table.optional("total")
        extension = Extension(
            self._term(total) if total else None,
            self._cited(table),
            table.flag("needs_reasons", default=True),
        )
        table.finish()
        return extension

    def _roll(self, table: Table) -> Roll:
        roll = Roll(
            frozenset(table.numbers("weekdays")),
            frozenset(table.numbers("landing")),
            table.flag("holidays", default=False),
            self._cited(table),
            table.maybe_words("doubt"),
            table.maybe_words("landing_doubt"),
        )
        table.finish()
        if not roll.weekdays <= roll.landing <= frozenset(range(1, 8)):
            raise Mistake(
                table.where,
                "weekdays and landing are numbers from 1 (Monday) to 7, and landing holds all of weekdays",
            )
        return roll

    def _window(self, table: Table) -> Window:
        window = Window(
            table.texts("places"),
            frozenset(table.texts("rights")),
            self._term(table.table("term")),
            _known(table.text("from"), ("due", "receipt", "contact"), table.where, "from"),
        )
        table.finish()
        return window

    def _fact(self, table: Table) -> Fact:
        fact = Fact(
            _known(table.text("kind"), FACTS, table.where, "kind"),
            table.own_words(),
            self._cited(table),
            table.maybe_day("since"),
            table.maybe_day("until"),
        )
        table.finish()
        return fact


# why a right has no computed date
WHYS = ("no-period", "unverified")


def _provision(table: Table) -> Provision:
    provision = Provision(
        table.text("id"),
        table.words("cite"),
        table.editions("url"),
        _known(table.text("confidence"), CONFIDENCES, table.where, "confidence"),
        table.maybe_text("checked"),
        table.maybe_words("says"),
    )
    table.finish()
    return provision


def _pair(table: Table) -> tuple[str, str]:
    asked = _known(table.text("asked"), EVENTS, table.where, "event")
    given = _known(table.text("given"), EVENTS, table.where, "event")
    return asked, given


def _known(word: str, allowed: Sequence[str], where: str, what: str) -> str:
    if word not in allowed:
        raise Mistake(where, f"“{word}” is no {what}; it may be {', '.join(allowed)}")
    return word


def _check(found: Regime, where: str) -> None:
    for right in found.rights:
        if not any(right in rule.rights for rule in found.rules):
            raise Mistake(
                where, f"grants the right “{right}” but no rule says how long an answer may take"
            )
    for rule in found.rules:
        for right in rule.rights - set(found.rights):
            raise Mistake(
                where, f"has a rule for “{right}” but does not say where the right stands"
            )
