"""Who works on the database."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from bot.refusal import Refusal
from db import run_lock

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


def refused(url: str, *, shared: bool = False) -> bool:
    try:
        with run_lock.hold(url, shared=shared):
            return False
    except Refusal as refusal:
        return refusal.key == "setup.database_in_use"


def test_one_process_holds_it_until_it_ends_however_it_ends(url: str) -> None:
    with another(url) as process:
        assert refused(url)
        assert refused(url, shared=True)
        process.kill()
        process.wait()
        # the server notices a moment after the kernel does
        while url.startswith("postgresql") and refused(url):
            pass
        assert not refused(url)


def test_whoever_holds_it_may_ask_again(url: str) -> None:
    with run_lock.hold(url):
        with run_lock.hold(url):
            pass
        with another_is_refused(url):
            pass
    assert not refused(url)


@contextmanager
def another_is_refused(url: str) -> Iterator[None]:
    done = subprocess.run(
        [sys.executable, "-c", HOLD, url, "alone"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert "setup.database_in_use" in done.stderr
    yield


def test_many_run_side_by_side_on_a_server_and_one_on_a_file(url: str) -> None:
    server = url.startswith("postgresql")
    with another(url, "shared"):
        assert refused(url, shared=True) is not server
        assert refused(url)


def test_two_databases_do_not_hinder_each_other(tmp_path: Path) -> None:
    with another(f"sqlite:///{tmp_path / 'a.db'}"), nullcontext():
        assert not refused(f"sqlite:///{tmp_path / 'b.db'}")


def test_a_folder_that_cannot_be_written_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Refusal) as refusal, run_lock.hold(f"sqlite:///{tmp_path}/file/a.db"):
        pass
    assert refusal.value.key == "setup.database_folder"
