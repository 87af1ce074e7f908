"""Work out a date: which law, which right, received when, and what happened since; nothing is kept."""

from datetime import date

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot import atlas, dates, documents, law
from bot.language import Html, countries, country, say
from bot.refusal import Refusal
from db.store import new_id
from handlers import days, homes
from handlers.context import Button, Context
from handlers.flow import Facts, Flow, Step, Turn

_LIKELY_SEATS = ("us", "fr", "ie", "gb", "de", "ch")


async def deadline(_: Update, context: Context) -> None:
    """Begin the calculation."""
    await begin(context)


async def begin(context: Context) -> None:
    """Begin the calculation, once the country is known."""
    if context.person.country is None:
        context.anew()  # what was pressed to come here stays readable
        await context.go("hello", "d_")
        return
    await FLOW.begin(context, {})


async def pressed(_: Update, context: Context) -> None:
    """Take a press on one of the calculation's buttons."""
    if FLOW.owns(context.press.verb):
        await FLOW.pressed(context)
    elif context.press.verb == "begin":
        await begin(context)
    else:
        await context.lost()


async def _ask_seat(turn: Turn) -> None:
    flags = [turn.choice(country(code, turn.context.language), code) for code in _LIKELY_SEATS]
    unknown = turn.button("requests.seat_unknown", "unknown")
    turn.ask("deadline.seat", [flags[:3], flags[3:], [unknown]])


async def _seat(_: Turn, code: str) -> Facts | None:
    if code != "unknown" and code not in countries("en"):
        return None
    return {"seat": None if code == "unknown" else code, "site": None}


async def _type_seat(turn: Turn, text: str) -> Facts | None:
    found = atlas.find_countries(text)
    if not found:
        raise Refusal("start.no_country")
    if len(found) == 1:
        return await _seat(turn, found[0])
    rows = [[turn.choice(country(code, turn.context.language), code)] for code in found]
    turn.context.say("start.which_country", rows=rows)
    return None


async def _ask_law(turn: Turn) -> None:
    language, offers = turn.context.language, _offers(turn.facts)
    if not offers:
        turn.ask_html(say(_proposal(turn.facts).reason.key, language))
        return
    rows = [
        [turn.button("requests.law_ok", _code(one), law=law.regime(one.regime or "").short)]
        for one in offers
    ]
    reason = offers[0].reason
    turn.ask_html(
        say("deadline.law", language, why=say(reason.key, language, **reason.values)), rows
    )


async def _law(turn: Turn, code: str) -> Facts | None:
    chosen = next((one for one in _offers(turn.facts) if _code(one) == code), None)
    if chosen is None:
        return None
    return {"regime": chosen.regime, "place": chosen.place, "seatless": chosen.seatless}


async def _ask_right(turn: Turn) -> None:
    known = law.regime(turn.facts["regime"]).rights
    buttons = [turn.button(f"deadline.right_{right}", right) for right in known]
    turn.ask("deadline.right", homes.in_columns(buttons))


async def _right(turn: Turn, right: str) -> Facts | None:
    return {"right": right} if right in law.regime(turn.facts["regime"]).rights else None


async def _ask_received(turn: Turn) -> None:
    turn.ask("deadline.received", [days.latest(turn)])


def _received(_: Turn, found: date) -> Facts:
    return {"received": found.isoformat()}


async def _ask_since(turn: Turn) -> None:
    turn.ask("deadline.since_more" if turn.facts.get("events") else "deadline.since", _since(turn))


async def _press_since(turn: Turn, value: str) -> Facts | None:
    if value == "nothing":
        return {}
    if value in law.EVENTS:
        turn.facts["happened"] = value
        turn.context.show("deadline.when", rows=[turn.ways()])
    elif value in {"reasons", "no-reasons"} and turn.facts.get("events"):
        turn.facts["events"][-1]["reasons"] = value == "reasons"
        await _ask_since(turn)
    elif turn.facts.get("happened") and (found := dates.pressed(value, turn.context.today)):
        _add(turn, found)
    return None


async def _type_since(turn: Turn, text: str) -> Facts | None:
    if not turn.facts.get("happened"):
        turn.context.say("deadline.choose_first", rows=_since(turn))
        return None
    found = days.typed(turn, text)
    if found:
        _add(turn, found)
    return None


def _add(turn: Turn, on: date) -> None:
    """Take what happened on a day, and ask what else did."""
    if on < date.fromisoformat(turn.facts["received"]):
        raise Refusal("deadline.before_received")
    kind = turn.facts.pop("happened")
    turn.facts["events"] = [*turn.facts.get("events", []), {"on": on.isoformat(), "kind": kind}]
    if kind == "extension":
        yes, no = (
            turn.button("deadline.reasons", "reasons"),
            turn.button("deadline.no_reasons", "no-reasons"),
        )
        turn.context.say("deadline.gave_reasons", rows=[[yes], [no]])
    else:
        turn.context.say("deadline.since_more", rows=_since(turn))


async def _finish(turn: Turn) -> None:
    context, facts = turn.context, turn.facts
    events = [
        law.Event(date.fromisoformat(one["on"]), one["kind"], one.get("reasons"))
        for one in facts.get("events", [])
    ]
    found = law.deadline(
        facts["regime"], facts["place"], facts["right"], date.fromisoformat(facts["received"]),
        events, seatless=facts["seatless"],
    )  # fmt: skip
    why = Html("\n".join(say(one.key, context.language, **one.values) for one in found.reasons))
    rows = [[context.button("deadline.again", "deadline:begin:")]]
    if law.regime(facts["regime"]).facts:
        rows.insert(0, [context.button("laws.brief", f"laws:brief:{facts['regime']}")])
    if found.legal is None or found.complain_from is None:
        context.show("deadline.no_date", reasons=why, rows=rows)
        return
    context.show("deadline.date", day=found.legal, reasons=why, rows=rows)
    file = documents.calendar(
        new_id(), None, due=found.legal, look=found.complain_from,
        language=context.language, stamp=context.now,
    )  # fmt: skip
    context.document("traits.ics", file, "deadline.calendar")


def _site(_: Facts, code: str) -> Facts:
    return {"site": code}


def _seat_of(facts: Facts) -> str | None:
    found: str | None = facts.get("site") or facts["seat"]
    return found


def _country_of(facts: Facts) -> str | None:
    found: str | None = facts["seat"]
    return found


def _every_law(_: Facts) -> None:
    return None


def _proposal(facts: Facts) -> law.Proposal:
    return law.propose(facts["country"], _seat_of(facts), home=facts.get("home"))


def _offers(facts: Facts) -> list[law.Proposal]:
    proposal = _proposal(facts)
    return [one for one in (proposal, *proposal.alternatives) if one.regime and one.place]


def _since(turn: Turn) -> list[list[Button]]:
    buttons = [turn.button(f"deadline.event_{kind}", kind) for kind in law.EVENTS]
    return [
        [turn.button("deadline.nothing", "nothing", style="primary")],
        *homes.in_columns(buttons),
    ]


def _code(proposal: law.Proposal) -> str:
    return f"{proposal.regime}.{proposal.place}"


FLOW = Flow(
    name="date",
    feature="deadline",
    steps=(
        Step("seat", _ask_seat, press=_seat, text=_type_seat),
        homes.site(_country_of, _every_law, _site),
        homes.home(_seat_of, _every_law),
        Step("law", _ask_law, press=_law),
        Step("right", _ask_right, press=_right),
        days.step("received", _ask_received, _received),
        Step("since", _ask_since, press=_press_since, text=_type_since),
    ),
    finish=_finish,
    told=homes.told,
)
HANDLERS = [
    CommandHandler(["deadline", "delai"], deadline),
    CallbackQueryHandler(pressed, r"^deadline:"),
]
DOORS = {"deadline": begin, f"resume {FLOW.name}": FLOW.resume}
TEXTS = {FLOW.name: FLOW.typed}
