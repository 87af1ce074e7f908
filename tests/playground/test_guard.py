"""Who may reach the page, tried over bare HTTP as another page or program would."""

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.playground.files import Upload
from bot.playground.forum import Forum
from bot.playground.guard import HEADER
from bot.playground.phone import DOT, Phone
from bot.playground.serve import page_app
from bot.playground.teamwork import volunteers
from bot.playground.telegram import Telegram

ROOT = Path(__file__).parents[2]


@dataclass
class Site:
    """The page as it is served, and somebody who asks for it."""

    session: aiohttp.ClientSession
    telegram: Telegram
    port: int
    skipped: list[timedelta] = field(default_factory=list)
    token: str = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ana(self) -> Phone:
        return next(iter(self.telegram.phones.values()))

    @property
    def forum(self) -> Forum:
        return next(iter(self.telegram.forums.values()))

    @property
    def state(self) -> tuple[object, ...]:
        """Return all that a deed could change."""
        members = self.forum.chat.members
        return (
            [message.id for message in self.ana.messages],
            [(message.id, message.text) for message in self.forum.messages],
            [(topic.id, topic.closed) for topic in self.forum.topics.values()],
            members and [one.user["id"] for one in members.there],
            len(self.telegram.phones),
            len(self.telegram.presses),
            len(self.telegram.arrivals),
        )

    def headers(self, **changed: str | None) -> dict[str, str]:
        """Return what the page itself sends, with some of it changed or left out."""
        sent = {"Origin": self.url, HEADER: self.token, "Sec-Fetch-Site": "same-origin", **changed}
        return {name: value for name, value in sent.items() if value is not None}

    async def post(self, path: str, asked: dict[str, Any], **changed: str | None) -> int:
        """Ask for a deed, and return the status of the answer."""
        headers = self.headers(**changed)
        async with self.session.post(self.url + path, json=asked, headers=headers) as answer:
            return answer.status


@pytest.fixture
async def site(telegram: Telegram) -> AsyncIterator[Site]:
    skipped: list[timedelta] = []

    async def settle() -> None:
        await asyncio.sleep(0)

    async def skip(step: timedelta) -> None:
        skipped.append(step)

    telegram.phone("Ana", "fr").start()
    forum = volunteers(telegram)
    topic = forum.open_topic(forum.owner, "Renard")
    keys = {"inline_keyboard": [[{"text": "Je prends", "callback_data": "take"}]]}
    sent = {"chat_id": forum.id, "text": "Une question", "message_thread_id": topic.id}
    await telegram.call("sendMessage", {**sent, "reply_markup": keys})
    runner = web.AppRunner(page_app(telegram, settle, skip, forum), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession() as session:
        found = Site(session, telegram, runner.addresses[0][1], skipped)
        async with session.get(found.url + "/api/state") as answer:
            found.token = (await answer.json())["token"]
        yield found
    await runner.cleanup()


def deeds(site: Site) -> list[tuple[str, dict[str, Any]]]:
    """Return every deed with what would make it succeed."""
    chat, message = site.ana.chat_id, site.ana.messages[0].id
    return [
        (f"/api/chats/{chat}/say", {"text": "Bonjour"}),
        (f"/api/chats/{chat}/edit", {"message": message, "text": "Bonsoir"}),
        (f"/api/chats/{chat}/block", {}),
        (f"/api/chats/{chat}/unblock", {}),
        (f"/api/chats/{chat}/start", {"payload": ""}),
        ("/api/people", {"language": "fr"}),
        ("/api/skip", {"step": "day"}),
        *group_deeds(site),
    ]


def group_deeds(site: Site) -> list[tuple[str, dict[str, Any]]]:
    """Return every deed in the group, in an order in which all of them succeed."""
    forum = site.forum
    (topic,) = forum.topics.values()
    robin = next(one for one in site.telegram.phones.values() if one.first_name == "Robin")
    lou = {"writer": forum.owner.chat_id}
    there = {**lou, "topic": topic.id}
    last = topic.messages[-1].id
    return [
        ("/api/group/say", {**there, "text": "Bonjour", "reply": last, "quote": "question"}),
        ("/api/group/edit", {**lou, "message": last + 1, "text": "Bonsoir"}),
        ("/api/group/press", {**lou, "message": last, "row": 0, "column": 0}),
        ("/api/group/close", there),
        ("/api/group/reopen", there),
        ("/api/group/leave", {"writer": robin.chat_id}),
        ("/api/group/join", {"writer": robin.chat_id}),
    ]


STRANGERS = [
    pytest.param({"Host": "example.org"}, id="a name that was made to point here"),
    pytest.param({"Host": "127.0.0.1:1"}, id="another port"),
    pytest.param({"Host": "127.0.0.1.example.org"}, id="a name that begins like ours"),
    pytest.param({"Origin": "https://example.org"}, id="another page"),
    pytest.param({"Origin": "http://127.0.0.1:1"}, id="another page of this machine"),
    pytest.param({"Origin": "null"}, id="a page without an origin"),
    pytest.param({"Origin": None}, id="no origin"),
    pytest.param({HEADER: None}, id="no token"),
    pytest.param({HEADER: "guessed"}, id="a guessed token"),
    pytest.param({HEADER: "é"}, id="a token that is not ASCII"),
    pytest.param({"Sec-Fetch-Site": "cross-site"}, id="a form on another site"),
    pytest.param({"Sec-Fetch-Site": "same-site"}, id="another port of this site"),
]


@pytest.mark.parametrize("changed", STRANGERS)
async def test_a_stranger_changes_nothing(site: Site, changed: dict[str, str | None]) -> None:
    before = site.state
    for path, asked in deeds(site):
        assert await site.post(path, asked, **changed) == 403, path
    assert site.state == before
    assert not site.ana.chat.blocked
    assert not site.skipped


async def test_the_page_itself_may_do_all_of_it(site: Site) -> None:
    for path, asked in deeds(site):
        assert await site.post(path, asked) == 200, path
    assert site.skipped == [timedelta(days=1)]
    (topic,) = site.forum.topics.values()
    assert [one.text for one in topic.messages if one.text] == ["Une question", "Bonsoir"]
    assert len(site.telegram.presses) == 1


@pytest.mark.parametrize(
    "changed",
    [{"Host": "example.org"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=["a name that was made to point here", "another site"],
)
@pytest.mark.parametrize(
    "path",
    ["/", "/api/state", "/api/events", "/page/page.js", "/api/group/topics/1?writer=0"],
)
async def test_a_stranger_reads_nothing(site: Site, path: str, changed: dict[str, str]) -> None:
    async with site.session.get(site.url + path, headers=changed) as answer:
        assert answer.status == 403
        assert site.token not in await answer.text()


async def test_the_token_is_told_once_and_stands_in_no_page(site: Site) -> None:
    for path in ("/", "/page/page.js", "/page/talk.js"):
        async with site.session.get(site.url + path) as answer:
            assert site.token not in await answer.text()


NAMES = [
    'a".html',
    "a'b.pdf",
    "line\r\nSet-Cookie: a=b.pdf",
    "../../etc/passwd",
    "..\\..\\windows.ini",
    "dossier/sous-dossier/réponse.pdf",
    "\u202efdp.exe",
    "\0.txt",
    "é" * 300 + ".pdf",
]


@pytest.mark.parametrize("name", NAMES)
async def test_a_file_is_given_out_under_a_harmless_name(site: Site, name: str) -> None:
    kept = site.telegram.files.keep("document", Upload(name, b"<script>alert(1)</script>", None))
    async with site.session.get(f"{site.url}/files/{kept.id}") as answer:
        assert answer.status == 200
        told = answer.headers["Content-Disposition"]
        assert re.fullmatch(r"(attachment|inline); filename\*=UTF-8''[A-Za-z0-9%._~-]+", told)
        assert not re.search(r"%2F|%5C|%22|%0D|%0A|%00", told)
        assert answer.content_type in {"application/octet-stream", "application/pdf"}
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in answer.headers


async def test_nothing_sent_is_run_whatever_it_calls_itself(site: Site) -> None:
    for mime in ("text/html", "image/svg+xml", "application/xhtml+xml", "text/javascript"):
        kept = site.telegram.files.keep("document", Upload("a.html", b"<script>", mime))
        async with site.session.get(f"{site.url}/files/{kept.id}") as answer:
            assert answer.content_type == "application/octet-stream"
            assert answer.headers["Content-Disposition"].startswith("attachment")


async def test_a_picture_is_shown_and_keeps_the_policy(site: Site) -> None:
    kept = site.telegram.files.keep("photo", Upload("me.png", DOT))
    async with site.session.get(f"{site.url}/files/{kept.id}") as answer:
        assert answer.content_type == "image/png"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["/page/../serve.py", "/page/%2e%2e/serve.py", "/files/..%2f..", "/page/nothing.js"]
)
async def test_only_the_page_and_its_files_are_given_out(site: Site, path: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n\r\n".encode())
    assert (await reader.readline()).split()[1] == b"404"
    writer.close()


async def test_a_text_with_markup_is_handed_on_as_text(site: Site) -> None:
    text = '<script>alert("1")</script> & <b>gras</b>'
    await site.post(f"/api/chats/{site.ana.chat_id}/say", {"text": text})
    async with site.session.get(f"{site.url}/api/chats/{site.ana.chat_id}") as answer:
        told = (await answer.json())["changed"][-1]
        assert answer.content_type == "application/json"
    assert told["text"] == text
    assert told["entities"] == []


@pytest.mark.parametrize(
    "asked",
    [[], "text", {"text": ""}, {"text": "a", "reply": -1}, {"text": "a", "reply": "1"}],
)
async def test_nonsense_is_refused_without_a_word_to_the_bot(site: Site, asked: Any) -> None:
    before = len(site.ana.messages)
    assert await site.post(f"/api/chats/{site.ana.chat_id}/say", asked) in {200, 400, 409}
    assert len(site.ana.messages) == before


@pytest.mark.parametrize(
    "changed",
    [
        {"writer": None},
        {"writer": -1},
        {"writer": "0"},
        {"writer": True},
        {"writer": 7_000_000_002},  # Ana, who is no volunteer
        {"topic": 0},
        {"topic": 999},
        {"topic": "1"},
        {"message": 999},
        {"message": 10**30},
        {"row": 1},
        {"column": -1},
        {"text": ""},
    ],
)
async def test_nonsense_from_the_group_changes_nothing(site: Site, changed: dict[str, Any]) -> None:
    before, asked_for = site.state, group_deeds(site)
    for path, asked in asked_for:
        if changed.keys() <= asked.keys():
            wrong = {**asked, **changed}
            told = {name: value for name, value in wrong.items() if value is not None}
            assert await site.post(path, told) in {200, 400, 404, 409}, path
    assert site.state == before


async def test_nobody_named_is_not_the_group_itself(site: Site) -> None:
    path = f"{site.url}/api/group/topics/1"
    for query, status in (("", 400), ("?writer=0", 200), ("?writer=", 400), ("?writer=x", 400)):
        async with site.session.get(path + query) as answer:
            assert answer.status == status, query


@pytest.mark.parametrize(
    ("kind", "name"), [("document", "a.pdf"), ("photo", "a.png"), ("voice", None)]
)
async def test_a_file_goes_into_the_topic_it_is_meant_for(
    site: Site, kind: str, name: str | None
) -> None:
    (topic,) = site.forum.topics.values()
    lou = site.forum.owner.chat_id
    form = aiohttp.FormData({"as": kind, "writer": str(lou), "topic": str(topic.id)})
    if name:
        form.add_field("file", DOT, filename=name)
    url = f"{site.url}/api/group/send"
    async with site.session.post(url, data=form, headers=site.headers()) as answer:
        assert answer.status == 200
    kept = topic.messages[-1].attachment
    assert kept
    assert kept.kind == kind


async def test_every_answer_wears_the_policy_even_a_refusal(site: Site) -> None:
    for path, status in (("/", 200), ("/nothing", 404), ("/api/chats/1", 404)):
        async with site.session.get(site.url + path) as answer:
            assert answer.status == status
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["X-Frame-Options"] == "DENY"
            assert answer.headers["Cache-Control"] == "no-store"
            assert "Access-Control-Allow-Origin" not in answer.headers


async def test_it_can_be_reached_from_this_machine_only(tmp_path: Path) -> None:
    """On Linux all of 127.0.0.0/8 is this machine: a server for everybody answers on 127.0.0.2."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "TRAITS_DATABASE_URL": "postgresql://nobody@192.0.2.1/real"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "playground", "--port", str(port), "--data", str(tmp_path),
        cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout
    try:
        said = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
        assert f"http://127.0.0.1:{port}" in said
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{port}/") as answer,
        ):
            assert answer.status == 200
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.2", port)
        assert (tmp_path / "playground.db").exists()
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 15) == 0
