"""Fields are sealed, indexes are keyed, keys are kept."""

import json
import os
import pickle
import stat
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vault import HEADER, KeysProblem, Unsealable, Vault

TODAY = date(2026, 11, 25)

json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@given(json_values)
def test_what_is_sealed_opens_as_it_was(value: object) -> None:
    vault = Vault.fresh()
    assert vault.open("person", "a", vault.seal("person", "a", value)) == value


def test_a_half_emoji_is_sealed_too(vault: Vault) -> None:
    assert vault.open("draft", "a", vault.seal("draft", "a", "\ud83d")) == "\ud83d"


@pytest.mark.parametrize(
    ("table", "row"),
    [("person", "b"), ("draft", "a"), ("perso", "na"), ("person", "")],
)
def test_a_field_moved_elsewhere_does_not_open(vault: Vault, table: str, row: str) -> None:
    sealed = vault.seal("person", "a", "Ana")
    with pytest.raises(Unsealable):
        vault.open(table, row, sealed)


def test_a_field_changed_anywhere_does_not_open(vault: Vault) -> None:
    sealed = vault.seal("person", "a", "Ana")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(Unsealable):
            vault.open("person", "a", bytes(changed))
    for length in range(len(sealed)):
        with pytest.raises(Unsealable):
            vault.open("person", "a", sealed[:length])


def test_somebody_elses_key_opens_nothing(vault: Vault) -> None:
    with pytest.raises(Unsealable):
        Vault.fresh().open("person", "a", vault.seal("person", "a", "Ana"))


def test_a_length_does_not_tell_one_kind_from_another(vault: Vault) -> None:
    kinds = [{"kind": kind, "on": "2026-11-25"} for kind in ("sent", "nothing-came", "closed")]
    assert len({len(vault.seal("event", "a", kind)) for kind in kinds}) == 1


def test_the_same_value_never_looks_the_same(vault: Vault) -> None:
    assert len({vault.seal("person", "a", "Ana") for _ in range(100)}) == 100


def test_no_trouble_and_no_repr_shows_what_is_secret(path: Path) -> None:
    vault = Vault.create(path, TODAY)
    secret = path.read_text().split("key ")[1].split()[0]
    with pytest.raises(Unsealable) as trouble:
        vault.open("person", "b", vault.seal("person", "a", "Ana"))
    shown = repr(vault) + repr(vault._keys) + str(vault) + repr(trouble.value)
    assert secret not in shown
    assert repr(vault._keys[0].secret) not in shown
    assert "Ana" not in shown
    with pytest.raises(TypeError):
        pickle.dumps(vault)


def test_an_index_is_the_same_for_the_same_and_tells_uses_apart(vault: Vault) -> None:
    assert vault.index("chat", "42") == vault.index("chat", "42")
    others = [vault.index("chat", "43"), vault.index("occurrence", "42")]
    assert vault.index("chat", "42") not in others
    assert Vault.fresh().index("chat", "42") != vault.index("chat", "42")
    assert len(vault.index("chat", "42")) == 36  # a key's name and 192 bits


def test_the_newest_key_seals_and_every_key_opens(path: Path) -> None:
    vault = Vault.create(path)
    old, index = vault.seal("person", "a", "Ana"), vault.index("chat", "42")
    vault.add(TODAY)
    new = vault.seal("person", "a", "Ana")
    assert new[:HEADER] == vault.head != old[:HEADER]
    assert vault.open("person", "a", old) == vault.open("person", "a", new) == "Ana"
    assert vault.indexes("chat", "42") == [vault.index("chat", "42"), index]
    assert vault.index("chat", "42").startswith(vault.prefix)


def test_a_retired_key_opens_and_is_looked_under_only_when_asked(path: Path) -> None:
    vault = Vault.create(path)
    old, index = vault.seal("person", "a", "Ana"), vault.index("chat", "42")
    vault.add(TODAY)
    vault.retire(TODAY)
    assert vault.open("person", "a", old) == "Ana"
    assert vault.indexes("chat", "42") == [vault.index("chat", "42")]
    assert vault.indexes("chat", "42", retired=True)[1:] == [index]
    assert len(vault.names) == 1


def test_the_keys_file_brings_back_every_key(path: Path) -> None:
    vault = Vault.create(path, TODAY)
    vault.add(date(2027, 1, 1))
    vault.retire(date(2027, 1, 2))
    vault.add(date(2028, 1, 1))
    read = Vault.load(path)
    assert read._keys == vault._keys
    assert read._retired == vault._retired
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    assert [line.split()[0] for line in lines] == ["key", "key", "retired"]
    assert lines[2].endswith("# made on 2026-11-25; retired on 2027-01-02")


def test_the_keys_file_is_ours_alone_and_is_never_written_over(path: Path) -> None:
    Vault.create(path)
    before = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(KeysProblem) as problem:
        Vault.create(path)
    assert problem.value.key == "setup.keys_exist"
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["keys"]


def test_a_vault_learns_of_a_key_that_another_process_made(path: Path) -> None:
    ours, theirs = Vault.create(path), Vault.load(path)
    theirs.add(TODAY)
    assert ours.index("chat", "42") == theirs.index("chat", "42")
    theirs.add(TODAY)
    assert ours.open("person", "a", theirs.seal("person", "a", "Ana")) == "Ana"


def test_a_vault_keeps_its_keys_when_the_file_is_spoilt_under_it(path: Path) -> None:
    vault = Vault.create(path)
    index = vault.index("chat", "42")
    path.write_text("spoilt")
    assert vault.index("chat", "42") == index
    path.unlink()
    assert vault.index("chat", "42") == index


def test_a_key_that_cannot_be_kept_is_not_used(path: Path, monkeypatch: Any) -> None:
    vault = Vault.create(path)
    head = vault.head

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KeysProblem) as problem:
        vault.add(TODAY)
    assert problem.value.key == "setup.keys_unwritable"
    assert vault.head == head
    assert [file.name for file in path.parent.iterdir()] == ["keys"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("", "setup.keys_empty", id="nothing"),
        pytest.param("# a comment\n\n", "setup.keys_empty", id="only a comment"),
        pytest.param("key short\n", "setup.keys_broken", id="too short"),
        pytest.param(f"retired {'A' * 43}\n", "setup.keys_empty", id="no key in use"),
        pytest.param(f"{'A' * 43}\n", "setup.keys_broken", id="no word before it"),
        pytest.param("\udcff", "setup.keys_unreadable", id="no text"),
    ],
)
def test_a_keys_file_that_is_none_is_refused(path: Path, text: str, key: str) -> None:
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    path.chmod(0o600)
    with pytest.raises(KeysProblem) as problem:
        Vault.load(path)
    assert problem.value.key == key


def test_a_missing_keys_file_is_said_to_be_missing(path: Path) -> None:
    with pytest.raises(KeysProblem) as problem:
        Vault.load(path)
    assert (problem.value.key, problem.value.values) == ("setup.keys_missing", {"path": str(path)})


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_keys_file_that_others_may_read_is_refused(path: Path, mode: int) -> None:
    Vault.create(path)
    path.chmod(mode)
    with pytest.raises(KeysProblem) as problem:
        Vault.load(path)
    assert problem.value.key == "setup.keys_loose"


def test_a_keys_file_of_somebody_else_is_refused(path: Path, monkeypatch: Any) -> None:
    Vault.create(path)
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    with pytest.raises(KeysProblem) as problem:
        Vault.load(path)
    assert problem.value.key == "setup.keys_foreign"


def test_threads_seal_and_open_while_a_key_is_added(path: Path) -> None:
    vault = Vault.create(path)
    troubles: list[Exception] = []
    done = threading.Event()

    def work() -> None:
        while not done.is_set():
            try:
                assert vault.open("a", "b", vault.seal("a", "b", [1])) == [1]
            except Exception as trouble:  # noqa: BLE001  whatever it is, the test fails with it
                troubles.append(trouble)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for _ in range(20):
        vault.add(TODAY)
    done.set()
    for worker in workers:
        worker.join()
    assert troubles == []


def test_what_is_sealed_is_json_and_nothing_else(vault: Vault) -> None:
    with pytest.raises(TypeError):
        vault.seal("person", "a", {"day": TODAY})
    assert json.dumps(vault.open("a", "b", vault.seal("a", "b", {"x": (1, 2)}))) == '{"x": [1, 2]}'
