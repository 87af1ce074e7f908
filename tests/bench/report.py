"""What the measurements say, beside what was aimed at."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from tests.bench import contestants, match
from tests.bench.match import KINDS, Scores
from tests.bench.table import Row, text

FASTER = 2.0  # times the best stock echo at a 50 ms API
SLOWEST = {"press": 2.0, "question": 3.0}  # times the echo's p95
FIRST_REPLY = 1.5  # seconds
MEMORY = 250.0  # megabytes

_WORDS = {"press": "menu press", "request": "request step", "question": "question"}
_PARTS = {
    "paper": "a letter as PDF/UA",
    "deadline": "a deadline with its reasons",
    "search": "a company by name",
    "question": "the topic of a question",
}


def table(scores: Scores, parts: Mapping[str, float]) -> str:
    """Return the whole table."""
    pinned = "one core each for bots and stub" if contestants.PINNED else "cores not pinned"
    heads = (f"medians, {pinned}", "Traits", "bare echo", "ratio", "target", "met")
    return text(
        heads,
        [
            "Updates a second, a backlog worked off (echo: concurrent_updates 16)",
            *_speeds(scores, "50", "echo 16 50", "50 ms API", FASTER),
            "The same with an instant API (echo: one after another)",
            *_speeds(scores, "0", "echo off 0", "instant API", None),
            "Milliseconds of processor an update, 50 ms API",
            *_costs(scores),
            f"Milliseconds from update to reply at {match.RATE:.0f} a second",
            *_latencies(scores),
            "Start and memory",
            *_starts(scores),
            *_memory(scores),
            "Milliseconds for a part, warm",
            *(Row(f"  {_PARTS[name]}", f"{taken:.2f}") for name, taken in parts.items()),
        ],
    )


def _speeds(
    scores: Scores, api: str, rival: str, words: str, target: float | None
) -> Iterator[Row]:
    theirs = scores.per_second(rival)
    for kind in KINDS:
        ours = scores.per_second(f"{kind} {api}")
        ratio = ours / theirs
        row = Row(f"  {_WORDS[kind]}, {words}", f"{ours:.0f}", f"{theirs:.0f}", f"{ratio:.1f}x")
        yield replace(row, target=f">= {target:.0f}x", met=ratio >= target) if target else row


def _costs(scores: Scores) -> Iterator[Row]:
    theirs = scores.cpu("echo 16 50")
    for kind in KINDS:
        ours = scores.cpu(f"{kind} 50")
        yield Row(f"  {_WORDS[kind]}", f"{ours:.2f}", f"{theirs:.2f}", f"{ours / theirs:.1f}x")


def _latencies(scores: Scores) -> Iterator[Row]:
    for kind in KINDS:
        for percent in (50, 95):
            ours, theirs = scores.latency(kind, percent), scores.latency("echo", percent)
            ratio = ours / theirs
            most = SLOWEST.get(kind) if percent == 95 else None
            what = f"  {_WORDS[kind]}, p{percent}"
            row = Row(what, f"{ours:.1f}", f"{theirs:.1f}", f"{ratio:.1f}x")
            yield replace(row, target=f"<= {most:.0f}x", met=ratio <= most) if most else row


def _starts(scores: Scores) -> Iterator[Row]:
    ours, theirs = scores.start("traits"), scores.start("echo 16")
    yield Row(
        "  start to first reply, s", f"{ours:.2f}", f"{theirs:.2f}", f"{ours / theirs:.1f}x",
        f"<= {FIRST_REPLY:g} s", ours <= FIRST_REPLY,
    )  # fmt: skip
    yield Row("  the very first start, making keys and tables", f"{scores.start('first ever'):.2f}")


def _memory(scores: Scores) -> Iterator[Row]:
    for when, words in (("idle", "idle, encoder loaded"), ("after", "after load")):
        ours, theirs = scores.megabytes[f"traits {when}"], scores.megabytes[f"echo {when}"]
        yield Row(
            f"  memory {words}, MB", f"{ours:.0f}", f"{theirs:.0f}", f"{ours / theirs:.1f}x",
            f"< {MEMORY:.0f} MB", ours < MEMORY,
        )  # fmt: skip
