"""What Telegram's answers mean, and how a repeat says that it is one."""

from dataclasses import replace
from typing import Any

import pytest

from bot.wire.line import Reply
from bot.wire.outcome import Fate, judge, sent_anew
from bot.wire.repeat import marked
from db.parcel import Parcel


@pytest.mark.parametrize(
    ("code", "description", "fate"),
    [
        (200, "", Fate.SENT),
        (400, "Bad Request: message is not modified: specified new …", Fate.SENT),
        (400, "Bad Request: message to delete not found", Fate.SENT),
        (400, "Bad Request: message to edit not found", Fate.NOTHING_TO_EDIT),
        (400, "Bad Request: message can't be edited", Fate.NOTHING_TO_EDIT),
        (400, "Bad Request: MESSAGE_ID_INVALID", Fate.NOTHING_TO_EDIT),
        (400, "Bad Request: chat not found", Fate.NO_CHAT),
        (400, "Bad Request: message thread not found", Fate.NO_TOPIC),
        (400, "Bad Request: TOPIC_CLOSED", Fate.TOPIC_CLOSED),
        (400, "Bad Request: QUOTE_TEXT_INVALID", Fate.NO_QUOTE),
        (400, "Bad Request: not enough rights to create a topic", Fate.NO_RIGHTS),
        (401, "Unauthorized", Fate.STRANGER),
        (403, "Forbidden: user is deactivated", Fate.BLOCKED),
        (404, "Not Found", Fate.REFUSED),
        (409, "Conflict", Fate.NOT_SENT),
        (413, "Request Entity Too Large", Fate.REFUSED),
        (429, "Too Many Requests", Fate.FLOOD),
        (500, "Internal Server Error", Fate.UNKNOWN),
        (504, "Gateway Timeout", Fate.UNKNOWN),
    ],
)
def test_each_answer_has_one_fate(code: int, description: str, fate: Fate) -> None:
    assert judge(Reply(code, description=description)).fate is fate


@pytest.mark.parametrize(
    ("result", "message_id"),
    [
        ({"message_id": 5, "chat": {}}, 5),
        ({"message_thread_id": 7}, 7),
        (True, None),
        ([{"message_id": 5}], None),
        ({"message_id": "x"}, None),
    ],
)
def test_the_id_is_kept_by_which_a_later_call_can_name_it(
    result: Any, message_id: int | None
) -> None:
    assert judge(Reply(200, result)).message_id == message_id


def test_a_flood_lasts_as_long_as_telegram_says_or_a_second() -> None:
    assert judge(Reply(429, retry_after=35)).retry_after == 35
    assert judge(Reply(429)).retry_after == 1


def test_only_words_are_said_anew() -> None:
    params = {"message_id": 5, "text": "a", "reply_markup": {}}
    edit = Parcel(chat_id=1, method="editMessageText", params=params)
    assert sent_anew(edit) == ("sendMessage", {"text": "a", "reply_markup": {}})
    assert sent_anew(Parcel(chat_id=1, method="editMessageReplyMarkup", params={})) is None
    assert sent_anew(replace(edit, chat_id=-1)) is None, "it would stand outside its topic"


def parcel(method: str, again: str | None = "Again:", **params: Any) -> Parcel:
    return Parcel(chat_id=1, method=method, params=params, again_text=again, language="fr")


def test_a_message_says_at_its_top_that_it_is_a_repeat() -> None:
    [call] = marked(parcel("sendMessage", text="<b>a</b>", parse_mode="HTML"), None)
    assert call[:2] == ("sendMessage", {"text": "Again:\n\n<b>a</b>", "parse_mode": "HTML"})


def test_the_words_may_come_from_the_assembly_by_language() -> None:
    [call] = marked(parcel("sendMessage", None, text="a", parse_mode="HTML"), "({})".format)
    assert call[1]["text"] == "(fr)\n\na"


def test_plain_text_is_marked_in_plain_text() -> None:
    [call] = marked(parcel("sendMessage", "Sent again &amp; again", text="a <b"), None)
    assert call[1] == {"text": "Sent again & again\n\na <b"}


def test_a_file_says_it_in_its_caption() -> None:
    [call] = marked(parcel("sendDocument", caption="a", parse_mode="HTML"), None)
    assert call[1]["caption"] == "Again:\n\na"
    [call] = marked(parcel("sendDocument"), None)
    assert call[1] == {"caption": "Again:", "parse_mode": "HTML"}


@pytest.mark.parametrize(
    ("method", "params"),
    [
        pytest.param("sendMessage", {"text": "é" * 4090, "parse_mode": "HTML"}, id="no room"),
        pytest.param("sendMessage", {"text": "😀" * 2045, "parse_mode": "HTML"}, id="no UTF-16"),
        pytest.param("sendDocument", {"caption": "a" * 1020, "parse_mode": "HTML"}, id="caption"),
        pytest.param("sendMessage", {"text": "a", "entities": [{}]}, id="entities would shift"),
        pytest.param("copyMessage", {"message_id": 5}, id="not our words"),
        pytest.param("sendMediaGroup", {"media": []}, id="no place"),
    ],
)
def test_where_there_is_no_room_a_word_goes_before(method: str, params: dict[str, Any]) -> None:
    word, plain = marked(parcel(method, **params, message_thread_id=3), None)
    assert word[:2] == (
        "sendMessage",
        {"chat_id": 1, "text": "Again:", "parse_mode": "HTML", "message_thread_id": 3},
    )
    assert plain[:2] == (method, {**params, "message_thread_id": 3})


@pytest.mark.parametrize("method", ["editMessageText", "deleteMessage", "setMyCommands"])
def test_what_may_be_done_twice_needs_no_mark(method: str) -> None:
    assert marked(parcel(method, text="a"), None) == [(method, {"text": "a"}, {})]


def test_without_words_a_repeat_goes_as_it_is() -> None:
    assert marked(parcel("sendMessage", None, text="a"), None) == [
        ("sendMessage", {"text": "a"}, {})
    ]
