"""One case on the screen: where it stands, the dates and why, what can be done."""

from datetime import date

from bot.language import Html, say
from db.case import Happened
from handlers.cases import (
    _agenda,
    _bell,
    _bounced,
    _came,
    _first,
    _followup,
    _notes,
    _papers,
    _received,
    _route,
    _story,
)
from handlers.cases._story import Story
from handlers.context import Button, Context

UNDO = 8  # letters of an event's id, enough to tell it from the one before
_SHOWN = 12  # events on a card, so that it fits one message


def show(context: Context, story: Story) -> None:
    """Show one case: where it stands, the dates and why, what to do next."""
    context.display(words(context, story), rows=_rows(context, story))


def words(context: Context, story: Story) -> Html:
    """Return a case in words."""
    language, standing = context.language, story.standing
    parts = [
        say(
            "cases.head",
            language,
            company=story.company,
            right=_right(context, story),
            reference=story.facts["reference"],
        ),
        state(context, story),
    ]
    if standing.deadline and standing.state in {"waiting", "overdue"}:
        parts.append(say("cases.why", language, reasons=_story.why(story, language)))
    if window := _story.window_closed(context, story):
        parts.append(window)
    elif standing.complain_by and standing.state == "answered":
        parts.append(say("cases.complain_by", language, day=standing.complain_by))
    parts += _bell.asked_for(context, story)
    if standing.erased_on:
        parts.append(say("cases.erased_on", language, day=standing.erased_on))
    parts.append(say("cases.happened", language, events=_timeline(context, story)))
    parts += _notes.section(context, story)
    return Html("\n\n".join(parts))


def _rows(context: Context, story: Story) -> list[list[Button]]:
    id_, now = story.record.id, story.standing.state
    rows = {
        "to-send": [[context.button("requests.sent_it", f"cases:sent:{id_}", style="primary")]],
        "waiting": [
            [context.button("cases.something_came", f"cases:came:{id_}")],
        ],
        "overdue": [[context.button("cases.something_came", f"cases:came:{id_}")]],
        "answered": [
            [context.button("cases.close", f"cases:close:{id_}")],
            [context.button("cases.still_waiting", f"cases:reopen:{id_}")],
        ],
        "moved-on": [
            [context.button("cases.something_came", f"cases:came:{id_}")],
            [context.button("cases.reopen", f"cases:reopen:{id_}")],
        ],
        "closed": [[context.button("cases.reopen", f"cases:reopen:{id_}")]],
    }[now]
    if now == "to-send" and _bounced.is_back(story):
        rows = [[context.button("cases.bounced_again", f"cases:again:{id_}", style="primary")]]
    if now == "overdue" and not story.silence:
        silent = context.button("cases.nothing_came", f"cases:nothing:{id_}", style="primary")
        rows.append([silent])
    if now in {"waiting", "overdue"} and _received.is_to_be_asked(story):
        rows.insert(0, [context.button("cases.received_later", f"cases:arrived:{id_}")])
    if now in {"waiting", "overdue"}:
        rows = [*_came.gave(context, story), *rows]
    rows = [*_came.letters(context, story, _followup.fitting(story)), *rows]
    if _route.fits(context, story):
        rows.append([_route.button(context, story)])
    taken = (_agenda, _first, _papers)
    rows += [row for one in taken for row in one.buttons(context, story)]
    beside = [context.button("cases.add_note", f"cases:note:{id_}")]
    if now != "closed":
        beside.insert(0, context.button("cases.to_bell", f"cases:bell:{id_}"))
    rows.append(beside)
    if len(story.happened) > 1:
        last = story.happened[-1]
        what = _what(context, last)
        rows.append([context.button("cases.undo", f"cases:undo.{last.id[:UNDO]}:{id_}", what=what)])
    rows.append([context.button("desk.human", f"desk:case:{id_}")])
    foot = [context.button("cases.erase", f"cases:erase:{id_}")]
    if now not in {"closed", "answered"}:
        foot.insert(0, context.button("cases.close", f"cases:close:{id_}"))
    return [*rows, foot]


def state(context: Context, story: Story) -> Html:
    """Return where a case stands, in a sentence."""
    standing, language = story.standing, context.language
    now, legal = standing.state, standing.deadline.legal if standing.deadline else None
    if now == "to-send" and _bounced.is_back(story):
        return say("cases.state_bounced", language)
    if now == "waiting" and standing.demanded:
        return say("cases.state_waiting_you", language)
    if standing.acknowledgement and now in {"overdue", "answered"}:
        key = "cases.state_heard" if standing.heard_out else "cases.state_complained"
        return say(key, language, day=standing.acknowledgement.legal)
    if standing.contested and legal and now in {"waiting", "overdue"}:
        return _contested(context, story, legal)
    if legal is None:
        return say(f"cases.state_{now}", language)
    return say(f"cases.state_{now}_by", language, day=legal)


def _contested(context: Context, story: Story, legal: date) -> Html:
    """Return both days of a case in which something is contested."""
    standing, language = story.standing, context.language
    other = standing.justified.legal if standing.justified else None
    what = context.words(f"cases.demand_{standing.contested}")
    if standing.justified is None:
        by = say(f"cases.state_{standing.state}_by", language, day=legal)
        return Html(f"{by} {say('cases.other_none', language, what=what)}")
    said = say(f"cases.state_contested_{standing.state}", language, day=legal, what=what)
    if other is None or standing.justified.open_ended:
        return said
    key = "cases.other_extended" if standing.contested == "extension" else "cases.other_met"
    return Html(f"{said} {say(key, language, day=other)}")


def title(context: Context, story: Story) -> str:
    """Return how a button names a case."""
    return context.words("cases.title", company=story.company, right=_right(context, story))


def _right(context: Context, story: Story) -> str:
    return context.words(f"cases.right_{story.facts['right']}")


def _timeline(context: Context, story: Story) -> Html:
    """Return what happened as lines; notes have a place of their own."""
    told = [one for one in story.happened if one.kind != "note"]
    lines = [
        say("cases.event", context.language, day=one.on, what=_what(context, one))
        for one in told[-_SHOWN:]
    ]
    if len(told) > _SHOWN:
        lines.insert(0, say("cases.events_before", context.language))
    return Html("\n".join(lines))


def _what(context: Context, one: Happened) -> str:
    """Return in words what happened."""
    values = {"day": date.fromisoformat(one.note["day"])} if one.kind == "remind" else {}
    return context.words(f"cases.event_{one.kind}", **values)
