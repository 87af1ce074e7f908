"""To whom: a company we know, or one typed in; and the law that follows from it."""

from bot import atlas, companies, documents, law
from bot.documents import clean_email, clean_lines, clean_name
from bot.language import Html, countries, country, say
from bot.refusal import Refusal
from handlers import homes
from handlers.context import Context
from handlers.flow import Facts, Step, Turn

SHOWN = ("clearview-ai", "pimeyes", "facewatch", "world", "meta")
_TO = "to-"  # before the right that is taken instead
_BRANDS = 3  # on a button
_LIKELY_SEATS = ("us", "fr", "ie", "gb", "de")


async def _ask_company(turn: Turn) -> None:
    known = [found for id_ in SHOWN if (found := companies.get(id_))]
    rows = [[turn.choice(known_as(found), found.id)] for found in known]
    turn.ask("requests.company", rows)


async def _pick_company(turn: Turn, id_: str) -> Facts | None:
    if id_ == "typed" and "typed" in turn.facts:
        return {"company": {"id": None, "name": turn.facts["typed"]}}
    found = companies.get(id_)
    return {"company": {"id": id_, "name": found.name}} if found else None


async def _type_company(turn: Turn, text: str) -> Facts | None:
    name = clean_name(text)
    turn.facts["typed"] = name
    found = companies.find(name)
    rows = [[turn.choice(known_as(company), company.id)] for company in found]
    rows.append([turn.button("requests.use_typed", "typed", name=name[:40])])
    turn.context.say(
        "requests.found" if found else "requests.not_listed", rows=[*rows, turn.ways()]
    )
    return None


async def _ask_caution(turn: Turn) -> None:
    language = turn.context.language
    words = say(f"companies.caution-{_caution_of(turn.facts)}", language)
    rows = [
        [turn.button("requests.caution_go_on", "ok")],
        [turn.context.button("desk.human", "desk:human:")],
    ]
    turn.ask_html(say("requests.caution", language, caution=words), rows)


async def _caution(_: Turn, choice: str) -> Facts | None:
    return {} if choice == "ok" else None


def _caution_of(facts: Facts) -> str | None:
    company = companies.get(facts.get("company", {}).get("id") or "")
    return company.caution if company else None


def _cautioned(facts: Facts) -> bool:
    return _caution_of(facts) is not None


async def _ask_reach(turn: Turn) -> None:
    turn.ask("requests.reach", name=turn.facts["company"]["name"])


async def _reach(turn: Turn, text: str) -> Facts | None:
    company = turn.facts["company"]
    if "@" in text:
        return {"company": {**company, "mail": clean_email(text), "post": []}}
    return {"company": {**company, "mail": None, "post": list(clean_lines(text))}}


async def _ask_seat(turn: Turn) -> None:
    flags = [turn.choice(country(code, turn.context.language), code) for code in _LIKELY_SEATS]
    unknown = turn.button("requests.seat_unknown", "unknown")
    turn.ask("requests.seat", [flags[:3], flags[3:], [unknown]])


async def _seat(turn: Turn, code: str) -> Facts | None:
    if code != "unknown" and code not in countries("en"):
        return None
    seat = None if code == "unknown" else code
    return {"company": {**turn.facts["company"], "country": seat, "place": None}}


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
    language = turn.context.language
    offers, reason = _offers(turn)
    if not offers and (instead := _instead(turn)):
        law_, rights = instead
        rows = [[turn.button(f"requests.right_{right}", f"{_TO}{right}")] for right in rights]
        turn.ask_html(_lacking(turn, law_, language), rows)
        return
    if not offers:
        turn.ask_html(say("requests.no_law", language, why=_reason(reason, language)))
        return
    first, *others = offers
    rows = [[turn.button("requests.law_ok", _code(first), style="primary", law=_short(first))]]
    rows += [[turn.button("requests.law_other", _code(one), law=_short(one))] for one in others]
    why = _reason(first.reason, language)
    turn.ask_html(say("requests.law", language, law=_short(first), why=why), rows)


async def _law(turn: Turn, code: str) -> Facts | None:
    if code.startswith(_TO):
        return await _turn_to(turn, code.removeprefix(_TO))
    offers, _ = _offers(turn)
    chosen = next((one for one in offers if _code(one) == code), None)
    if chosen is None:
        return None
    return {"law": {"regime": chosen.regime, "place": chosen.place, "seatless": chosen.seatless}}


def _lacking(turn: Turn, law_: law.Words, language: str) -> Html:
    """Say that the law lacks the right that was chosen, and what it gives instead if we know."""
    regime = proposed(turn.context, turn.facts).regime or ""
    if instead := law.regime(regime).absent.get(turn.facts["right"]):
        return say("requests.no_right", language, law=law_, instead=instead)
    return say("requests.no_letter", language, law=law_)


def _instead(turn: Turn) -> tuple[law.Words, tuple[str, ...]] | None:
    """Return the law that applies and what it gives, where it lacks the right that was chosen."""
    regime = proposed(turn.context, turn.facts).regime
    if regime is None or regime not in documents.regimes():
        return None
    return law.regime(regime).short, documents.rights(regime)


async def _turn_to(turn: Turn, right: str) -> Facts | None:
    """Take another right instead, and ask for the law once more."""
    instead = _instead(turn)
    if instead is None or right not in instead[1]:
        return None
    turn.facts |= {"right": right, "then": None}
    await _ask_law(turn)
    return None


def _offers(turn: Turn) -> tuple[list[law.Proposal], law.Reason]:
    """Return the laws we can write under, the one that fits best first, and why it is that one."""
    proposal = proposed(turn.context, turn.facts)
    right = turn.facts["right"]
    offers = [one for one in (proposal, *proposal.alternatives) if _written(one, right)]
    return offers, proposal.reason


def proposed(context: Context, facts: Facts) -> law.Proposal:
    """Return the law that fits the person's country and the company's seat."""
    person = context.person
    return law.propose(person.country, seat_of(facts), home=person.place or facts.get("home"))


def known_as(company: companies.Company) -> str:
    """Return the names people know a company by."""
    if " " not in company.name:  # no legal form in it: that is what people say
        return company.name
    return ", ".join(company.brands[:_BRANDS]) or company.name


def seat_of(facts: Facts) -> str | None:
    """Return where the company must act, as far as we know."""
    company = facts["company"]
    known = companies.get(company["id"]) if company["id"] else None
    if known:
        return known.place or known.country
    found: str | None = company.get("place") or company.get("country")
    return found


def _country_typed(facts: Facts) -> str | None:
    """Return the country of a company that was typed in; of the others we know the place."""
    found: str | None = facts["company"].get("country") if _typed(facts) else None
    return found


def _site(facts: Facts, code: str) -> Facts:
    return {"company": {**facts["company"], "place": code}}


def _laws(_: Facts) -> tuple[str, ...]:
    return documents.regimes()


def _reason(reason: law.Reason, language: str) -> Html:
    return say(reason.key, language, **reason.values)


def _code(proposal: law.Proposal) -> str:
    return f"{proposal.regime}.{proposal.place}"


def _short(proposal: law.Proposal) -> law.Words:
    return law.regime(proposal.regime or "").short


def _written(proposal: law.Proposal, right: str) -> bool:
    """Return whether we have a letter for this right under the law that is proposed."""
    regime = proposal.regime
    return regime in documents.regimes() and right in documents.rights(regime)


def _typed(facts: Facts) -> bool:
    return facts.get("company", {"id": ""})["id"] is None


STEPS = (
    Step("company", _ask_company, press=_pick_company, text=_type_company),
    Step("caution", _ask_caution, press=_caution, wanted=_cautioned),
    Step("reach", _ask_reach, text=_reach, wanted=_typed),
    Step("seat", _ask_seat, press=_seat, text=_type_seat, wanted=_typed),
    homes.site(_country_typed, _laws, _site),
    homes.home(seat_of, _laws),
    Step("law", _ask_law, press=_law),
)
