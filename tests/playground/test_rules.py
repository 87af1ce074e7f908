"""What Telegram refuses, in tables: the call, and Telegram's own words."""

from datetime import timedelta
from typing import Any

import pytest

from bot.clock import Clock
from bot.playground.files import MEGA, Upload
from bot.playground.phone import DOT, Phone
from bot.playground.telegram import Telegram
from tests.playground.conftest import refusal


@pytest.fixture
def ana(telegram: Telegram) -> Phone:
    phone = telegram.phone("Ana", "fr")
    phone.start()
    return phone


def button(**fields: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Oui", **fields}]]}


TEXTS = [
    ("", None, "message text is empty"),
    (" \n\t ", None, "text must be non-empty"),
    ("\u200b\u2060", None, "text must be non-empty"),
    ("<b></b>", "HTML", "text must be non-empty"),
    ("x" * 4097, None, "message is too long"),
    ("😀" * 2049, None, "message is too long"),
    ("é" * 16385, None, "text is too long"),
    ("<i>a</b>", "HTML", ("can't parse entities: Unmatched end tag at byte offset 4, "
     'expected "</i>", found "</b>"')),
    ("é<i>a", "HTML", 'can\'t parse entities: Can\'t find end tag corresponding to start tag "i"'),
    ("é</i>", "HTML", "can't parse entities: Unexpected end tag at byte offset 2"),
    ("<b", "HTML", "can't parse entities: Unclosed start tag at byte offset 0"),
    ("<b>x</b", "HTML", "can't parse entities: Unclosed end tag at byte offset 4"),
    ("a < b", "HTML", "can't parse entities: Unclosed start tag at byte offset 2"),
    ("a < b > c", "HTML", 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
    ("<div>x</div>", "HTML",
     'can\'t parse entities: Unsupported start tag "div" at byte offset 0'),
    ("<br>", "HTML", 'can\'t parse entities: Unsupported start tag "br" at byte offset 0'),
    ("<span>x</span>", "HTML",
     'can\'t parse entities: Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("x&nbsp;y", "HTML", 'can\'t parse entities: Unsupported entity "&nbsp;" at byte offset 1'),
    ("<b =x>y</b>", "HTML",
     "can't parse entities: Empty attribute name in the tag at byte offset 2"),
    ("<tg-emoji>x</tg-emoji>", "HTML",
     "can't parse entities: Invalid custom emoji identifier specified"),
    ("<code>a <b>x</b></code>", "HTML", 'stricter than Telegram: "b" inside code at byte offset 8'),
    ("<blockquote>a <blockquote>b</blockquote></blockquote>", "HTML",
     "stricter than Telegram: a quotation inside a quotation at byte offset 14"),
    ("<b>x</b> " * 101, "HTML",
     "stricter than Telegram: more than 100 entities, the rest would be dropped"),
    ("x", "Latex", "unsupported parse_mode"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "mode", "words"), TEXTS)
async def test_a_text_that_telegram_refuses_is_refused_in_its_words(
    telegram: Telegram, ana: Phone, text: str, mode: str | None, words: str
) -> None:
    params = {"parse_mode": mode} if mode else {}
    told = await refusal(telegram, "sendMessage", chat_id=ana.chat_id, text=text, **params)
    assert told == f"400 Bad Request: {words}"
    assert ana.replies == []


@pytest.mark.parametrize(
    ("text", "plain", "html"),
    [
        ("a\r\nb", "a\nb", "a\nb"),
        ("  <b>x </b>  ", "x", "<b>x</b>"),
        ("<B>x</b>", "x", "<b>x</b>"),
        ("<strong>a<em>b</em></strong>", "ab", "<b>a<i>b</i></b>"),
        ("1 &lt; 2 &amp;&quot;&#233;&#x1F600;", '1 < 2 &"é😀', '1 &lt; 2 &amp;"é😀'),
        ("a & b &copy", None, None),
        ("😀<b>x</b>", "😀x", "😀<b>x</b>"),
        ('<a href="https://x.org/?a=1&amp;b=2">y</a>', "y",
         '<a href="https://x.org/?a=1&amp;b=2">y</a>'),
        ("<a href='javascript:alert(1)'>y</a>", "y", "y"),
        ('<pre><code class="language-python">x</code></pre>', "x",
         '<pre><code class="language-python">x</code></pre>'),
        ("<blockquote expandable>x</blockquote>", "x",
         "<blockquote expandable>x</blockquote>"),
        ('<span class="tg-spoiler">x</span>', "x", "<tg-spoiler>x</tg-spoiler>"),
        ("x" * 4096, "x" * 4096, "x" * 4096),
        ("<b>" + "x" * 4096 + "</b>", "x" * 4096, "<b>" + "x" * 4096 + "</b>"),
    ],
)  # fmt: skip
async def test_html_is_read_as_telegram_reads_it(
    telegram: Telegram, ana: Phone, text: str, plain: str | None, html: str | None
) -> None:
    params = {"chat_id": ana.chat_id, "text": text, "parse_mode": "HTML"}
    if plain is None:
        assert "Unsupported entity" in await refusal(telegram, "sendMessage", **params)
        return
    await telegram.call("sendMessage", params)
    assert (ana.last.text, ana.last.html) == (plain, html)


async def test_what_telegram_recognises_by_itself_is_marked(telegram: Telegram, ana: Phone) -> None:
    text = "Écrivez à a.b@c.org, voyez https://x.org/a. ou /start <code>/no</code>"
    await telegram.call("sendMessage", {"chat_id": ana.chat_id, "text": text, "parse_mode": "HTML"})
    marks = [(e.type, e.offset, e.length) for e in ana.last.words.entities]
    assert marks == [("email", 10, 9), ("url", 27, 15), ("bot_command", 47, 6), ("code", 54, 3)]


FOUND = [
    ("Demandez à @camille_d.", ["mention @camille_d"]),
    ("@a @abc a@camille_d @camille_é", []),
    ("#droits #été_2026 et #12", ["hashtag #droits", "hashtag #été_2026"]),
    ("x#droits ##", []),
    ("$EUR $eur", ["cashtag $EUR"]),
    ("/start@traits_bot /fin. a/b </x", ["bot_command /start@traits_bot", "bot_command /fin"]),
    ("Voyez example.org/a?b=c, ou www.cnil.fr.", ["url example.org/a?b=c", "url www.cnil.fr"]),
    ("https://t.me/camille_d tg://user?id=7", ["url https://t.me/camille_d", "url tg://user?id=7"]),
    ("https://x.org/#droits", ["url https://x.org/#droits"]),
    ("fin.Et art. 12.3, p.ex. 3.14, lettre.pdf", []),
    ("a.b@example.org", ["email a.b@example.org"]),
    ("Au +33 6 12 34 56 78 ou 06 12 34 56 78", ["phone_number +33 6 12 34 56 78"]),
    ("@\u2060camille_d #\u2060droits /\u2060start", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), FOUND)
async def test_names_tags_and_addresses_are_found_without_marks(
    telegram: Telegram, ana: Phone, text: str, words: list[str]
) -> None:
    sent = await telegram.call("sendMessage", {"chat_id": ana.chat_id, "text": text})
    told = sent.get("entities", [])
    assert [f"{e['type']} {text[e['offset'] : e['offset'] + e['length']]}" for e in told] == words
    assert [entity.json() for entity in ana.last.words.entities] == told


@pytest.mark.parametrize("tag", ["code", "pre"])
async def test_nothing_is_found_inside_code(telegram: Telegram, ana: Phone, tag: str) -> None:
    text = f"<{tag}>@camille_d #droits /start https://x.org example.org a@b.org</{tag}>"
    params = {"chat_id": ana.chat_id, "text": text, "parse_mode": "HTML"}
    sent = await telegram.call("sendMessage", params)
    assert [entity["type"] for entity in sent["entities"]] == [tag]


KEYBOARDS = [
    (button(), "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
    (button(callback_data="x", url="https://x.org"),
     "stricter than Telegram: a button does exactly one thing"),
    (button(callback_data="é" * 33), "BUTTON_DATA_INVALID"),
    (button(copy_text={"text": "x" * 257}), "BUTTON_COPY_TEXT_INVALID"),
    (button(copy_text={"text": ""}), "BUTTON_COPY_TEXT_INVALID"),
    (button(url="mailto:a@b.org"),
     "inline keyboard button URL 'mailto:a@b.org' is invalid: Unsupported URL protocol"),
    (button(callback_data="x", style="blue"),
     "can't parse inline keyboard button: invalid button style specified"),
    (button(callback_data="x", styl="primary"),
     "stricter than Telegram: unknown or not simulated: styl"),
    ({"inline_keyboard": [[{"text": "", "callback_data": "x"}]]},
     "inline keyboard button text must be non-empty"),
    ({"inline_keyboard": [[{"text": "x", "callback_data": "x"}] * 9]}, "reply markup is too long"),
    ({"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101},
     "reply markup is too long"),
    ({"inline_keyboard": [{"text": "x", "callback_data": "x"}]},
     'field "inline_keyboard" must be an Array of Arrays'),
    ({"keyboard": [[""]]}, "keyboard button text must be non-empty"),
    ({"keyboard": [["x"]], "resize": True},
     "stricter than Telegram: unknown or not simulated: resize"),
    ({"buttons": []}, "stricter than Telegram: unknown reply markup"),
    ([], "object expected as reply markup"),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "words"), KEYBOARDS)
async def test_a_keyboard_that_telegram_refuses_is_refused(
    telegram: Telegram, ana: Phone, keys: Any, words: str
) -> None:
    told = await refusal(telegram, "sendMessage", chat_id=ana.chat_id, text="x", reply_markup=keys)
    assert told == f"400 Bad Request: {words}"


@pytest.mark.parametrize(
    "keys",
    [
        button(callback_data="é" * 32),
        button(copy_text={"text": "x" * 256}, style="success"),
        {"inline_keyboard": [[{"text": "x", "callback_data": "x"}] * 8] * 12},
        {"inline_keyboard": []},
        {"keyboard": [["Oui", {"text": "Non"}]], "resize_keyboard": True},
        {"remove_keyboard": True},
        {"force_reply": True},
    ],
)
async def test_a_keyboard_at_the_limit_is_taken(telegram: Telegram, ana: Phone, keys: Any) -> None:
    await telegram.call("sendMessage", {"chat_id": ana.chat_id, "text": "x", "reply_markup": keys})
    assert ana.last.text == "x"


CALLS: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"chat_id": 1, "text": "x"}, "400 Bad Request: chat not found"),
    ("sendMessage", {"chat_id": "@ana", "text": "x"}, "400 Bad Request: chat not found"),
    ("sendMessage", {"text": "x"}, "400 Bad Request: chat_id is empty"),
    ("sendMessage", {"text": "x", "reply_markup": "{"},
     "400 Bad Request: can't parse reply keyboard markup JSON object"),
    ("sendMessage", {"text": "x", "txt": "y"},
     ("400 Bad Request: stricter than Telegram: sendMessage has no parameter txt, "
     "or it is not simulated")),
    ("sendMessage", {"text": "x", "link_preview_options": {"disabled": True}},
     ("400 Bad Request: stricter than Telegram: link_preview_options has no field disabled, "
     "or it is not simulated")),
    ("sendPoll", {}, "404 Not Found: method not simulated: sendPoll"),
    ("sendChatAction", {"action": "dancing"}, "400 Bad Request: wrong parameter action in request"),
    ("answerCallbackQuery", {"callback_query_id": "7"},
     "400 Bad Request: query is too old and response timeout expired or query ID is invalid"),
    ("getFile", {"file_id": "x"}, "400 Bad Request: invalid file_id"),
    ("sendDocument", {}, "400 Bad Request: there is no document in the request"),
    ("sendDocument", {"document": "x"},
     "400 Bad Request: wrong file identifier/HTTP URL specified"),
    ("sendDocument", {"document": "attach://x"},
     "400 Bad Request: wrong file identifier/HTTP URL specified"),
    ("deleteMessages", {"message_ids": [], "chat_id": "ANA"},
     "400 Bad Request: message identifiers are not specified"),
    ("deleteMessages", {"message_ids": [1] * 101, "chat_id": "ANA"},
     "400 Bad Request: too many message identifiers specified"),
    ("deleteMessage", {"message_id": 999, "chat_id": "ANA"},
     "400 Bad Request: message to delete not found"),
    ("editMessageText", {"message_id": 999, "text": "x", "chat_id": "ANA"},
     "400 Bad Request: message to edit not found"),
    ("editMessageText", {"message_id": 1, "text": "x", "chat_id": "ANA"},
     "400 Bad Request: message can't be edited"),
    ("editMessageText", {"text": "x", "chat_id": "ANA"},
     "400 Bad Request: message identifier is not specified"),
    ("copyMessage", {"from_chat_id": "ANA", "message_id": 999, "chat_id": "ANA"},
     "400 Bad Request: message to copy not found"),
    ("setMessageReaction", {"message_id": 1, "chat_id": "ANA",
                            "reaction": [{"type": "emoji", "emoji": "🫠"}]},
     "400 Bad Request: REACTION_INVALID"),
    ("leaveChat", {"chat_id": "ANA"},
     "400 Bad Request: chat member status can't be changed in private chats"),
    ("setMyCommands", {"commands": [{"command": "Start", "description": "x"}]},
     "400 Bad Request: BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "start", "description": "x" * 257}]},
     "400 Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"),
    ("setMyCommands", {"commands": [{"command": "start", "description": "x"}] * 101},
     "400 Bad Request: BOT_COMMANDS_TOO_MUCH"),
    ("setMyCommands", {"commands": [], "language_code": "fr-CA"},
     "400 Bad Request: invalid language code specified"),
    ("setMyName", {"name": "x" * 65}, "400 Bad Request: name is too long"),
    ("setMyDescription", {"description": "x" * 513}, "400 Bad Request: description is too long"),
    ("setMyShortDescription", {"short_description": "x" * 121},
     "400 Bad Request: short description is too long"),
    ("setWebhook", {"url": "http://x.org"},
     "400 Bad Request: bad webhook: An HTTPS URL must be provided for webhook"),
    ("setWebhook", {"url": "https://x.org", "secret_token": "é"},
     "400 Bad Request: secret token contains unallowed characters"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "params", "words"), CALLS)
async def test_a_call_that_telegram_refuses_is_refused(
    telegram: Telegram, ana: Phone, method: str, params: dict[str, Any], words: str
) -> None:
    meant = {name: ana.chat_id if value == "ANA" else value for name, value in params.items()}
    assert await refusal(telegram, method, **meant) == words
    assert [call.method for call in telegram.refused] == [method]


async def test_a_caption_holds_1024_characters(telegram: Telegram, ana: Phone) -> None:
    files = {"document": Upload("a.pdf", b"%PDF")}
    params = {"chat_id": ana.chat_id, "caption": "x" * 1024}
    await telegram.call("sendDocument", params, files)
    told = await refusal(telegram, "sendDocument", files, **{**params, "caption": "x" * 1025})
    assert told == "400 Bad Request: message caption is too long"


@pytest.mark.parametrize(
    ("method", "upload", "words"),
    [
        ("sendDocument", Upload("a", b""), "400 Bad Request: file must be non-empty"),
        ("sendDocument", Upload("a", bytes(50 * MEGA + 1)), "413 Request Entity Too Large"),
        ("sendPhoto", Upload("a", bytes(10 * MEGA + 1)),
         ("400 Bad Request: file of size 10485761 bytes is too big for a photo; "
         "the maximum size is 10485760 bytes")),
        ("sendPhoto", Upload("a.png", b"no picture"), "400 Bad Request: IMAGE_PROCESS_FAILED"),
    ],
)  # fmt: skip
async def test_a_file_that_telegram_refuses_is_refused(
    telegram: Telegram, ana: Phone, method: str, upload: Upload, words: str
) -> None:
    kind = method.removeprefix("send").lower()
    assert await refusal(telegram, method, {kind: upload}, chat_id=ana.chat_id) == words


async def test_a_bot_fetches_20_megabytes_and_no_more(telegram: Telegram, ana: Phone) -> None:
    small = ana.send_document("a.pdf", b"%PDF").attachment
    large = ana.send_document("b.pdf", bytes(20 * MEGA + 1)).attachment
    assert small
    assert large
    about = await telegram.call("getFile", {"file_id": small.id})
    assert telegram.files.fetch(about["file_path"]) == b"%PDF"
    told = await refusal(telegram, "getFile", file_id=large.id)
    assert told == "400 Bad Request: file is too big"


async def test_an_edit_that_changes_nothing_is_refused(telegram: Telegram, ana: Phone) -> None:
    sent = await telegram.call("sendMessage", {"chat_id": ana.chat_id, "text": "x"})
    same = {"chat_id": ana.chat_id, "message_id": sent["message_id"], "text": " x "}
    told = await refusal(telegram, "editMessageText", **same)
    assert told.startswith("400 Bad Request: message is not modified: specified new message")
    await telegram.call("editMessageText", {**same, "reply_markup": button(callback_data="y")})
    assert ana.last.labels == ["Oui"]
    assert not ana.last.edited, "only a change of the words says so"
    await telegram.call("editMessageText", {**same, "text": "z"})
    assert (ana.last.text, ana.last.labels, ana.last.edited) == ("z", [], True)


async def test_text_and_caption_are_edited_apart(telegram: Telegram, ana: Phone) -> None:
    await telegram.call("sendPhoto", {"chat_id": ana.chat_id}, {"photo": Upload("a.png", DOT)})
    place = {"chat_id": ana.chat_id, "message_id": ana.last.id}
    told = await refusal(telegram, "editMessageText", **place, text="x")
    assert told == "400 Bad Request: there is no text in the message to edit"
    await telegram.call("editMessageCaption", {**place, "caption": "x"})
    assert (ana.last.text, ana.last.photo) == ("x", DOT)


async def test_a_message_under_a_reply_keyboard_cannot_be_edited(
    telegram: Telegram, ana: Phone
) -> None:
    keys = {"keyboard": [["Oui"]]}
    await telegram.call("sendMessage", {"chat_id": ana.chat_id, "text": "x", "reply_markup": keys})
    told = await refusal(
        telegram, "editMessageText", chat_id=ana.chat_id, message_id=ana.last.id, text="y"
    )
    assert told == "400 Bad Request: message can't be edited"


async def test_48_hours_later_nothing_can_be_deleted(
    telegram: Telegram, ana: Phone, clock: Clock
) -> None:
    theirs = ana.say("x")
    await telegram.call("sendMessage", {"chat_id": ana.chat_id, "text": "y"})
    clock.skip(timedelta(hours=47, minutes=59))
    place = {"chat_id": ana.chat_id, "message_id": theirs.id}
    await telegram.call("deleteMessage", place)
    assert theirs not in ana.messages
    clock.skip(timedelta(minutes=1))
    old = {"chat_id": ana.chat_id, "message_ids": [theirs.id, ana.last.id]}
    told = await refusal(telegram, "deleteMessages", **old)
    assert told == "400 Bad Request: message can't be deleted for everyone"


async def test_whom_the_bot_may_write_to(telegram: Telegram) -> None:
    bob = telegram.phone("Bob", "en")
    params = {"chat_id": bob.chat_id, "text": "x"}
    told = await refusal(telegram, "sendMessage", **params)
    assert told == "403 Forbidden: bot can't initiate conversation with a user"
    bob.start()
    await telegram.call("sendMessage", params)
    bob.block()
    told = await refusal(telegram, "sendMessage", **params)
    assert told == "403 Forbidden: bot was blocked by the user"
    bob.unblock()
    await telegram.call("sendMessage", params)
    assert len(bob.replies) == 2


async def test_a_reply_needs_what_it_replies_to(telegram: Telegram, ana: Phone) -> None:
    place = {"chat_id": ana.chat_id, "text": "x"}
    told = await refusal(telegram, "sendMessage", **place, reply_parameters={"message_id": 99})
    assert told == "400 Bad Request: message to be replied not found"
    loose = {"message_id": 99, "allow_sending_without_reply": True}
    await telegram.call("sendMessage", {**place, "reply_parameters": loose})
    assert ana.last.reply_to is None
    first = ana.messages[0]
    await telegram.call("sendMessage", {**place, "reply_parameters": {"message_id": first.id}})
    assert ana.last.reply_to is first


async def test_a_press_is_answered_within_its_time(
    telegram: Telegram, ana: Phone, clock: Clock
) -> None:
    keys = button(callback_data="a:b:c")
    await telegram.call("sendMessage", {"chat_id": ana.chat_id, "text": "x", "reply_markup": keys})
    ana.press("Oui")
    (press,) = telegram.presses
    long = await refusal(telegram, "answerCallbackQuery", callback_query_id=press, text="x" * 201)
    assert long == "400 Bad Request: MESSAGE_TOO_LONG"
    assert ana.unanswered == 1
    clock.skip(timedelta(seconds=151))
    late = await refusal(telegram, "answerCallbackQuery", callback_query_id=press)
    assert late.startswith("400 Bad Request: query is too old")


async def test_a_group_can_be_left_and_is_then_closed(telegram: Telegram, ana: Phone) -> None:
    group = ana.invite("Voisins")
    group.say(ana, "/aide")
    await telegram.call("leaveChat", {"chat_id": group.chat.id})
    told = await refusal(telegram, "sendMessage", chat_id=group.chat.id, text="x")
    assert told == "403 Forbidden: bot is not a member of the supergroup chat"
    kinds = [set(one) - {"update_id"} for one in await telegram.call("getUpdates", {})]
    assert kinds == [{"message"}, {"my_chat_member"}, {"message"}]
