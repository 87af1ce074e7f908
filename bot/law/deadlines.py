"""The day by which a company must answer, from what the law says and what happened."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.law.clock import Clock, Waiting
from bot.law.counting import DAY
from bot.law.events import Event, in_order
from bot.law.explanation import why, why_waiting
from bot.law.places import Place
from bot.law.places import place as place_of
from bot.law.reasons import Reason
from bot.law.regimes import RIGHTS, Regime, Rule, UnknownCode
from bot.law.regimes import regime as regime_of
from bot.law.windows import complain_until


@dataclass(frozen=True, slots=True)
class Deadline:
    """The days of a request, why they are so, and the state of the law file that says so.

    ``open_ended`` means that the company has announced a later answer and the law sets no limit:
    nobody may call it late on these days alone.
    """

    nominal: date | None
    legal: date | None
    notice_by: date | None
    complain_from: date | None
    complain_until: date | None
    reasons: tuple[Reason, ...]
    law_version: str
    open_ended: bool = False


def deadline(
    regime: str,
    place: str,
    right: str,
    received: date,
    events: Sequence[Event] = (),
    *,
    seatless: bool = False,
) -> Deadline:
    """Return the days of a request received on ``received``, and the reasons for them.

    ``seatless`` says that the company has no seat where this law holds; ``place`` is then the
    person's country, and the last day to complain is counted with weekends only.
    Raises UnknownCode for a regime, place or right that we do not know.
    """
    law, where = regime_of(regime), place_of(place)
    if right not in RIGHTS:
        raise UnknownCode(f"unknown right: {right}")
    if law.code not in where.regimes:
        raise UnknownCode(f"{law.code} does not apply in this place: {place}")
    rule = law.rule(right, place, received)
    if rule is None or rule.period is None:
        return _nothing(law, *_why_not(law, rule, right, where, received))
    clock = Clock(rule, rule.period, where.calendar_of(law.code), received, in_order(events))
    return _running(law, where, right, clock, seatless=seatless)


def _running(law: Regime, where: Place, right: str, clock: Clock, *, seatless: bool) -> Deadline:
    try:
        nominal, legal = clock.nominal, clock.legal
    except Waiting as waiting:
        return _nothing(law, *why_waiting(clock, waiting))
    until = complain_until(law, where, right, clock, seatless=seatless)
    return Deadline(
        nominal=nominal,
        legal=legal,
        notice_by=clock.notice_by if clock.rule.notice else None,
        complain_from=legal + DAY,
        complain_until=until.day if until else None,
        reasons=tuple(why(law, where, clock, until, seatless=seatless)),
        law_version=law.law_version,
        open_ended=clock.is_open_ended,
    )


def _nothing(law: Regime, *reasons: Reason) -> Deadline:
    return Deadline(None, None, None, None, None, reasons, law.law_version)


def _why_not(
    law: Regime, rule: Rule | None, right: str, where: Place, received: date
) -> Iterator[Reason]:
    """Say why a right has no computed date."""
    if rule is not None:
        cited = {"law": law.short, "cite": rule.provision.cite}
        yield Reason(f"law.{str(rule.why).replace('-', '_')}", cited)
        yield from (Reason("law.note", {"note": note}) for note in rule.notes)
    elif ruled := law.rules_for(right, where.code):
        yield _out_of_force(law, ruled, received)
    elif right in law.absent:
        yield Reason("law.absent", {"law": law.short, "note": law.absent[right]})
    elif right in law.rights:
        yield Reason("law.unverified_here", {"law": law.short, "place": where.names})
    else:
        yield Reason("law.no_right", {"law": law.short})


def _out_of_force(law: Regime, ruled: Sequence[Rule], received: date) -> Reason:
    coming = [(rule.since, rule) for rule in ruled if rule.since and rule.since > received]
    if not coming:
        return Reason("law.no_longer", {"law": law.short, "day": received})
    day, first = min(coming, key=lambda pair: pair[0])
    return Reason("law.not_yet", {"law": law.short, "cite": first.provision.cite, "day": day})
