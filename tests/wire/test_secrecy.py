"""The token and people's words are in no log, no error and no representation."""

import io
import logging
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
from telegram.ext import Application

from bot.clock import Clock
from bot.refusal import Refusal
from bot.wire import AiohttpRequest, Limits, Mask, Webhook, Wire, bot
from bot.wire.secrecy import hush, masked, trace
from bot.wire.transport import Unknown
from bot.wire.work import current
from db.store import Store
from tests.wire.conftest import application
from tests.wire.fake import TOKEN, Fake, refused
from tests.wire.test_transport import Server, server  # noqa: F401  a fixture

MARK = "Zoé Marqueur, 12 rue du Repère"
SECRET = TOKEN.partition(":")[2]


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Return all that any log writes, from DEBUG on, with a mask only where ``hush`` puts one."""
    paper = io.StringIO()
    handler = logging.StreamHandler(paper)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield paper
    root.setLevel(level)
    root.removeHandler(handler)


async def use(wire: Wire, telegram: Fake) -> None:
    """Have good and bad things happen."""
    telegram.answer(
        "sendMessage",
        Unknown("x"),
        refused(400, f"Bad Request: {MARK}"),
        refused(403, f"Forbidden: {MARK}"),
        RuntimeError(f"https://api.telegram.org/bot{TOKEN}/sendMessage {MARK}"),
    )
    for number in range(6):
        telegram.say(number + 1, MARK)
    telegram.deliver("message", {"text": MARK})
    await wire.settle()


async def test_nothing_is_said_about_anybody_in_any_log(
    telegram: Fake, store: Store, clock: Clock, written: io.StringIO
) -> None:
    async def handle(update: Any) -> None:
        async def fail() -> None:
            raise ValueError(MARK)

        current().later(fail)
        current().send("sendMessage", chat_id=update.effective_chat.id, text=MARK)
        if update.effective_chat.id == 3:
            raise ValueError(MARK)

    app = application(telegram, handle)
    wire = Wire(app, store, clock, limits=Limits().unpaced(), webhook=None)
    await wire.start()
    await use(wire, telegram)
    shown = [repr(one) for one in (app, app.bot, wire, *vars(wire).values())]
    await wire.stop()
    for place in (written.getvalue(), "".join(shown)):
        assert SECRET not in place
        assert "Zoé" not in place
    assert "parked" in written.getvalue()


async def test_errors_of_the_transport_show_no_address(
    server: Server,  # noqa: F811
    written: io.StringIO,
) -> None:
    server.answer = None
    request = AiohttpRequest()
    await request.initialize()
    for url in (f"{server.url}/bot{TOKEN}/x", f"http://nobody.invalid/bot{TOKEN}/x", f"::{TOKEN}"):
        with pytest.raises(Exception) as caught:  # noqa: PT011  whatever it is
            await request.do_request(url, "POST")
        assert SECRET not in "".join(traceback.format_exception(caught.value))
    await request.shutdown()
    assert SECRET not in written.getvalue()


async def test_a_refused_token_is_not_repeated(
    telegram: Fake, store: Store, clock: Clock, written: io.StringIO
) -> None:
    telegram.answer("getMe", refused(401, "Unauthorized"))
    wire = Wire(application(telegram), store, clock)
    with pytest.raises(Refusal) as caught:
        await wire.start()
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert SECRET not in written.getvalue()
    await wire.stop()


def test_what_slips_through_is_blotted_out(written: io.StringIO) -> None:
    def fail() -> None:
        raise ValueError(f"Can not write request body for https://x/bot{TOKEN}/sendMessage")

    hush()
    for name in ("asyncio", "aiohttp.client"):
        try:
            fail()
        except ValueError:
            logging.getLogger(name).exception("Future exception was never retrieved %s", TOKEN)
    assert SECRET not in written.getvalue()
    assert written.getvalue().count("<token>") >= 4


def test_a_trace_says_where_but_not_what() -> None:
    try:
        int(MARK)
    except ValueError as problem:
        shown = trace(problem)
    assert shown.startswith("ValueError at wire/test_secrecy.py:")
    assert "Zoé" not in shown


def test_a_mask_leaves_the_rest_alone() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "update %s is done", (7,), None)
    assert Mask().filter(record)
    assert record.getMessage() == "update 7 is done"
    assert masked("10:30 on 2026-01-31") == "10:30 on 2026-01-31"


def test_a_bot_built_by_the_book_shows_no_token() -> None:
    app = Application.builder().bot(bot(TOKEN)).updater(None).job_queue(None).build()
    assert SECRET not in repr(app) + str(app) + repr(app.bot) + repr(app.bot.request)
    assert app.bot.base_url == f"https://api.telegram.org/bot{TOKEN}"
    other = bot(TOKEN, api="http://127.0.0.1:8081/")
    assert other.base_url == f"http://127.0.0.1:8081/bot{TOKEN}"
    assert other.base_file_url == f"http://127.0.0.1:8081/file/bot{TOKEN}"


def test_a_webhook_shows_no_secret() -> None:
    assert "s3cret" not in repr(Webhook("https://x/y", "s3cret"))
