"""``python -m tests.bench``: the whole bot beside a bare echo bot, in one table."""

import asyncio
import importlib
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from tests.bench import contestants, parts
from tests.bench.match import Match
from tests.bench.report import table

QUESTIONS = "tests.bench.questions"


async def main() -> None:
    """Measure for about two minutes and print what was found."""
    contestants.pin_us()
    with tempfile.TemporaryDirectory(prefix="traits-bench-") as folder:
        match = Match(Path(folder))
        await match.play()
    sys.stdout.write(table(match.scores, _parts()) + "\n")
    if find_spec(QUESTIONS):
        sys.stdout.write("\n" + importlib.import_module(QUESTIONS).report() + "\n")


def _parts() -> dict[str, float]:
    contestants.pin_them()  # everybody else has ended
    found = (parts.paper, parts.deadline, parts.search, parts.question)
    return {part.__name__: part() for part in found}


if __name__ == "__main__":
    asyncio.run(main())
