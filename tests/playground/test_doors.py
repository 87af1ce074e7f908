"""Both doors, tried by a real python-telegram-bot Application and by bare HTTP."""

import asyncio
import gc
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from telegram import Bot as Library
from telegram import ChatMemberAdministrator
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)
from telegram.ext import Application

from bot.playground.files import Upload
from bot.playground.phone import Phone
from bot.playground.server import Server
from bot.playground.telegram import Telegram
from bot.wire.transport import AiohttpRequest, NotSent, Unknown
from tests.playground.conftest import Bot, echo_bot, until


@pytest.fixture
def ana(telegram: Telegram) -> Phone:
    phone = telegram.phone("Ana", "fr")
    phone.start()
    return phone


@pytest.fixture
async def server(telegram: Telegram) -> AsyncIterator[Server]:
    async with Server(telegram) as server:
        yield server


@pytest.fixture(params=["in process", "over HTTP", "over HTTP by our transport"])
async def library(
    request: pytest.FixtureRequest, telegram: Telegram, server: Server
) -> AsyncIterator[Library]:
    if request.param == "in process":
        door = telegram.request()
        bot = Library(telegram.token, request=door, get_updates_request=door)
    else:
        root = server.url
        ours = AiohttpRequest() if "our" in request.param else None
        bot = Library(
            telegram.token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=ours,
            get_updates_request=ours,
        )
    async with bot:
        yield bot


async def dialogue(telegram: Telegram) -> None:
    ana = telegram.phone("Ana", "fr")
    ana.say("Bonjour")
    await until(lambda: ana.replies)
    assert ana.last.text == "Bonjour"
    ana.press("Encore")
    await until(lambda: ana.last.edited)
    assert (ana.last.text, ana.last.labels) == ("Encore une fois", [])
    assert [alert.text for alert in ana.alerts] == ["Voilà"]
    assert ana.unanswered == 0
    assert telegram.refused == []


async def test_a_real_application_talks_through_the_door_in_process(
    telegram: Telegram, bot: Bot
) -> None:
    await dialogue(telegram)


async def test_a_real_application_talks_over_http(telegram: Telegram, server: Server) -> None:
    builder = Application.builder().token(telegram.token).base_url(f"{server.url}/bot")
    async with echo_bot(builder) as application:
        assert application.updater
        await application.start()
        await application.updater.start_polling(timeout=5)
        await dialogue(telegram)
        await application.updater.stop()
        await application.stop()


async def test_both_doors_take_files_and_give_them_back(library: Library, ana: Phone) -> None:
    name = "Lettre d’accès « é ».pdf"
    await library.send_document(ana.chat_id, b"%PDF-1.7 \x00", filename=name, caption="Voici")
    assert ana.last.document == (name, b"%PDF-1.7 \x00")
    sent = ana.send_photo().attachment
    assert sent
    fetched = await (await library.get_file(sent.id)).download_as_bytearray()
    assert bytes(fetched) == sent.content
    await library.send_document(ana.chat_id, ana.replies[-1].attachment.id)  # type: ignore[union-attr]
    assert ana.last.document == (name, b"%PDF-1.7 \x00")


async def test_both_doors_raise_what_the_library_raises_on_telegram(
    telegram: Telegram, library: Library, ana: Phone
) -> None:
    with pytest.raises(BadRequest, match="Message text is empty"):
        await library.send_message(ana.chat_id, "")
    telegram.faults.flood(3)
    with pytest.raises(RetryAfter):
        await library.send_message(ana.chat_id, "x")
    ana.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await library.send_message(ana.chat_id, "x")
    with pytest.raises(InvalidToken):  # the library's reading of 404
        await library.send_dice(ana.chat_id)


async def test_both_doors_break_where_the_network_breaks(
    telegram: Telegram, library: Library, ana: Phone
) -> None:
    telegram.faults.lose("sendMessage")
    with pytest.raises(NetworkError):
        await library.send_message(ana.chat_id, "x")
    assert [m.text for m in ana.replies] == ["x"], "it happened, though nobody was told"
    telegram.faults.disconnect("sendMessage")
    with pytest.raises(NetworkError):
        await library.send_message(ana.chat_id, "y")
    assert [m.text for m in ana.replies] == ["x"]


async def test_both_doors_know_groups_with_topics(
    telegram: Telegram, library: Library, ana: Phone
) -> None:
    forum = telegram.forum("Bénévoles", ana)
    forum.invite_bot(can_manage_topics=True, can_delete_messages=True)
    made = await library.create_forum_topic(forum.id, "Dossier 1")
    topic = forum.topics[made.message_thread_id]
    sent = await library.send_message(forum.id, "Fiche", message_thread_id=topic.id)
    assert sent.is_topic_message
    assert sent.reply_to_message
    assert sent.reply_to_message.forum_topic_created
    said = ana.say("Bonjour")
    await library.copy_message(forum.id, ana.chat_id, said.id, message_thread_id=topic.id)
    assert [message.text for message in topic.messages] == ["", "Fiche", "Bonjour"]
    about = await library.get_chat(forum.id)
    assert (about.is_forum, about.has_visible_history) == (True, True)
    member = await library.get_chat_member(forum.id, telegram.me["id"])
    assert isinstance(member, ChatMemberAdministrator)
    assert (member.can_manage_topics, member.can_pin_messages) == (True, False)
    led = await library.get_chat_administrators(forum.id)
    assert [one.user.first_name for one in led] == ["Ana"]
    assert await library.edit_forum_topic(forum.id, topic.id, name="Dossier 2")
    assert await library.close_forum_topic(forum.id, topic.id)
    assert await library.reopen_forum_topic(forum.id, topic.id)
    assert await library.delete_forum_topic(forum.id, topic.id)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await library.send_message(forum.id, "x", message_thread_id=topic.id)
    old = forum.id
    new = forum.upgrade()
    with pytest.raises(ChatMigrated) as moved:
        await library.send_message(old, "x")
    assert moved.value.new_chat_id == new
    forum.remove_bot()
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await library.send_message(new, "x")


async def test_the_two_ways_a_line_breaks_are_told_apart(telegram: Telegram, ana: Phone) -> None:
    bot = Library(telegram.token, request=telegram.request())
    telegram.faults.disconnect("sendMessage")
    with pytest.raises(NotSent):
        await bot.send_message(ana.chat_id, "x")
    telegram.faults.lose("sendMessage")
    with pytest.raises(Unknown):
        await bot.send_message(ana.chat_id, "x")


async def test_over_http_only_a_closed_server_is_sure_not_to_have_heard(
    telegram: Telegram, server: Server, ana: Phone
) -> None:
    ours = AiohttpRequest()
    bot = Library(telegram.token, base_url=f"{server.url}/bot", request=ours)
    async with ours:
        telegram.faults.disconnect("sendMessage")
        with pytest.raises(Unknown):
            await bot.send_message(ana.chat_id, "x")
        await server.close()
        with pytest.raises(NotSent):
            await bot.send_message(ana.chat_id, "x")
    assert ana.replies == []


async def test_another_token_opens_neither_door(telegram: Telegram, server: Server) -> None:
    token = "7000000001:" + "x" * 35
    for bot in (
        Library(token, request=telegram.request()),
        Library(token, base_url=f"{server.url}/bot"),
    ):
        with pytest.raises(InvalidToken):
            await bot.initialize()
        await bot.shutdown()


@pytest.mark.parametrize("form", ["json", "data", "multipart", "query"])
async def test_bare_http_is_read_in_every_form(
    telegram: Telegram, server: Server, ana: Phone, form: str
) -> None:
    url = f"{server.url}/bot{telegram.token}/sendMessage"
    keys = '{"inline_keyboard": [[{"text": "Oui", "callback_data": "é"}]]}'
    params = {"chat_id": str(ana.chat_id), "text": "é", "reply_markup": keys}
    sent: dict[str, Any] = {"params" if form == "query" else form: params}
    if form == "multipart":
        sent = {"data": aiohttp.FormData(params, default_to_multipart=True)}
    async with aiohttp.ClientSession() as session, session.post(url, **sent) as answer:
        body = await answer.json()
    assert body["result"]["text"] == ana.last.text == "é"
    assert ana.last.labels == ["Oui"]


async def test_a_closed_server_refuses_and_an_opened_one_goes_on(
    telegram: Telegram, server: Server
) -> None:
    url = f"{server.url}/bot{telegram.token}/getMe"
    async with aiohttp.ClientSession() as session:
        await session.get(url)
        await server.close()
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.get(url)
        await server.open()
        async with session.get(url) as answer:
            assert (await answer.json())["result"]["username"] == "traits_bot"


async def test_a_client_that_hangs_up_leaves_no_one_waiting(
    telegram: Telegram, server: Server, ana: Phone
) -> None:
    url = f"{server.url}/bot{telegram.token}/getUpdates"
    async with aiohttp.ClientSession() as session:
        first = (await (await session.post(url, json={})).json())["result"]
        after = {"offset": first[-1]["update_id"] + 1, "timeout": 50}
        hung_up = asyncio.create_task(session.post(url, json=after))
        await until(lambda: len(telegram.called("getUpdates")) == 2)
        hung_up.cancel()
        await until(lambda: telegram.arrivals.idle)
        ana.say("x")
        got = (await (await session.post(url, json=after)).json())["result"]
    assert [update["message"]["text"] for update in got] == ["x"]


async def test_a_client_that_dies_while_it_uploads_leaves_no_open_file(
    telegram: Telegram, server: Server
) -> None:
    head = (
        f"POST /bot{telegram.token}/sendDocument HTTP/1.1\r\nHost: localhost\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 900000\r\n\r\n"
        '--b\r\nContent-Disposition: form-data; name="document"; filename="a.pdf"\r\n\r\n'
    )
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(head.encode() + b"x" * 300_000)
    await writer.drain()
    url = f"{server.url}/bot{telegram.token}/getMe"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert answer.status == 200  # so the upload before it has begun
    writer.close()
    await server.close()
    gc.collect()  # an open file would warn here, and a warning fails


async def test_nothing_listens_beyond_this_machine(server: Server) -> None:
    assert server.url.startswith("http://127.0.0.1:")


async def test_a_part_may_be_attached_by_any_name(telegram: Telegram, ana: Phone) -> None:
    params = {"chat_id": ana.chat_id, "document": "attach://part7"}
    await telegram.call("sendDocument", params, {"part7": Upload("a.txt", b"x")})
    assert ana.last.document == ("a.txt", b"x")
