"""The letter that comes after silence: reminder, with what the person kept or tells again."""

from datetime import date
from typing import Any

from bot import documents
from bot.documents import Letter, Sent
from handlers import letters
from handlers.cases import _story
from handlers.cases._story import Story
from handlers.context import Button, Context
from handlers.flow import Facts, Flow, Step, Turn


async def offer(context: Context, story: Story) -> None:
    """Say what comes next after silence."""
    authority = _story.authority_of(context)
    rows = [
        [
            context.button(
                "cases.write_reminder", f"cases:followup:{story.record.id}", style="primary"
            )
        ]
    ]
    if authority:
        rows.append(
            [Button(context.words("cases.to_authority", name=authority.name), url=authority.portal)]
        )
    rows.append([context.button("cases.see", f"cases:open:{story.record.id}")])
    key = "cases.after_silence" if authority else "cases.after_silence_alone"
    values: dict[str, Any] = (
        {"name": authority.name, "before": authority.before} if authority else {}
    )
    context.show(key, rows=rows, company=story.company, **values)


async def begin(context: Context, story: Story) -> None:
    """Write the reminder from the kept facts, or ask for them again."""
    kept = story.facts.get("kept") or {}
    done = [
        name
        for name, known in (("name", "name" in kept), ("mail", "mail" in kept or "post" in kept))
        if known
    ]
    whom = story.facts["whom"]
    if whom == "me" or "about" in kept:
        done.append("about")
    await FLOW.begin(context, {"case": story.record.id, "whom": whom, **kept}, done)


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


async def finish(turn: Turn) -> None:
    """Hand over the reminder letter."""
    context = turn.context
    story = await _story.read(context, turn.facts["case"])
    if story is None:
        context.say("cases.gone")
        return
    letter = _letter(context, story, turn.facts)
    company = _story.company_of(context, story)
    context.freeze()
    context.say("cases.followup_ready", rows=[letters.copies(context, company, letter)])
    context.tell(letters.framed(letter))
    await letters.give(context, letter, company, f"{letter.reference}-2")
    await offer_authority(context)


async def offer_authority(context: Context) -> None:
    """Name the authority that can be turned to."""
    authority = _story.authority_of(context)
    if authority:
        rows = [
            [Button(context.words("cases.to_authority", name=authority.name), url=authority.portal)]
        ]
        context.say(
            "cases.authority",
            rows=rows,
            name=authority.name,
            before=authority.before,
            complaint=authority.complaint,
        )


def _letter(context: Context, story: Story, facts: Facts) -> Letter:
    told = documents.Facts(
        name=facts["name"],
        company=_story.company_of(context, story),
        reference=story.facts["reference"],
        day=context.today,
        for_whom=facts["whom"],
        concerned=facts.get("about", ""),
        contact=tuple(filter(None, [*facts.get("post", ()), facts.get("mail")])),
        helps=facts.get("helps", ""),
    )
    return documents.follow_up(
        story.facts["right"], story.facts["regime"], story.facts["language"], told, _how_sent(story)
    )


def _how_sent(story: Story) -> Sent:
    """Return how the first letter went; its due day only where it may be said that it has passed."""
    sent, received = story.last("sent"), story.last("received")
    deadline = story.standing.deadline
    late = deadline.legal if deadline and story.standing.may_say_late else None
    return Sent(
        on=sent.on if sent else date.min,
        channel=sent.note["channel"] if sent else "email",
        received=received.on if received else None,
        due=late,
    )


def _not_for_me(facts: Facts) -> bool:
    return bool(facts["whom"] != "me")


FLOW = Flow(
    name="followup",
    feature="cases",
    steps=(
        Step("about", _ask_about, text=_about, wanted=_not_for_me),
        Step("name", _ask_name, text=_name),
        Step("mail", _ask_contact, text=_contact),
    ),
    finish=finish,
)
