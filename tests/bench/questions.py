"""How often the finder is right: on questions that it has never been shown."""

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import answers
from bot.language import LANGUAGES

QUESTIONS = Path(__file__).with_name("dev.jsonl")

_NO_TOPIC = {"none", "smalltalk"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, what counts as right, and what the finder said."""

    lang: str
    topic: str
    right: frozenset[str]
    outcome: str
    offered: tuple[str, ...]  # the first choice, then the buttons

    @property
    def first(self) -> bool:
        """Tell whether the first choice is right."""
        return self.offered[0] in self.right

    @property
    def among(self) -> bool:
        """Tell whether the first choice or one of the buttons is right."""
        return bool(self.right.intersection(self.offered))


def report() -> str:
    """Return the figures of both languages as a table."""
    answers.warm()
    started = time.process_time()
    judged = [_judged(json.loads(line)) for line in QUESTIONS.read_text("utf-8").splitlines()]
    spent = 1000 * (time.process_time() - started) / len(judged)
    rows = [
        (words, *(_share(rule, _of(judged, language)) for language in LANGUAGES), aim)
        for words, rule, aim in _RULES
    ]
    lines = [_line(("questions never shown to the finder", *LANGUAGES, "aim"))]
    lines += [_line(row) for row in rows]
    return "\n".join([*lines, f"{spent:.1f} ms of processor a question (aim: under 15)"])


def _judged(row: dict[str, object]) -> Judged:
    said = answers.ask_line(row)
    also = row["also"]
    assert isinstance(also, list)
    return Judged(
        lang=str(row["lang"]),
        topic=str(row["topic"]),
        right=frozenset([str(row["topic"]), *also]),
        outcome=str(said["outcome"]),
        offered=(said["topic"], *said["also"]),
    )


def _of(judged: Iterable[Judged], language: str) -> list[Judged]:
    return [one for one in judged if one.lang == language]


def _share(rule: Callable[[Sequence[Judged]], tuple[int, int]], judged: Sequence[Judged]) -> str:
    part, whole = rule(judged)
    return f"{100 * part / max(1, whole):.0f} % of {whole}"


def _first(judged: Sequence[Judged]) -> tuple[int, int]:
    asked = [one for one in judged if one.topic not in _NO_TOPIC]
    return sum(one.first for one in asked), len(asked)


def _among(judged: Sequence[Judged]) -> tuple[int, int]:
    asked = [one for one in judged if one.topic not in _NO_TOPIC]
    return sum(one.among for one in asked), len(asked)


def _none(judged: Sequence[Judged]) -> tuple[int, int]:
    strange = [one for one in judged if one.topic == "none"]
    return sum(one.outcome == "none" for one in strange), len(strange)


def _smalltalk(judged: Sequence[Judged]) -> tuple[int, int]:
    talk = [one for one in judged if one.topic == "smalltalk"]
    return sum(one.outcome == "smalltalk" for one in talk), len(talk)


def _wrong(judged: Sequence[Judged]) -> tuple[int, int]:
    sure = [one for one in judged if one.outcome == "sure"]
    return sum(not one.first for one in sure), len(sure)


_RULES = (
    ("first choice right", _first, "80 %"),
    ("right one within five", _among, "95 %"),
    ("none caught", _none, "85 %"),
    ("small talk caught", _smalltalk, ""),
    ("sure and wrong", _wrong, "under 5 %"),
)


def _line(cells: Sequence[str]) -> str:
    first, *rest = cells
    return first.ljust(40) + "".join(cell.rjust(14) for cell in rest)


if __name__ == "__main__":
    print(report())  # noqa: T201  the table is what it is for
