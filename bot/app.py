"""The assembly: settings, database, handlers, workers, and the ticks of reminders and retention."""

import asyncio
import logging
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

# durations are timedelta from the start: python-telegram-bot will have it so
os.environ.setdefault("PTB_TIMEDELTA", "1")

import typer
from aiohttp import web
from pydantic import SecretStr
from telegram import Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest

from bot import answers, companies, law, replies
from bot.clock import Clock
from bot.language import LANGUAGES, cities, label, negotiate, say, shell
from bot.refusal import Refusal
from bot.settings import Problem, Settings, problems
from bot.vault import Vault
from bot.wire import Limits, Surplus, Webhook, Wire, secrecy
from db import migrate, outbox, person, profile, reminder, run_lock
from db.parcel import Leaving, Parcel
from db.store import Conflict, Store
from handlers import (
    cases,
    deadline,
    desk,
    errors,
    laws,
    menu,
    privacy,
    questions,
    recount,
    reminders,
    requests,
    retention,
    start,
    topics,
)
from handlers import (
    companies as companies_,
)
from handlers import (
    settings as settings_,
)
from handlers.context import FALLBACK, Context, Operator, Services, known
from handlers.volunteers import Volunteers

log = logging.getLogger("traits")

SWEEP = timedelta(hours=1)
BACKLOG = 5.0  # seconds for what had come before the start
# free text comes last, and so do buttons and commands that nobody knows
FEATURES = (
    start,
    requests,
    cases,
    deadline,
    laws,
    settings_,
    privacy,
    reminders,
    topics,
    desk,
    companies_,
    questions,
)

App = Application[Any, Any, Any, Any, Any, Any]


@dataclass
class House:
    """A bot at work, and what it stands on."""

    application: App
    wire: Wire
    store: Store
    clock: Clock
    _beside: list[asyncio.Task[object]] = field(default_factory=list)
    _swept: datetime | None = None
    _recounted: bool = False

    async def start(self) -> None:
        """Begin to work; the menu and what is slow to load come beside it."""
        await desk.adopt(self._volunteers, self.store, self.clock.now())
        await self.wire.start()
        self._beside += [asyncio.create_task(self._warm()), asyncio.create_task(self._publish())]
        if self._volunteers.configured:
            self._beside.append(asyncio.create_task(self._look_around(first=True)))

    async def stop(self) -> None:
        """Finish what runs and let go."""
        for task in self._beside:
            task.cancel()
        await asyncio.gather(*self._beside, return_exceptions=True)
        await self.wire.stop()

    async def tick(self) -> None:
        """Put what is due into the outbox, and drop what is over."""
        if not self._recounted:
            await self._recount()
            self._recounted = True
        while await self.store(reminders.queue_due, self.clock.now()) == reminders.BATCH:
            self.wire.wake()
        now = self.clock.now()
        if self._volunteers.configured:
            await desk.refresh(self._volunteers, self.store)
            if await self.store(desk.queue_overdue, self._operator, now):
                self.wire.wake()
        if self._swept is None or now - self._swept >= SWEEP:
            if self._swept and self._volunteers.configured:
                await self._look_around()
            self._swept = now
            await self.store(retention.sweep, now)

    async def _recount(self) -> None:
        """Compute the open cases anew: the law's data may have changed while we were away."""
        after: str | None = ""
        while after is not None:
            try:
                after = await self.store(recount.batch, after, self.clock.now())
            except Conflict:  # another worker or the person was faster: look again
                continue

    async def skip(self, step: timedelta) -> None:
        """Move the clock on in one go, as if the bot had been away, and catch up."""
        self.clock.skip(step)
        await self.wire.tick()
        await self.wire.settle()

    async def live(self, step: timedelta) -> None:
        """Let time pass with the bot at work: the playground's time machine."""
        end, due = self.clock.now() + step, await self.store(reminder.next_at)
        while due is not None and self.clock.now() < due < end:
            await self.skip(due - self.clock.now())
            due = await self.store(reminder.next_at)
        await self.skip(max(end - self.clock.now(), timedelta()))

    async def _warm(self) -> None:
        """Load what people will ask for; those who waited for our start are answered first."""
        with suppress(TimeoutError):
            async with asyncio.timeout(BACKLOG):
                await self.wire.settle()
        await asyncio.to_thread(_load, self.clock.now().date())

    async def _look_around(self, *, first: bool = False) -> None:
        """See whether our volunteers' groups can be used."""
        bot, now = self.application.bot, self.clock.now()
        await desk.inspect(bot, self._volunteers, self.store, now, first=first)
        self.wire.wake()
        for group, fault in self._volunteers.refused.items():
            log.error("the volunteers' group %s is not used: %s", group, fault)

    @property
    def _volunteers(self) -> Volunteers:
        services: Services = self.application.bot_data
        return services.volunteers

    @property
    def _operator(self) -> Operator:
        services: Services = self.application.bot_data
        return services.operator

    async def _publish(self) -> None:
        try:
            await menu.publish(self.application.bot, self.store, self._volunteers.groups)
        except Exception as problem:  # noqa: BLE001  people are answered without a menu, too
            log.warning("the menu was not set: %s", type(problem).__name__)


def assemble(
    store: Store,
    clock: Clock,
    token: str,
    operator: Operator,
    *,
    request: BaseRequest | None = None,
    api: str | None = None,
    volunteers: Mapping[int, str | None] | None = None,
    **wiring: Any,
) -> House:
    """Put the house together around a database and a way to Telegram."""
    doors = {
        name: door for feature in FEATURES for name, door in getattr(feature, "DOORS", {}).items()
    }
    texts = {
        name: take for feature in FEATURES for name, take in getattr(feature, "TEXTS", {}).items()
    }
    services = Services(store, clock, operator, doors, texts, Volunteers(volunteers))
    application = _application(services, token, request, api)
    house = House(application, None, store, clock)  # type: ignore[arg-type]
    house.wire = Wire(
        application,
        store,
        clock,
        tick=house.tick,
        again=lambda language: say("errors.again", language or FALLBACK),
        blocked=_blocked,
        notice=_notice,
        ready=partial(_ready, services.volunteers),
        ended=desk.ended,
        ours=services.volunteers.ours,
        newcomer=partial(desk.newcomer, application.bot),
        known=known,
        **wiring,
    )
    return house


def _application(
    services: Services, token: str, request: BaseRequest | None, api: str | None
) -> App:
    # the library calls what it takes for a class, to make what handlers find as bot_data
    contexts = ContextTypes(context=Context, bot_data=cast("type[Services]", lambda: services))
    bot = secrecy.bot(token, request=request, **({"api": api} if api else {}))
    builder = ApplicationBuilder().bot(bot).updater(None).job_queue(None).context_types(contexts)
    application: App = builder.build()
    application.add_handler(TypeHandler(Update, _only_groups), group=-1)
    application.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, start.edited))
    application.add_handler(ChatMemberHandler(start.my_chat_member))
    for feature in FEATURES:
        application.add_handlers(feature.HANDLERS)
    application.add_handler(MessageHandler(filters.COMMAND, start.unknown))
    application.add_handler(CallbackQueryHandler(start.old_button))
    application.add_error_handler(errors.failed)
    return application


async def _only_groups(update: Update, context: Context) -> None:
    """Take what comes from the volunteers' group: it is for nobody else."""
    if not context.is_private:
        await desk.enter(update, context)


def _blocked(session: Any, chat_id: int, now: datetime) -> None:
    person.block(session, chat_id, now.date())
    if someone := person.find(session, chat_id):
        reminder.unheard(session, someone.id)


def _notice(session: Any, surplus: Surplus, now: datetime) -> None:
    """Tell somebody, once a minute, that what came on top was not read."""
    someone = person.find(session, surplus.chat_id)
    language = someone.language if someone else negotiate(surplus.language_code) or FALLBACK
    outbox.queue(
        session,
        chat_id=surplus.chat_id,
        method="sendMessage",
        params={"text": say("errors.too_many", language), "parse_mode": "HTML"},
        now=now,
        person_id=someone.id if someone else None,
    )


def _ready(volunteers: Volunteers, session: Any, leaving: Leaving, now: datetime) -> Parcel | None:
    """Say whether a reminder is still to be told, or where a relayed message goes by now."""
    if leaving.parcel.desk:
        return desk.ready(session, leaving, now, volunteers.unfit)
    of = leaving.parcel.reminder_id
    return leaving.parcel if of is None or reminder.wanted(session, of) else None


def _include(folder: Path) -> None:
    """Let the imported companies be found; the bot works without them, too."""
    try:
        companies.include(companies.imported(folder).companies)
    except Refusal as refusal:
        log.warning("%s", label(refusal.key, "en", **refusal.values))


def _load(today: date) -> None:
    """Read the files, and build what is made of them, that some first person would wait for."""
    companies.find("clearview")
    law.deadline("eu", "fr", "access", today)
    for language in LANGUAGES:
        cities(language)
    answers.warm()


@contextmanager
def opened(settings: Settings, *, upgrade: bool = True) -> Iterator[Store]:
    """Open the database with its keys; its tables are brought up to date first.

    Without ``upgrade``, beside a bot that may be running, it is taken as it is or refused.
    """
    vault = Vault.load(settings.keys)
    if upgrade:
        migrate.upgrade(settings.database)
    else:
        migrate.expect(settings.database)
    store = Store(settings.database, vault)
    try:
        with store.transaction() as session:
            profile.check_keys(session)
        yield store
    finally:
        store.close()


@contextmanager
def locked(settings: Settings) -> Iterator[None]:
    """Hold the lock that keeps everybody else off the database."""
    with run_lock.hold(settings.database):
        yield


async def run(settings: Settings) -> None:
    """Run on Telegram until told to stop."""
    _complain(settings, telegram=True)
    _log()
    _make_keys(settings)
    token = settings.token.get_secret_value() if settings.token else ""
    operator = Operator(
        settings.operator_name or "", settings.operator_contact or "", settings.privacy_url or ""
    )
    shared = not settings.database.startswith("sqlite")  # several may work on one server
    with run_lock.hold(settings.database, shared=shared), opened(settings) as store:
        house = assemble(
            store,
            Clock(),
            token,
            operator,
            api=settings.telegram_api,
            volunteers=settings.desks,
            **_listening(settings),
        )
        _include(settings.data)
        await house.start()
        log.info("%s", label("check.running", "en"))
        try:
            await _until_told(house)
        finally:
            await house.stop()


async def playground(settings: Settings, port: int, data: Path | None) -> None:
    """Run the same bot with a Telegram inside, until told to stop.

    It has a database and keys of its own: never those of the real bot, never its token.
    """
    from bot.playground.serve import page_app  # noqa: PLC0415  the real bot needs none of it
    from bot.playground.teamwork import volunteers  # noqa: PLC0415
    from bot.playground.telegram import TOKEN, Telegram  # noqa: PLC0415

    _log()
    folder = (data or settings.data).resolve()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    own = settings.model_copy(
        update={
            "data": folder,
            "database_url": SecretStr(f"sqlite:///{folder / 'playground.db'}"),
            "keys_file": folder / "playground.keys",
        }
    )
    _make_keys(own, aloud=False)
    for old in folder.glob("playground.db*"):
        old.unlink()  # its Telegram lives in memory: each start begins anew
    clock = Clock()
    telegram = Telegram(clock)
    forum = volunteers(telegram)
    operator = Operator("Traits", "playground@localhost.invalid", "https://example.org/privacy")
    with locked(own), opened(own) as store:
        house = assemble(
            store, clock, TOKEN, operator, request=telegram.request(), limits=Limits().unpaced(),
            volunteers={forum.id: None},
        )  # fmt: skip
        _include(folder)
        runner = web.AppRunner(page_app(telegram, house.wire.settle, house.live, forum))
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
        except OSError:
            raise Refusal("check.port_taken", port=str(port), other=str(port + 1)) from None
        await house.start()
        typer.echo(label("check.playground", shell(), url=f"http://127.0.0.1:{port}"))
        try:
            await _until_told(house)
        finally:
            await house.stop()
            await runner.cleanup()


def check(settings: Settings | None, clock: Clock) -> Iterator[Problem]:
    """Yield what is wrong with the files of the checkout, and with an installation's settings."""
    today = clock.now().date()
    yield from _files(today)
    if settings is None:
        return
    yield from problems(settings, telegram=settings.token is not None)
    try:
        with opened(settings, upgrade=False):
            pass
    except Refusal as refusal:
        yield Problem(refusal.key, refusal.values)


def _files(today: date) -> Iterator[Problem]:
    """Yield what is wrong with the data files that volunteers and lawyers edit."""
    for finding in answers.check(today):
        yield Problem(finding.key, finding.values, finding.fatal)
    for mistake in law.mistakes():
        yield Problem("check.file", {"problem": str(mistake)})
    for lacking in replies.mistakes():
        yield Problem("check.file", {"problem": lacking})
    try:
        for found in companies.check(today):
            values: dict[str, object] = {"company": found.company, "detail": found.detail}
            yield Problem(f"check.company_{found.problem}", values, fatal=False)
    except companies.RecordError as mistake:
        yield Problem("check.file", {"problem": str(mistake)})


def _complain(settings: Settings, *, telegram: bool) -> None:
    """Say everything that is wrong, and stop if the bot cannot run with it."""
    found = list(problems(settings, telegram=telegram))
    for problem in found:
        typer.echo(label(problem.key, shell(), **problem.values), err=True)
    if any(problem.fatal for problem in found):
        raise typer.Exit(2)


def _make_keys(settings: Settings, *, aloud: bool = True) -> None:
    """Make the keys at the very first start; a database without its keys is refused later."""
    if settings.keys.exists() or migrate.revision(settings.database) is not None:
        return
    Vault.create(settings.keys, Clock().now().date())
    if aloud:
        typer.echo(label("check.keys_made", shell(), path=str(settings.keys)))


async def _until_told(house: House) -> None:
    """Wait for a signal to stop, or for a reason to."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, told.set)
    waiting = asyncio.create_task(told.wait())
    failing = asyncio.create_task(house.wire.failed())
    await asyncio.wait({waiting, failing}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if failing.done():
        failing.result()  # raises what stopped the wire
    failing.cancel()


def _log() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for handler in logging.getLogger().handlers:
        handler.addFilter(secrecy.Mask())  # no token, whoever lets one slip
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    secrecy.hush()


def _listening(settings: Settings) -> dict[str, Any]:
    """Return where the wire listens: for Telegram's webhook, or for a watchman only."""
    if settings.webhook_url is None or settings.webhook_secret is None:
        return {"listen": settings.address} if settings.listen else {}
    secret = settings.webhook_secret.get_secret_value()
    return {"webhook": Webhook(settings.webhook_url, secret, *settings.address)}
