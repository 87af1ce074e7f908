"""How news are told: of one case in full, of several a line each, discreetly nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from bot.language import Html, label, say
from db.person import Someone
from handlers.context import Button
from handlers.reminders._news import News

SHOWN = 20  # cases in one message
ROOM = 3500  # characters for them, of the 4096 of a message


@dataclass(frozen=True)
class Told:
    """What a message says, and what can be answered."""

    text: Html
    rows: list[list[Button]]


def told(someone: Someone, news: Sequence[News]) -> Told:
    """Return the one message that tells somebody all there is."""
    if someone.discreet:
        return _discreet(someone, news)
    return in_full(someone, news[0]) if len(news) == 1 else listed(someone, news)


def _discreet(someone: Someone, news: Sequence[News]) -> Told:
    data = _data("look", news[0]) if len(news) == 1 else "reminders:all:"
    look = Button(label("reminders.look", someone.language), data)
    return Told(say("reminders.news", someone.language), [[look]])


def in_full(someone: Someone, news: News) -> Told:
    """Return the news of one case, with the answers to the first of them."""
    parts = [_say(someone, "reminders.", topic, news) for topic in news.topics]
    owed = news.standing.demanded or ""
    rows = [
        [Button(label(key.format(demand=owed), someone.language), f"{data}:{news.record.id}")]
        for key, data in _ANSWERS[news.topics[0]]
    ]
    return Told(Html("\n\n".join(parts)), rows)


def listed(someone: Someone, news: Sequence[News]) -> Told:
    """Return the news of several cases: a line and a button each."""
    lines = _fitting([_line(someone, one) for one in news[:SHOWN]])
    rows = [[Button(_title(someone, one), _data("see", one))] for one in news[: len(lines)]]
    if len(news) > len(lines):
        lines.append(say("reminders.more", someone.language))
    said = say("reminders.several", someone.language, lines=Html("\n\n".join(lines)))
    return Told(said, rows)


def _fitting(lines: list[Html]) -> list[Html]:
    """Return as many of the first lines as one message holds."""
    sizes = accumulate(len(line) + 2 for line in lines)
    return [line for line, size in zip(lines, sizes, strict=True) if size <= ROOM]


def _line(someone: Someone, news: News) -> Html:
    parts = [_say(someone, "reminders.line_", topic, news) for topic in news.topics]
    company, right = news.record.facts["company"]["name"], _right(someone, news)
    head = say("cases.line", someone.language, company=company, right=right)
    return Html("\n".join([head, *parts]))


def _title(someone: Someone, news: News) -> str:
    company, right = news.record.facts["company"]["name"], _right(someone, news)
    return label("cases.title", someone.language, company=company, right=right)


def _right(someone: Someone, news: News) -> str:
    return label(f"cases.right_{news.record.facts['right']}", someone.language)


def _say(someone: Someone, prefix: str, topic: str, news: News) -> Html:
    standing, day = news.standing, news.day.get(topic)
    values = {"company": news.record.facts["company"]["name"], **({"day": day} if day else {})}
    if topic == "owed":
        values["what"] = label(f"cases.demand_{standing.demanded}", someone.language)
    if topic in {"passed", "still"} and standing.contested:
        topic = "contested"
    if topic == "purge":
        topic = f"purge_{standing.state}"
    return say(f"{prefix}{topic}", someone.language, **values)


def _data(verb: str, news: News) -> str:
    return f"reminders:{verb}.{'+'.join(news.topics)}:{news.record.id}"


_SEE = ("cases.see", "cases:open")
_CAME = ("cases.something_came", "cases:came")
_LATER = ("reminders.later", "reminders:later")
_CLOSE = ("cases.close", "cases:close")
_OVERDUE = (_CAME, ("cases.nothing_came", "cases:nothing"), _LATER, _CLOSE)
_ANSWERS = {
    "passed": _OVERDUE,
    "still": _OVERDUE,
    "complaint": (_CAME, ("cases.write_authority", "cases:followup.authority"), _SEE),
    "owed": (("cases.gave_{demand}", "cases:gave"), _LATER, _SEE),
    "unsent": (("requests.sent_it", "cases:sent"), _LATER, _CLOSE),
    "closing": (_SEE,),
    "coming": (_CAME, _SEE),
    "wish": (_SEE, ("cases.remind_on", "cases:remind")),
    "purge": (("cases.keep", "cases:keep"), _SEE),
}
