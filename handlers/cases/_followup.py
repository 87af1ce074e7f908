"""The letter that comes after silence: reminder, with what the person kept or tells again."""

from collections.abc import Iterator
from datetime import date

from bot import documents
from bot.documents import Letter, Sent
from bot.language import LANGUAGES
from handlers import letters
from handlers.cases import _contest, _route, _story, _wrote
from handlers.cases._story import Story
from handlers.context import Context
from handlers.flow import Facts, Flow, Step, Turn

REMINDER = "no-answer"  # the letter that comes after silence


# what each letter answers; the others, an answer
_ABOUT = {
    "identity-given": "identity-asked",
    "identity-refused": "identity-contested",
    "clarification": "clarification-asked",
    "clarification-contested": "clarification-contested",
    "fee-contested": "fee-contested",
    "extension-contested": "extension",
}
_EXTENSION = "extension-contested"
_SILENCE = (REMINDER, "complaint", "authority")  # the organisation first, then who is above it
_READY = {REMINDER: "cases.followup_ready", "authority": "cases.complaint_ready"}
_ON_DEMAND = {
    ("identity", "asked"): "identity-given",
    ("identity", "contested"): "identity-refused",
    ("clarification", "asked"): "clarification",
    ("clarification", "contested"): "clarification-contested",
    ("fee", "contested"): "fee-contested",
}
_ANSWERED = {"partly": "partial", "refused": "refused", "nothing": "nothing-held"}


def fitting(story: Story) -> tuple[str, ...]:
    """Return the letters that fit what happened, among those we have under its law."""
    regime, first = story.facts["regime"], _wrote.comes_first(story)
    above = documents.complaints(regime) if not first or story.standing.heard_out else ()
    known = {*documents.kinds(regime), *above}
    if first and story.last("complained"):  # once is enough: its time runs
        known -= {REMINDER, "complaint"}
    return tuple(kind for kind in _fitting(story) if kind in known)


def _fitting(story: Story) -> Iterator[str]:
    state = story.standing.state
    answer = story.last("answered")
    if state == "answered" and answer is not None:
        how = _ANSWERED.get(answer.note.get("how", ""), "")
        yield from (how, "complaint", "authority") if how else ()
        return
    if state not in {"waiting", "overdue"}:
        return
    for demand, turn in story.standing.demands.items():
        if (demand, turn) in _ON_DEMAND:
            yield _ON_DEMAND[demand, turn]
    if story.last("extension") is not None:
        yield _EXTENSION
    if state == "overdue" and story.silence:
        yield from ("complaint", "authority") if story.standing.contested else _SILENCE


async def begin(context: Context, story: Story, kind: str) -> None:
    """Write the letter from the kept facts, or ask for them again."""
    if kind == "authority" and _tongue(context, story) is None:
        authority = _story.authority_of(context, story)
        context.say("cases.authority_language", name=authority.name if authority else "")
        _route.tell(context, story)
        return
    await FLOW.begin(context, *known(story, kind))


def known(story: Story, kind: str) -> tuple[Facts, list[str]]:
    """Return what a letter can be written from already, and the steps that need not be asked."""
    facts, done = of_writer(story)
    shelf = "complaints" if kind == "authority" else "follow-ups"
    needed = "details" in documents.needs(story.facts["regime"], shelf, kind)
    if story.standing.demands.get("extension") == "contested":
        done.append("contest")
    return {**facts, "letter": kind, "what": "extension", "details_needed": needed}, done


def of_writer(story: Story) -> tuple[Facts, list[str]]:
    """Return what was kept of whoever writes, and the steps of ``WRITER`` that this settles."""
    kept, whom = story.facts.get("kept") or {}, story.facts["whom"]
    settled = {
        "about": whom == "me" or "about" in kept,
        "name": "name" in kept,
        "mail": "mail" in kept or "post" in kept,
    }
    facts = {**kept, "case": story.record.id, "whom": whom}
    return facts, [name for name, is_settled in settled.items() if is_settled]


def complains(context: Context, story: Story) -> bool:
    """Return whether a complaint to the authority fits by now, in a language that it takes."""
    return "authority" in fitting(story) and _tongue(context, story) is not None


async def _ask_about(turn: Turn) -> None:
    turn.ask("requests.child_name" if turn.facts["whom"] == "child" else "requests.other_name")


async def _about(_: Turn, text: str) -> Facts | None:
    return {"about": documents.clean_name(text)}


async def _ask_name(turn: Turn) -> None:
    turn.ask("requests.name")


async def _name(_: Turn, text: str) -> Facts | None:
    return {"name": documents.clean_name(text)}


async def _ask_contact(turn: Turn) -> None:
    turn.ask("cases.contact")


async def _contact(_: Turn, text: str) -> Facts | None:
    if "@" in text and "\n" not in text.strip():
        return {"mail": documents.clean_email(text), "post": []}
    return {"mail": None, "post": list(documents.clean_lines(text))}


async def _ask_details(turn: Turn) -> None:
    turn.ask(f"cases.details_{turn.facts['letter']}")


async def _details(_: Turn, text: str) -> Facts | None:
    return {"details": documents.clean_text(text)}


async def finish(turn: Turn) -> None:
    """Hand over the letter."""
    context = turn.context
    story = await _story.read(context, turn.facts["case"])
    if story is None:
        context.say("cases.gone")
        return
    kind = turn.facts["letter"]
    if kind not in fitting(story):  # the case has moved on meanwhile
        await context.go("told", story)
        return
    if turn.facts.get("why"):
        story = _story.add(context, story, _EXTENSION, context.today, {"why": turn.facts["why"]})
    letter = letter_of(context, story, turn.facts)
    to = _address(context, story, kind)
    context.freeze()
    context.say(_READY.get(kind, "cases.letter_ready"), rows=[letters.copies(context, to, letter)])
    context.tell(letters.framed(letter))
    await letters.give(context, letter, to, f"{letter.reference}-2")
    if turn.facts.get("why"):
        _tell_both(context, story)
    context.say("cases.when_gone", rows=[[_wrote.button(context, story, kind)]])
    if kind == "authority":  # the way there says whether it is late
        _route.tell(context, story)
        return
    if window := _story.window_closed(context, story):
        context.tell(window)
    _offer_authority(context, story)


def _tell_both(context: Context, story: Story) -> None:
    """Say both days while more time is contested."""
    deadline, other = story.standing.deadline, story.standing.justified
    if deadline and deadline.legal and other and other.legal:
        context.say("cases.noted_extension_contested", day=deadline.legal, other=other.legal)


def _offer_authority(context: Context, story: Story) -> None:
    """Name the authority that can be turned to."""
    if authority := _story.authority_of(context, story):
        rows = [[_route.button(context, story)]] if _route.fits(context, story) else []
        context.say(
            "cases.authority",
            rows=rows,
            name=authority.name,
            before=authority.before,
            complaint=authority.complaint,
        )


def letter_of(context: Context, story: Story, facts: Facts) -> Letter:
    """Write the letter that the facts name."""
    right, regime, writer = story.facts["right"], story.facts["regime"], told(context, story, facts)
    language, kind = story.facts["language"], facts["letter"]
    how, tongue = _how_sent(story, kind), _tongue(context, story)
    authority = _story.authority_of(context, story)
    if kind == "authority" and authority and tongue:
        return documents.complain(right, regime, tongue, writer, how, authority)
    return documents.follow_up(right, regime, language, writer, how, kind=kind)


def told(context: Context, story: Story, facts: Facts) -> documents.Facts:
    """Return what a letter says of its writer, and to whom."""
    return documents.Facts(
        name=facts["name"],
        company=_story.company_of(context, story),
        reference=story.facts["reference"],
        day=context.today,
        for_whom=story.facts["whom"],
        concerned=facts.get("about", ""),
        contact=tuple(filter(None, [*facts.get("post", ()), facts.get("mail")])),
        helps=facts.get("helps", ""),
        details=facts.get("details", ""),
        ground=facts.get("ground", ""),
    )


def _address(context: Context, story: Story, kind: str) -> str | None:
    """Return the e-mail address a letter goes to: a complaint never goes to the company's."""
    if kind == "authority":
        authority = _story.authority_of(context, story)
        return authority.email if authority else None
    return _story.company_of(context, story).email


def _tongue(context: Context, story: Story) -> str | None:
    """Return a language of ours that the authority takes: the person's rather than another."""
    authority = _story.authority_of(context, story)
    taken = authority.languages if authority else ()
    wished = (context.language, story.facts["language"], *LANGUAGES)
    return next((language for language in wished if language in taken), None)


def _how_sent(story: Story, letter: str) -> Sent:
    """Return how the first letter went; its due day only where it may be said that it has passed."""
    sent, received = story.last("sent"), story.last("received")
    deadline = story.standing.deadline
    late = deadline.legal if deadline and story.standing.may_say_late else None
    theirs, again = story.last(_ABOUT.get(letter, "answered")), story.last("reminded", "complained")
    demand = _ABOUT.get(letter, "").partition("-")[0] or story.standing.contested or ""
    made = story.last("extension" if demand == "extension" else f"{demand}-contested")
    return Sent(
        on=sent.on if sent else date.min,
        channel=sent.note["channel"] if sent else "email",
        received=received.on if received else None,
        due=late,
        answered=theirs.on if theirs else None,
        reminded=again.on if again else None,
        demand=demand if made else "",
        demanded=made.on if made else None,
        why=_contest.reason(story, demand),
    )


def _is_unexplained(facts: Facts) -> bool:
    """Return whether more time is to be contested, and nobody has said why."""
    return bool(facts["letter"] == _EXTENSION)


def _with_details(facts: Facts) -> bool:
    return bool(facts.get("details_needed"))


def _not_for_me(facts: Facts) -> bool:
    return bool(facts["whom"] != "me")


WRITER = (
    Step("about", _ask_about, text=_about, wanted=_not_for_me),
    Step("name", _ask_name, text=_name),
    Step("mail", _ask_contact, text=_contact),
)
STEPS = (
    _contest.step(_is_unexplained),
    *WRITER,
    Step("details", _ask_details, text=_details, wanted=_with_details),
)
FLOW = Flow(name="followup", feature="cases", steps=STEPS, finish=finish)
