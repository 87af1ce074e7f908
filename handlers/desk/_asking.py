"""Asking for a human: what may be shared, the words, and exactly what will be seen."""

from datetime import datetime, timedelta
from itertools import count
from statistics import median
from typing import Any

from bot.answers import answer, in_danger, title
from bot.language import Html, bare, say, units
from db import desk, person
from db.store import Conflict, new_id
from handlers.context import Context
from handlers.desk import _alias, _card, _mail, _muted
from handlers.flow import Facts, Flow, Step, Turn

LONGEST = 3000  # UTF-16 units: with the card they fit one message
_CASES = 5
_HOUR = timedelta(hours=1)


async def begin(context: Context, topic: str = "", case_id: str = "") -> None:
    """Begin a conversation, show the one there is, or name the operator when there is no desk."""
    volunteers = context.services.volunteers
    _muted.lapse(context)
    if context.talk:
        standing(context)
    elif muted := _muted.now(context):
        context.tell(muted)
    elif volunteers.serving(context.language) is None:
        operator = context.services.operator
        context.say("desk.operator", name=operator.name, contact=operator.contact)
    else:
        facts = await _facts(context, topic, case_id)
        await FLOW.begin(context, facts, [] if facts["choices"] else ["share"])


def standing(context: Context) -> None:
    """Say that a conversation is under way, and how to end it."""
    talk = context.talk
    assert talk is not None  # noqa: S101  every caller has looked
    key = "desk.standing_waiting" if talk.waiting_since else "desk.standing_answered"
    rows = [
        [context.button("desk.end", f"desk:end:{talk.id}")],
        [context.button("desk.end_erase", f"desk:erase:{talk.id}", style="danger")],
    ]
    context.say(key, rows=rows, alias=_mail.alias(talk, context.language))


async def _facts(context: Context, topic: str, case_id: str) -> Facts:
    """Return what is known at the start: what could be shared, and a name to be known by."""
    choices: list[list[str]] = []
    if topic and answer(topic):
        choices.append(["topic", topic])
    briefs = await context.go("briefs")
    known = [id_ for id_, _, _ in briefs]
    first = [case_id] if case_id in known else []
    rest = [id_ for id_ in known if id_ not in first]
    choices += [["case", id_] for id_ in [*first, *rest][:_CASES]]
    waits = await context.store(desk.first_answers)
    hours = max(1, round(median(wait / _HOUR for wait in waits))) if waits else 0
    return {"choices": choices, "alias": await _free_alias(context), "hours": hours}


async def _free_alias(context: Context) -> str:
    for tries in count():
        if not await context.store(desk.taken, alias := _alias.draw(tries)):
            break
    return alias


async def _ask_share(turn: Turn) -> None:
    context = turn.context
    names = {id_: name for id_, name, _ in await context.go("briefs")}
    rows = [[turn.button("desk.share_words", "words")]]
    for number, (kind, id_) in enumerate(turn.facts["choices"]):
        if kind == "topic":
            shown = title(id_)[context.language]
            rows.append([turn.button("desk.share_topic", str(number), title=shown)])
        elif id_ in names:
            rows.append([turn.button("desk.share_case", str(number), title=names[id_])])
    turn.ask_html(Html(f"{_intro(turn)}\n\n{say('desk.share', context.language)}"), rows)


def _intro(turn: Turn) -> Html:
    context, hours = turn.context, turn.facts["hours"]
    usual = (
        say("desk.usual", context.language, count=hours)
        if hours
        else say("desk.usual_unknown", context.language)
    )
    return say("desk.intro", context.language, operator=context.services.operator.name, usual=usual)


async def _share(turn: Turn, value: str) -> Facts | None:
    if value == "words":
        return {"share": None}
    choices = {str(number): choice for number, choice in enumerate(turn.facts["choices"])}
    return {"share": choices[value]} if value in choices else None


async def _ask_words(turn: Turn) -> None:
    ask = say("desk.words", turn.context.language)
    alone = not turn.facts["choices"]  # nothing was asked before: who reads it was not said yet
    turn.ask_html(Html(f"{_intro(turn)}\n\n{ask}") if alone else ask)


async def _words(turn: Turn, text: str) -> Facts | None:
    text = text.strip()
    if units(text) > LONGEST:
        turn.context.say("desk.words_too_long", count=LONGEST)
        return None
    if in_danger(text):  # nobody may read it for hours
        await turn.context.go("worry")
    return {"words": text, "message": turn.context.message.message_id}


async def _ask_sure(turn: Turn) -> None:
    context = turn.context
    shown = say("desk.preview", context.language)
    rows = [[turn.button("desk.send", "yes", style="primary")]]
    turn.ask_html(Html(f"{shown}\n\n{await _seen(turn)}"), rows)


async def _sure(_: Turn, value: str) -> Facts | None:
    return {"sure": True} if value == "yes" else None


async def _seen(turn: Turn) -> Html:
    """Return exactly what the volunteers will see."""
    context, facts = turn.context, turn.facts
    return _card.text(
        context.person, facts["alias"], await _shared(turn), facts["words"], context.now
    )


async def _shared(turn: Turn) -> Html:
    language = turn.context.language
    kind, id_ = turn.facts.get("share") or ("", "")
    if kind == "topic":
        return _card.topic_line(id_, language)
    if kind != "case":
        return Html("")
    lines = {of: line for of, _, line in await turn.context.go("briefs")}
    if id_ not in lines:
        return Html("")
    return say("desk.card_case", language, case=_mail.quoted(bare(lines[id_])))


async def _send(turn: Turn) -> None:
    """Open the conversation: a topic, and the card in it."""
    context, facts = turn.context, turn.facts
    group = context.services.volunteers.serving(context.language)
    # meanwhile, on another device; or the group was lost
    if context.talk or group is None or _muted.now(context):
        await begin(context)
        return
    if await context.store(desk.taken, facts["alias"]):  # somebody drew the same
        again = {**facts, "alias": await _free_alias(context)}
        await FLOW.begin(context, again, [name for name in facts["done"] if name != "sure"])
        return
    html = await _seen(turn)
    context.remember(_open, context.person.id, group.id, facts, html, context.now)
    context.show("desk.sent", alias=_alias.words(facts["alias"], context.language))


def _open(
    session: Any, person_id: str, group_id: str, facts: Facts, html: Html, now: datetime
) -> None:
    someone = person.by_id(session, person_id)
    if someone is None:
        raise Conflict
    talk = desk.begin(session, person_id, group_id, facts["alias"], new_id(), now)
    _mail.open_topic(session, talk, someone, now)
    _card.first(session, talk, someone, html, [facts["message"]], now)


FLOW = Flow(
    name="human",
    feature="desk",
    steps=(
        Step("share", _ask_share, press=_share),
        Step("words", _ask_words, text=_words, questions=True),
        Step("sure", _ask_sure, press=_sure),
    ),
    finish=_send,
)
