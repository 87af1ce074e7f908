"""Who works on the database."""

from pathlib import Path

import pytest

from bot.refusal import Refusal
from db import run_lock
from tests.db.another import another, complaint


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
        assert "setup.database_in_use" in complaint(url)
    assert not refused(url)


def test_many_run_side_by_side_on_a_server_and_one_on_a_file(url: str) -> None:
    server = url.startswith("postgresql")
    with another(url, "shared"):
        assert refused(url, shared=True) is not server
        assert refused(url)


def test_two_databases_do_not_hinder_each_other(tmp_path: Path) -> None:
    with another(f"sqlite:///{tmp_path / 'a.db'}"):
        assert not refused(f"sqlite:///{tmp_path / 'b.db'}")


def test_a_folder_that_cannot_be_written_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Refusal) as refusal, run_lock.hold(f"sqlite:///{tmp_path}/file/a.db"):
        pass
    assert refusal.value.key == "setup.database_folder"
