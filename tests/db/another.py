"""Another process that works on the database."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOLD = """
import sys
from db import run_lock
with run_lock.hold(sys.argv[1], shared=sys.argv[2] == "shared"):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another(url: str, kind: str = "alone") -> Iterator[subprocess.Popen[str]]:
    """Let another process hold the lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, url, kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def complaint(url: str) -> str:
    """Return what another process says that tries to hold the lock alone."""
    asked = [sys.executable, "-c", HOLD, url, "alone"]
    return subprocess.run(
        asked, input="", capture_output=True, text=True, cwd=ROOT, check=False
    ).stderr
