"""The processes that are measured: started, watched from outside, stopped."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.clock import Clock
from bot.vault import Vault
from db import migrate, person
from db.store import Store
from tests.bench.acts import says
from tests.bench.stub import Mailbox, Stub

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60.0
FIRST = 10_000  # the chat that speaks first

_TICK = os.sysconf("SC_CLK_TCK")
_CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
PINNED = len(_CORES) > 1


@dataclass(frozen=True)
class Entry:
    """How a process is started, and who it is to Telegram."""

    token: str
    command: Sequence[str]
    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)


class Contestant:
    """A bot at work in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process, mailbox: Mailbox) -> None:
        self._process = process
        self.mailbox = mailbox

    @property
    def megabytes(self) -> float:
        """Return how much memory it holds."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    @property
    def seconds(self) -> float:
        """Return how long it has had a processor for itself."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICK

    async def stop(self) -> None:
        """Have it end as it would for its operator."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(self._process.wait(), PATIENCE)


async def begin(stub: Stub, entry: Entry) -> tuple[Contestant, float]:
    """Start a process that finds one update waiting; return the seconds to its reply's answer."""
    mailbox = stub.mailbox(entry.token)
    mailbox.expect(1)
    mailbox.offer([says(FIRST, "/help")])
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *entry.command,
        cwd=entry.folder,  # no .env is read there
        env={**_plain(), **entry.settings},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        preexec_fn=pin_them if PINNED else None,
    )
    await asyncio.wait_for(mailbox.answered.wait(), PATIENCE)
    taken = time.perf_counter() - started
    await mailbox.quiet()
    return Contestant(process, mailbox), taken


def pin_us() -> None:
    """Keep the stub, and who measures, to the last core."""
    if PINNED:
        os.sched_setaffinity(0, {_CORES[-1]})


def pin_them() -> None:
    """Keep what is measured to the first core."""
    if PINNED:
        os.sched_setaffinity(0, {_CORES[0]})


def echo(api: str, home: Path, concurrent: int) -> Entry:
    """Return the bare bot."""
    token = f"{2000000 + concurrent}:{'e' * 35}"
    return Entry(token, ("-m", "tests.bench.echo", api, token, str(concurrent)), home)


def traits(api: str, home: Path) -> Entry:
    """Return ours, as an operator runs it."""
    token = f"1000001:{'t' * 35}"
    settings = {
        "TRAITS_TOKEN": token,
        "TRAITS_TELEGRAM_API": api,
        "TRAITS_DATA": str(home / "data"),
        "TRAITS_KEYS_FILE": str(home / "keys"),
        "TRAITS_OPERATOR_NAME": "Bench",
        "TRAITS_OPERATOR_CONTACT": "bench@example.org",
        "TRAITS_PRIVACY_URL": "https://example.org/privacy",
    }
    return Entry(token, ("-m", "bot", "run"), home, settings)


def people(home: Path, chats: Sequence[int]) -> None:
    """Make the database of a bot that knows these people, introduced and living in France."""
    (home / "data").mkdir(parents=True)
    url = f"sqlite:///{home / 'data' / 'traits.db'}"
    vault = Vault.create(home / "keys")
    migrate.upgrade(url)
    store, today = Store(url, vault), Clock().now().date()
    with store.transaction() as session:
        for chat in chats:
            met = person.meet(session, chat, "fr", today, "Europe/Paris")
            person.change(session, met.id, met.version, country="fr", introduced=True)
    store.close()


def _plain() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "PTB_TIMEDELTA": "1", "LC_ALL": "C.UTF-8"}
