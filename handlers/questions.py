"""A question in the person's own words, and its answer."""

from collections.abc import Iterator, Sequence

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot import answers
from db import counter
from handlers import actions
from handlers.context import Button, Context

_BUTTONS = 5  # of « did you mean »
_RELATED = 3
_OF_NO_CASE = {"all", "no", "continue"}  # their ids are not those of cases
_VERDICTS = {"yes": "helpful", "no": "unhelpful"}


async def text(_: Update, context: Context) -> None:
    """Take free text: the answer to a step that waits for it, a word to a case, or a question."""
    if await context.go("desk reply"):
        return
    if context.sheet and await context.take_text(context.sheet.flow):
        return
    if await context.go("desk text"):
        return
    if context.person.country is None and await context.go("lives_in"):
        return
    case_id = _case_replied_to(context)
    if case_id and not context.text.rstrip().endswith("?"):
        await context.go("case", case_id)
    else:
        await _answer(context, context.text)


async def ask(_: Update, context: Context) -> None:
    """Answer what follows the command, or say how to ask."""
    question = " ".join(context.args or [])
    if question:
        await _answer(context, question)
    else:
        context.say("questions.how")


async def pressed(_: Update, context: Context) -> None:
    """Open a topic, or offer others."""
    verb, topic = context.press.verb, context.press.id
    if verb == "topic" and answers.answer(topic):
        _show(context, topic, context.pressed_reply_id)
    elif verb == "other":
        await _offer_others(context, topic)
    elif verb == "none":
        context.say("questions.none", rows=_ways_on(context))
    elif verb in _VERDICTS and answers.answer(topic):
        _count(context, topic, _VERDICTS[verb])
    elif verb == "own":  # « it is a question », asked back at a step that waited for a name
        await _answer(context, context.pressed_reply or "")
    else:
        await context.lost()


async def open_topic(context: Context, topic: str) -> None:
    """Open the topic that a link names."""
    if answers.answer(topic):
        _show(context, topic, None)
    else:
        context.say("questions.none", rows=_ways_on(context))


async def _answer(context: Context, question: str) -> None:
    found = await answers.search(question, context.language, _reading(context))
    if found.outcome == "sure" and answers.answer(found.topic):
        _show(context, found.topic, context.message.message_id)
    elif found.outcome == "smalltalk":
        await _greet(context)
    elif found.language_note:
        context.tell(found.language_note)
    elif found.danger:
        _worry(context, found.also)
    elif found.outcome == "none":
        context.say("questions.none", rows=_ways_on(context))
    else:
        _did_you_mean(context, [found.topic, *found.also])


def _reading(context: Context) -> answers.Reading:
    """Return what may break a tie: the country, and the answer that this message replies to."""
    residence = context.person.residence
    for feature, verb, id_ in _buttons_replied_to(context):
        if feature == "questions" and verb in {"other", *_VERDICTS} and id_:
            return answers.Reading(id_, residence)
    return answers.Reading(country=residence)


def _case_replied_to(context: Context) -> str | None:
    """Return the one case that the message replied to is about."""
    named = {
        id_
        for feature, verb, id_ in _buttons_replied_to(context)
        if feature == "cases" and id_ and verb not in _OF_NO_CASE
    }
    return named.pop() if len(named) == 1 else None


def _buttons_replied_to(context: Context) -> Iterator[tuple[str, str, str]]:
    """Give feature, verb and id of each button under the message that this one replies to."""
    read = context.message.reply_to_message
    for row in read.reply_markup.inline_keyboard if read and read.reply_markup else ():
        for button in row:
            feature, verb, id_ = [*str(button.callback_data or "").split(":", 2), "", ""][:3]
            yield feature, verb, id_


async def worry(context: Context) -> None:
    """Say whom to call, to somebody whose words go to the volunteers: they may be slow."""
    _worry(context, [])


def _worry(context: Context, topics: Sequence[str]) -> None:
    """Say whom to call before anything else; the matching topics stay within reach."""
    residence = context.person.residence
    rows = _known(context, topics)
    if context.talk is None and context.services.volunteers.serving(context.language):
        rows.append([context.button("desk.human", "desk:human:")])
    if numbers := answers.emergency.lines(residence, context.language):
        context.say("questions.danger", numbers=numbers, rows=rows)
    elif residence:
        context.say("questions.danger_unlisted", rows=rows)
    else:
        where = [context.button("settings.country", "settings:country:")]
        context.say("questions.danger_anywhere", rows=[where, *rows])


async def small(_: Update, context: Context) -> None:
    """Answer a sticker, a die or a poll as one answers a greeting."""
    if context.talk:
        context.say("desk.kind_refused", reply=True)
    else:
        await _greet(context)


async def _greet(context: Context) -> None:
    if context.person.introduced:
        context.say("questions.smalltalk", rows=_first_topics(context))
    else:
        await context.go("hello")


def _did_you_mean(context: Context, topics: list[str]) -> None:
    rows = _known(context, topics)
    unwritten = next((topic for topic in topics[:1] if not answers.answer(topic)), None)
    if unwritten:
        key = "questions.unwritten_near" if rows else "questions.unwritten"
        context.say(
            key, title=answers.title(unwritten), rows=rows or _first_topics(context), reply=True
        )
    elif rows:
        context.say(
            "questions.did_you_mean",
            rows=[*rows, [context.button("questions.none_of_these", "questions:none:")]],
            reply=True,
        )
    else:
        context.say("questions.none", rows=_ways_on(context), reply=True)


def _show(context: Context, topic: str, question_id: int | None) -> None:
    found = answers.answer(topic)
    assert found is not None  # noqa: S101  every caller has looked
    page = found.html(context.language, context.person.residence, context.today)
    asked = question_id is not None
    rows = _after(context, found, asked=asked)
    context.tell(page, rows=rows, reply_to=question_id)
    if context.person.country is None:
        context.say(
            "questions.where", rows=[[context.button("settings.country", "settings:country:")]]
        )


def _after(
    context: Context, found: answers.Answer, *, asked: bool, verdict: str = ""
) -> list[list[Button]]:
    rows = []
    if action := actions.button(found, context.language):
        rows.append([action])
    rows += [[_topic_button(context, topic)] for topic in found.related[:_RELATED]]
    if not verdict:
        rows.append(_verdicts(context, found.topic))
    elif verdict == "unhelpful" and found.action != "human":
        rows.append([context.button("desk.human", f"desk:topic:{found.topic}")])
    if asked:
        rows.append(
            [context.button("questions.not_what_i_asked", f"questions:other:{found.topic}")]
        )
    return rows


def _verdicts(context: Context, topic: str) -> list[Button]:
    return [
        context.button(f"questions.{verdict}", f"questions:{verb}:{topic}")
        for verb, verdict in _VERDICTS.items()
    ]


def _count(context: Context, topic: str, verdict: str) -> None:
    """Count a verdict, tied to nobody; its buttons go, so that it is given once."""
    context.remember(counter.add, topic, context.language, verdict)
    found = answers.answer(topic)
    assert found is not None  # noqa: S101  the caller has looked
    asked = context.pressed_reply_id is not None
    context.rekey(_after(context, found, asked=asked, verdict=verdict))
    context.alert(f"questions.thanks_{verdict}")


async def _offer_others(context: Context, shown: str) -> None:
    question = context.pressed_reply
    if question is None:  # the question is gone from the chat, and we did not keep it
        context.say("questions.ask_again")
        return
    found = await answers.search(question, context.language, _reading(context))
    rest = [topic for topic in (found.topic, *found.also) if topic != shown]
    rows = _known(context, rest)
    if rows:
        context.say(
            "questions.did_you_mean",
            rows=[*rows, [context.button("questions.none_of_these", "questions:none:")]],
        )
    else:
        context.say("questions.none", rows=_ways_on(context))


def _known(context: Context, topics: Sequence[str]) -> list[list[Button]]:
    return [[_topic_button(context, topic)] for topic in topics if answers.answer(topic)][:_BUTTONS]


def _first_topics(context: Context) -> list[list[Button]]:
    first = [[_topic_button(context, found.topic)] for found in answers.first()]
    return [*first, [context.button("questions.browse", "topics:all:")]]


def _ways_on(context: Context) -> list[list[Button]]:
    """Return what is left when no answer fits: all topics, or a person."""
    return [*_first_topics(context), [context.button("desk.human", "desk:human:")]]


def _topic_button(context: Context, topic: str) -> Button:
    return Button(answers.title(topic)[context.language], f"questions:topic:{topic}")


HANDLERS = [
    CommandHandler(["ask", "question"], ask),
    CallbackQueryHandler(pressed, r"^questions:"),
    MessageHandler(filters.TEXT & ~filters.COMMAND, text),
    MessageHandler(filters.Sticker.ALL | filters.Dice.ALL | filters.POLL, small),
]
DOORS = {"topic": open_topic, "worry": worry}
