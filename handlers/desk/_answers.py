"""Our answers as volunteers send them, and their way to say that one is wrong."""

from datetime import datetime
from typing import Any

from bot import answers
from bot.answers import Answer, Group
from bot.language import Html, label, say
from db import desk
from db.desk import Talk
from db.person import Someone
from handlers import actions
from handlers.context import Button, Context, Rows
from handlers.desk import _mail, _tools


async def _open(context: Context, talk: Talk) -> None:
    """Show the groups of answers, or the answers of one."""
    someone = await _tools.reader(context, talk)
    if someone is None:
        return
    language = someone.language
    group = next((one for one in answers.groups() if one.id == context.press.value), None)
    if group is not None:
        rows = [*_topics(group, talk, language), _ways(talk, language)]
        _tools.turn(context, talk, say("desk.answers_of", language, title=group.title), rows)
        return
    rows = [*_groups(talk, language), [_tools.away(talk, language)]]
    show = _tools.begin if _tools.opens(context) else _tools.turn
    show(context, talk, say("desk.answers_page", language), rows)


def _groups(talk: Talk, language: str) -> Rows:
    return [
        [Button(group.title[language], f"talk:answers.{group.id}:{talk.id}")]
        for group in answers.groups()
        if answers.written(group)
    ]


def _topics(group: Group, talk: Talk, language: str) -> Rows:
    return [
        [Button(answers.title(topic)[language], f"talk:answer.{topic}:{talk.id}")]
        for topic in answers.written(group)
    ]


def _ways(talk: Talk, language: str) -> list[Button]:
    return [_tools.back(talk, language, "answers"), _tools.away(talk, language)]


async def _chosen(context: Context, talk: Talk) -> tuple[Someone | None, Answer | None]:
    """Return who is to read it and the answer a button names; what is missing has been said."""
    someone = await _tools.reader(context, talk)
    found = answers.answer(context.press.value) if someone else None
    if someone and found is None:
        context.alert("desk.page_old")
    return someone, found


async def _send(context: Context, talk: Talk) -> None:
    """Send an answer as the bot shows it to the person."""
    someone, found = await _chosen(context, talk)
    if someone is None or found is None:
        return
    language, today = someone.language, context.clock.today(someone.zone)
    page = found.html(language, someone.residence, today)
    html = Html(f"{say('desk.answer_head', language)}\n\n{page}")
    action = actions.button(found, language)
    rows = [[action]] if action and found.action != "human" else []  # they are with humans now
    wrong = [Button(label("desk.wrong", language), f"talk:wrong.{found.topic}:{talk.id}")]
    shown = _tools.sent(found.title[language], Html(""), language)
    _tools.give(context, talk, html, rows, shown, [wrong, _after(talk, language)])


def _after(talk: Talk, language: str) -> list[Button]:
    return [_tools.back(talk, language, "answers"), _tools.done(talk, language)]


async def _wrong(context: Context, talk: Talk) -> None:
    """Ask the whole group, in General, what is wrong with an answer that was just sent."""
    someone, found = await _chosen(context, talk)
    if someone is None or found is None:
        return
    language = someone.language
    context.remember(_note, talk, found, language, context.now)
    shown = _tools.sent(found.title[language], Html(""), language)
    noted = say("desk.wrong_noted", language)
    _tools.turn(context, talk, Html(f"{shown}\n{noted}"), [_after(talk, language)])


def _note(session: Any, talk: Talk, found: Answer, language: str, now: datetime) -> None:
    """Write the note: it says nothing of the conversation, or of who noticed."""
    words = say(
        "desk.wrong_note", language,
        title=found.title, topic=found.topic, language=language.upper(), day=found.reviewed,
    )  # fmt: skip
    once = f"wrong:{found.topic}:{language}:{now.date()}"  # a day
    _mail.to_general(session, desk.group_of(session, talk), words, now, once)


ACTS: dict[str, _tools.Act] = {"answers": _open, "answer": _send, "wrong": _wrong}
