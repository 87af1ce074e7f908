"""The letter came back: the same one goes another way, and the days begin anew."""

from datetime import date

from bot import companies, documents
from bot.documents import Letter
from bot.language import Html, say
from handlers import letters
from handlers.cases import _followup, _story
from handlers.cases._story import Story
from handlers.context import Button, Context
from handlers.flow import Facts, Flow, Step, Turn

KIND = "bounced"
_BUTTON = 40  # characters of an address


async def begin(context: Context, story: Story) -> None:
    """Note that the letter never arrived, and offer the other ways to the company."""
    used = _used(context, story)
    await offer(
        context, _story.add(context, story, KIND, context.today, {"to": used} if used else {})
    )


def is_back(story: Story) -> bool:
    """Return whether a letter came back and has not been written again."""
    turn = story.last(KIND, "prepared", "sent")
    return turn is not None and turn.kind == KIND


async def offer(context: Context, story: Story) -> None:
    """Offer the ways that are left, then write the same letter again."""
    facts, done = _followup.of_writer(story)
    asked = {name: story.facts[name] for name in ("right", "regime")}
    ways = _left(context, story)
    await FLOW.begin(context, {**facts, **asked, "company": story.company, "ways": ways}, done)


def _used(context: Context, story: Story) -> str | None:
    """Return the address the letter went to, as far as we know it."""
    sent = story.last("sent")
    channel = sent.note.get("channel") if sent else None
    ways = _story.company_of(context, story).ways
    return next((found.value for kind, found in ways if kind == channel), None)


def _left(context: Context, story: Story) -> list[list[str]]:
    """Return kind, value and day of each way that has not failed yet."""
    failed = {one.note.get("to") for one in story.happened if one.kind == KIND}
    ways = _story.known_company(context, story).ways
    return [
        [kind, found.value, found.seen.isoformat()]
        for kind, found in ways
        if found.value not in failed
    ]


async def _ask_way(turn: Turn) -> None:
    language, ways = turn.context.language, turn.facts["ways"]
    rows = [
        [turn.button(f"cases.bounced_by_{kind}", str(number), address=_short(value))]
        for number, (kind, value, _) in enumerate(ways)
    ]
    noted = say("cases.bounced", language, company=turn.facts["company"])
    proof = say("cases.bounced_proof", language)
    key = "cases.bounced_ways" if ways else "cases.bounced_no_way"
    lines = "\n".join(_line(kind, value, seen, language) for kind, value, seen in ways)
    parts = filter(None, [noted, proof, say(key, language), lines])
    turn.ask_html(Html("\n\n".join(parts)), rows)


def _line(kind: str, value: str, seen: str, language: str) -> Html:
    day = date.fromisoformat(seen)
    head = "companies.imported_" if day == companies.UNDATED else "companies."
    return say(f"{head}{kind}", language, value=", ".join(value.splitlines()), seen=day)


def _short(value: str) -> str:
    return ", ".join(value.removeprefix("https://").splitlines())[:_BUTTON]


async def _way(turn: Turn, number: str) -> Facts | None:
    ways = {str(at): way for at, way in enumerate(turn.facts["ways"])}
    if number not in ways:
        return None
    kind, value, _ = ways[number]
    return {"by": kind, "to": value}


async def _type_way(_: Turn, text: str) -> Facts | None:
    if "@" in text:
        return {"by": "email", "to": documents.clean_email(text)}
    return {"by": "post", "to": "\n".join(documents.clean_lines(text))}


async def _ask_details(turn: Turn) -> None:
    turn.ask(f"requests.details_{turn.facts['right']}")


async def _details(_: Turn, text: str) -> Facts | None:
    return {"details": documents.clean_text(text)}


async def _ask_ground(turn: Turn) -> None:
    grounds = documents.grounds(turn.facts["regime"])
    turn.ask("requests.ground", [[turn.button(f"requests.ground_{one}", one)] for one in grounds])


async def _ground(turn: Turn, ground: str) -> Facts | None:
    return {"ground": ground} if ground in documents.grounds(turn.facts["regime"]) else None


async def finish(turn: Turn) -> None:
    """Give the same letter for the other way, and wait for the day it is sent."""
    context, facts = turn.context, turn.facts
    story = await _story.read(context, facts["case"])
    if story is None:
        context.say("cases.gone")
        return
    if not is_back(story):
        await context.go("told", story)  # taken back meanwhile
        return
    story = _story.add(
        context, story, "prepared", context.today, {"by": facts["by"], "to": facts["to"]}
    )
    letter, company = _letter(context, story, facts), _story.company_of(context, story)
    context.freeze()
    context.say("cases.letter_again")
    context.tell(letters.framed(letter))
    await letters.give(
        context, letter, company.email, f"{letter.reference}-{company.id or 'letter'}"
    )
    rows = [letters.copies(context, company.email, letter)]
    if company.form:
        rows.append([Button(context.words("requests.open_form"), url=company.form)])
    sent = context.button("requests.sent_it", f"cases:sent:{story.record.id}", style="primary")
    context.say(
        f"cases.again_by_{facts['by']}", value=facts["to"], reference=letter.reference,
        rows=[*rows, [sent]],
    )  # fmt: skip


def _letter(context: Context, story: Story, facts: Facts) -> Letter:
    told = _followup.told(context, story, facts)
    return documents.write(facts["right"], facts["regime"], story.facts["language"], told)


def _needs(facts: Facts, what: str) -> bool:
    return what in documents.needs(facts["regime"], "requests", facts["right"])


FLOW = Flow(
    name="bounced",
    feature="cases",
    steps=(
        Step("way", _ask_way, press=_way, text=_type_way),
        *_followup.WRITER,
        Step(
            "ground", _ask_ground, press=_ground, wanted=lambda facts: _needs(facts, "ground")
        ),
        Step(
            "rdetails", _ask_details, text=_details,
            wanted=lambda facts: _needs(facts, "details"),
        ),
    ),
    finish=finish,
)  # fmt: skip
