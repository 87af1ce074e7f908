"""``python -m tests.bench``: the whole bot beside a bare echo bot, in one table."""

import asyncio
import importlib
import json
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from tests.bench import contestants
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
    """Measure the parts in a process of their own, on the core that the bots had."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.parts"],
        check=True,
        capture_output=True,
        preexec_fn=contestants.pin_them,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    asyncio.run(main())
