"""The match: the bot and the bare echo take turns in short rounds, so that both see the same weather."""

import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.acts import asked, presses, says
from tests.bench.contestants import FIRST, Contestant, begin, echo, people, traits
from tests.bench.rounds import Pace, Updates, at_full_speed, at_rate
from tests.bench.stub import Stub, buttons

ROUNDS = 5
STARTS = 3
CROWD = 300  # chats that speak in one round: each once, so that no limit of a chat is met
RATE = 50.0
STEADY = 80  # updates at that rate in one round
SLOW = 0.05  # seconds a real Bot API takes, by and large
KINDS = ("press", "request", "question")

_CHATS = {kind: range(base, base + CROWD) for base, kind in zip((20_000, 30_000, 40_000), KINDS)}  # noqa: B905


@dataclass
class Scores:
    """What was measured, by name; ``"press 50"`` is a press at a 50 ms API."""

    paces: dict[str, list[Pace]] = field(default_factory=lambda: defaultdict(list))
    latencies: dict[str, list[list[float]]] = field(default_factory=lambda: defaultdict(list))
    starts: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    megabytes: dict[str, float] = field(default_factory=dict)

    def per_second(self, name: str) -> float:
        """Return the typical updates a second."""
        return statistics.median(pace.per_second for pace in self.paces[name])

    def cpu(self, name: str) -> float:
        """Return the typical milliseconds of processor an update."""
        return statistics.median(pace.cpu for pace in self.paces[name])

    def latency(self, name: str, percent: int) -> float:
        """Return a percentile of the milliseconds to a reply in a typical round."""
        return statistics.median(
            statistics.quantiles(taken, n=100)[percent - 1] for taken in self.latencies[name]
        )

    def start(self, name: str) -> float:
        """Return the typical seconds from start to first reply."""
        return statistics.median(self.starts[name])


class Match:
    """Everybody who takes part, and the order of play."""

    def __init__(self, home: Path, *, rounds: int = ROUNDS, crowd: int = CROWD) -> None:
        self.scores = Scores()
        self._home = home
        self._rounds = rounds
        self._chats = {kind: list(chats)[:crowd] for kind, chats in _CHATS.items()}
        self._stub = Stub()
        self._turn = 0

    async def play(self) -> None:
        """Start everybody, play the rounds, stop everybody."""
        api = await self._stub.start()
        people(self._home, [FIRST, *(chat for chats in self._chats.values() for chat in chats)])
        entries = {
            "first ever": traits(api, self._home / "new"),
            "traits": traits(api, self._home),
            "echo off": echo(api, self._home, 0),
            "echo 16": echo(api, self._home, 16),
        }
        (self._home / "new").mkdir()
        playing: dict[str, Contestant] = {}
        try:
            for number in range(STARTS):
                for name, entry in entries.items():
                    if name in playing:
                        await playing.pop(name).stop()
                    if name == "first ever" and number:
                        continue
                    playing[name], taken = await begin(self._stub, entry)
                    self.scores.starts[name].append(taken)
            await self._play(playing["traits"], playing["echo off"], playing["echo 16"])
        finally:
            for contestant in playing.values():
                await contestant.stop()
            self._stub.stop()

    async def _play(self, ours: Contestant, off: Contestant, concurrent: Contestant) -> None:
        await self._warm(ours)
        self._weigh("idle", ours, concurrent)
        for _ in range(self._rounds):
            await self._fast(ours, off, concurrent)
            await self._slow(ours, concurrent)
        self._weigh("after", ours, concurrent)

    async def _fast(self, ours: Contestant, off: Contestant, concurrent: Contestant) -> None:
        await self._round("echo off 0", off, self._texts())
        await self._round("echo 16 50", concurrent, self._texts(), SLOW)
        for kind in KINDS:
            await self._round(f"{kind} 0", ours, self._updates(kind, ours))
            await self._round(f"{kind} 50", ours, self._updates(kind, ours), SLOW)

    async def _slow(self, ours: Contestant, concurrent: Contestant) -> None:
        self._stub.delay = SLOW
        await self._steady("echo", concurrent, self._texts())
        for kind in KINDS:
            await self._steady(kind, ours, self._updates(kind, ours))

    async def _warm(self, ours: Contestant) -> None:
        """Have the encoder loaded, and everybody's request under way."""
        await at_full_speed(ours, asked([FIRST], 0))
        chats = self._chats["request"]
        await at_full_speed(ours, [presses(chat, "requests:begin:") for chat in chats])

    async def _round(
        self, name: str, contestant: Contestant, updates: Updates, delay: float = 0.0
    ) -> None:
        self._stub.delay = delay
        self.scores.paces[name].append(await at_full_speed(contestant, updates))

    async def _steady(self, name: str, contestant: Contestant, updates: Updates) -> None:
        taken = await at_rate(contestant, updates[:STEADY], RATE)
        self.scores.latencies[name].append(taken)

    def _weigh(self, when: str, ours: Contestant, theirs: Contestant) -> None:
        self.scores.megabytes |= {
            f"traits {when}": ours.megabytes,
            f"echo {when}": theirs.megabytes,
        }

    def _texts(self) -> Updates:
        return [says(chat, "bonjour") for chat in self._chats["question"]]

    def _updates(self, kind: str, ours: Contestant) -> Updates:
        chats = self._chats[kind]
        self._turn += 1
        if kind == "press":
            return [presses(chat, "settings:hours:") for chat in chats]
        if kind == "question":
            return asked(chats, self._turn)
        return [presses(chat, _next(buttons(ours.mailbox.said[chat]))) for chat in chats]


def _next(shown: Sequence[str]) -> str:
    """Return the way back where there is one, otherwise the first answer: one step to and fro."""
    return next((data for data in shown if "~back:" in data), shown[0])
