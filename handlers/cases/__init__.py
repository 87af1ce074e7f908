"""The person's cases: where each stands, what happened, what comes next."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.cases import Happening, asked_again
from bot.documents import Letter
from bot.language import Html, bare, say
from db import case, draft
from handlers.cases import (
    _agenda,
    _bell,
    _bounced,
    _came,
    _card,
    _first,
    _followup,
    _notes,
    _overview,
    _pack,
    _papers,
    _received,
    _route,
    _sent,
    _silence,
    _story,
    _wrote,
)
from handlers.cases._story import Story
from handlers.context import Button, Context

FLOWS = (
    _sent.FLOW, _received.FLOW, _came.FLOW, _followup.FLOW, _bell.FLOW, _notes.FLOW,
    _wrote.FLOW, _pack.FLOW, _bounced.FLOW,
)  # fmt: skip
_ANSWERS = ("answered", "partly", "refused", "nothing")  # what a company's answer may say
_ANSWERABLE = {"waiting", "overdue", "answered", "moved-on"}


async def cases(_: Update, context: Context) -> None:
    """Show every case with where it stands."""
    await overview(context)


async def overview(context: Context) -> None:
    """Show every case with its next step, or how to begin one."""
    stories = [story for story in await _story.mine(context) if story.standing.state != "closed"]
    begin = [context.button("start.begin_request", "requests:begin:")]
    if not stories:
        context.say("cases.none", rows=[begin])
        return
    shown, further = _overview.page(context, stories)
    lines = Html(
        "\n\n".join(_overview.line(context, story, _card.state(context, story)) for story in shown)
    )
    rows = [
        [Button(_card.title(context, story), f"cases:open:{story.record.id}")] for story in shown
    ]
    context.say("cases.overview", cases=lines, rows=[*rows, *further, begin])


async def briefs(context: Context) -> list[tuple[str, str, Html]]:
    """Return id, name and line of every open case: what may be shown to a volunteer."""
    stories = [story for story in await _story.mine(context) if story.standing.state != "closed"]
    return [
        (
            story.record.id,
            _card.title(context, story),
            _overview.line(context, story, _card.state(context, story)),
        )
        for story in stories
    ]


async def pressed(_: Update, context: Context) -> None:
    """Do what a case's button says, if the case is theirs."""
    verb = context.press.verb
    if verb == "all":
        await overview(context)
        return
    for flow in FLOWS:
        if flow.owns(verb):
            await flow.pressed(context)
            return
    if verb == "no":
        context.freeze()
        return
    if verb == "continue":
        await _resume(context, context.press.id)
        return
    story = await _story.read(context, context.press.id)
    if story is None:
        context.say("cases.gone")
    elif act := _ACTS.get(verb.partition(".")[0]):
        await act(context, story)
    else:
        context.alert("errors.old_button")
        _card.show(context, story)


async def _resume(context: Context, name: str) -> None:
    flow = next((one for one in FLOWS if one.name == name), None)
    sheet = await context.store(draft.get, context.person.id, flow.name) if flow else None
    if flow and sheet:
        await flow.resume(context, sheet)
    else:
        await overview(context)


async def open_case(context: Context, case_id: str, facts: _story.Facts) -> None:
    """Open a case for a letter that was handed over."""
    _story.open_(context, case_id, facts)


async def answer_arrived(context: Context) -> None:
    """Ask of each open case whether this was the company's answer."""
    waiting = [s for s in await _story.mine(context) if s.standing.state in {"waiting", "overdue"}]
    if waiting:
        rows = [[Button(_card.title(context, s), f"cases:came:{s.record.id}")] for s in waiting]
        context.say(
            "privacy.is_it_the_answer", rows=[*rows, [context.button("common.no", "cases:no:")]]
        )


async def replan(context: Context) -> None:
    """Put all reminders where the person's zone and hour now want them."""
    for story in await _story.mine(context):
        _story.replan(context, story)


async def tell(context: Context, case_id: str) -> None:
    """Show one case, entered from elsewhere."""
    story = await _story.read(context, case_id)
    if story:
        _card.show(context, story)
    else:
        context.say("cases.gone")


async def stories(context: Context) -> list[str]:
    """Return each case in plain words, enough to go on without us."""
    return [_alone(context, story) for story in await _story.mine(context)]


def _alone(context: Context, story: Story) -> str:
    """Return a case with what can be done about it without us."""
    language, authority = context.language, _story.authority_of(context, story)
    parts = [_card.words(context, story), say(f"cases.alone_{story.standing.state}", language)]
    if authority and story.standing.state in {"waiting", "overdue"}:
        parts.append(
            say(
                "cases.alone_authority",
                language,
                name=authority.name,
                url=authority.portal,
                before=authority.before,
            )
        )
    return bare("\n\n".join(parts))


async def put_off(context: Context, case_id: str) -> None:
    """Ask again in a few days."""
    story = await _story.read(context, case_id)
    if story is None:
        context.say("cases.gone")
        return
    if story.standing.state not in {"to-send", "overdue"} and not story.standing.demanded:
        _moved_on(context, story)
        return
    _story.add(context, story, "put-off", context.today)
    again = asked_again(Happening("put-off", context.today))
    context.show("cases.put_off", day=again)


async def _open(context: Context, story: Story) -> None:
    _card.show(context, story)


async def moved_on(context: Context, story: Story) -> None:
    """Answer a button that came before what has happened since."""
    _moved_on(context, story)


def _moved_on(context: Context, story: Story) -> None:
    """Answer a button that came before what has happened since."""
    context.alert("cases.moved_on")
    _card.show(context, story)


async def _begin_sent(context: Context, story: Story) -> None:
    if story.standing.state != "to-send" or _bounced.is_back(story):
        _moved_on(context, story)
        return
    await _sent.FLOW.begin(context, {"case": story.record.id})


async def _something_came(context: Context, story: Story) -> None:
    if story.standing.state not in _ANSWERABLE:
        _moved_on(context, story)
        return
    rows = [
        [context.button(f"cases.came_{kind}", f"cases:event.{kind}:{story.record.id}")]
        for kind in (*_ANSWERS, *_came.KINDS, *_returned(story))
    ]
    context.show("cases.came", rows=rows, company=story.company)


def _returned(story: Story) -> list[str]:
    """Return that the letter may have come back, while an answer is awaited."""
    return [_bounced.KIND] if story.standing.state in {"waiting", "overdue"} else []


async def _event(context: Context, story: Story) -> None:
    kind = context.press.value
    if kind in _returned(story):
        await _bounced.begin(context, story)
        return
    if kind in _came.KINDS and story.standing.state in {"waiting", "overdue"}:
        await _came.begin(context, story, kind)
        return
    if kind not in _ANSWERS or story.standing.state not in _ANSWERABLE:
        context.alert("errors.old_button")
        _card.show(context, story)
        return
    if not _is_noted(story, kind):
        story = _story.add(context, story, "answered", context.today, {"how": kind})
    rows = [
        *_came.letters(context, story, _followup.fitting(story)),
        [context.button("cases.close", f"cases:close:{story.record.id}")],
    ]
    if kind == "answered" and story.facts.get("then") == "erasure":
        rows.insert(
            0,
            [
                context.button(
                    "cases.now_erasure",
                    f"requests:begin:{story.facts['company'].get('id') or ''}_erasure_now",
                    style="primary",
                )
            ],
        )
    rows.append([context.button("cases.still_waiting", f"cases:reopen:{story.record.id}")])
    context.show(f"cases.noted_{kind}", rows=rows, company=story.company)


def _is_noted(story: Story, kind: str) -> bool:
    """Return whether this very answer is what was told last: a button pressed twice."""
    told = story.last("answered")
    return story.standing.state == "answered" and told is not None and told.note["how"] == kind


async def _again(context: Context, story: Story) -> None:
    if _bounced.is_back(story):
        await _bounced.offer(context, story)
    else:
        _moved_on(context, story)


async def _nothing(context: Context, story: Story) -> None:
    if story.standing.state != "overdue":
        _moved_on(context, story)
    elif _received.is_to_be_asked(story):
        await _received.begin(context, story, then="nothing")
    else:
        await silence(context, story)


async def silence(context: Context, story: Story) -> None:
    """Note that nothing came, and offer what follows."""
    if not story.silence:
        story = _story.add(context, story, "nothing-came", context.today)
    _silence.offer(context, story)


async def told(context: Context, story: Story) -> None:
    """Say the date once more, after what was told of the letter."""
    if story.standing.state == "waiting":
        _sent.tell(context, story)
    else:
        _card.show(context, story)


async def _received_later(context: Context, story: Story) -> None:
    if _received.is_to_be_asked(story):
        await _received.begin(context, story)
    else:
        _card.show(context, story)


async def _followup_begin(context: Context, story: Story) -> None:
    kind = context.press.value or _followup.REMINDER  # buttons of old messages name none
    if kind in _followup.fitting(story):
        await _followup.begin(context, story, kind)
    else:  # an old button: it is too early, or they have answered
        _card.show(context, story)


async def _gave(context: Context, story: Story) -> None:
    if story.standing.state in {"waiting", "overdue"} and story.standing.demanded:
        await _came.begin_met(context, story)
    else:
        _card.show(context, story)


async def _undo(context: Context, story: Story) -> None:
    """Take back the last entry: the button names it, so an old one changes nothing."""
    if len(story.happened) > 1 and context.press.value == story.happened[-1].id[: _card.UNDO]:
        story = _story.undo(context, story)
    else:
        context.alert("errors.old_button")
    _card.show(context, story)


async def _close(context: Context, story: Story) -> None:
    if story.standing.state == "closed":
        _moved_on(context, story)
        return
    later = _story.add(context, story, "closed", context.today)
    rows = [[context.button("cases.reopen", f"cases:reopen:{story.record.id}")]]
    context.show("cases.closed", rows=rows, company=story.company, day=later.standing.erased_on)


async def _reopen(context: Context, story: Story) -> None:
    if story.standing.state in {"answered", "moved-on", "closed"}:
        story = _story.add(context, story, "reopened", context.today)
    _card.show(context, story)


async def _keep(context: Context, story: Story) -> None:
    """Keep a case longer that would be erased."""
    if story.standing.erased_on is None:
        _moved_on(context, story)
        return
    last = story.happened[-1]
    if (last.kind, last.on) != ("kept", context.today):  # a button pressed twice
        story = _story.add(context, story, "kept", context.today)
    rows = [[context.button("cases.see", f"cases:open:{story.record.id}")]]
    context.show("cases.kept", rows=rows, company=story.company, day=story.standing.erased_on)


async def _calendar(context: Context, story: Story) -> None:
    if not _agenda.give(context, story):
        _card.show(context, story)


async def _picture(context: Context, story: Story) -> None:
    if story.standing.state == "to-send":
        _card.show(context, story)
    else:
        await _papers.picture(context, story, _card.state(context, story))


async def _pack_begin(context: Context, story: Story) -> None:
    if story.standing.state == "to-send":
        _card.show(context, story)
    else:
        await _pack.begin(context, story, _card.state(context, story))


async def pack(context: Context, story: Story, complaint: Letter | None) -> None:
    """Give the evidence pack, once it is known whether a complaint goes into it."""
    await _pack.give(context, story, _card.state(context, story), complaint)


async def _route_to(context: Context, story: Story) -> None:
    """Show the way to the authority, with the letter for it where we have one."""
    if not _route.fits(context, story):
        _card.show(context, story)
        return
    ours = [kind for kind in ("complaint", "authority") if kind in _followup.fitting(story)]
    _route.tell(context, story, _came.letters(context, story, ours))


async def _erase(context: Context, story: Story) -> None:
    rows = [
        [context.button("cases.erase_yes", f"cases:erased:{story.record.id}", style="danger")],
        [context.button("common.no", f"cases:open:{story.record.id}")],
    ]
    context.show("cases.erase_ask", rows=rows, company=story.company)


async def _erased(context: Context, story: Story) -> None:
    context.remember(case.erase, story.record.id)
    context.show("cases.erased", company=story.company)


_ACTS = {
    "open": _open, "sent": _begin_sent, "came": _something_came, "event": _event, "nothing": _nothing,
    "gave": _gave, "undo": _undo, "followup": _followup_begin, "close": _close, "reopen": _reopen, "ics": _calendar,
    "erase": _erase, "erased": _erased, "arrived": _received_later, "keep": _keep,
    "bell": _bell.menu, "remind": _bell.begin, "watch": _bell.watch, "note": _notes.begin,
    "wrote": _wrote.begin, "again": _again,
    "picture": _picture, "pack": _pack_begin, "letter": _first.give, "route": _route_to,
}  # fmt: skip
HANDLERS = [
    CommandHandler(["cases", "dossiers"], cases),
    CallbackQueryHandler(pressed, r"^cases:"),
]
DOORS = {
    "briefs": briefs, "silence": silence, "told": told, "moved_on": moved_on, "pack": pack,
    "cases": overview, "case": tell, "open_case": open_case, "answer_arrived": answer_arrived, "replan": replan,
    "stories": stories, "put_off": put_off,
}  # fmt: skip
DOORS |= {f"resume {flow.name}": flow.resume for flow in FLOWS}
TEXTS = {flow.name: flow.typed for flow in FLOWS}
