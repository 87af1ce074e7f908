"""The command line as an operator types it: real processes, real files."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.vault import Vault
from db import forgotten, migrate, person
from db.store import Store
from tests.companies.directory import GYM, put

ROOT = Path(__file__).parent.parent
Bot = Callable[..., subprocess.CompletedProcess[str]]
Server = Callable[[str], dict[str, str]]


@pytest.fixture
def server(tmp_path: Path) -> Server:
    """Return the settings of a machine of its own."""

    def made(name: str) -> dict[str, str]:
        home = tmp_path / name
        (home / "data").mkdir(parents=True)
        return {
            "TRAITS_DATA": str(home / "data"),
            "TRAITS_KEYS_FILE": str(home / "keys"),
            "LC_ALL": "en_GB.UTF-8",
        }

    return made


@pytest.fixture
def bot(tmp_path: Path) -> Bot:
    """Return a way to run ``python -m bot``."""

    def ran(
        *words: str, settings: dict[str, str] | None = None, stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        clean = {name: v for name, v in os.environ.items() if not name.startswith("TRAITS_")}
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=ROOT,
            env=clean | {"PYTHONPATH": str(ROOT), "LC_ALL": "en_GB.UTF-8"} | (settings or {}),
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return ran


def opened(settings: dict[str, str]) -> Store:
    url = f"sqlite:///{settings['TRAITS_DATA']}/traits.db"
    keys = Path(settings["TRAITS_KEYS_FILE"])
    vault = Vault.load(keys) if keys.exists() else Vault.create(keys)
    migrate.upgrade(url)
    return Store(url, vault)


def test_people_move_with_the_readme_to_another_server(bot: Bot, server: Server) -> None:
    old, new = server("old"), server("new")
    store = opened(old)
    with store.transaction() as session:
        person.meet(session, 4711, "fr", date(2026, 11, 25), "Europe/Paris")
    store.close()
    backup = Path(old["TRAITS_DATA"]).parent / "traits.bak"

    assert bot("db", "backup", str(backup), settings=old).returncode == 0
    keys = Path(old["TRAITS_KEYS_FILE"]).read_bytes()
    assert keys.split()[-1] not in backup.read_bytes(), "the keys are never in a backup"
    Path(new["TRAITS_KEYS_FILE"]).write_bytes(keys)
    Path(new["TRAITS_KEYS_FILE"]).chmod(0o600)
    restored = bot("db", "restore", str(backup), settings=new)

    assert restored.returncode == 0, restored.stderr
    assert f"Database restored from {backup}: 1 person." in restored.stdout
    moved = opened(new)
    with moved.transaction() as session:
        found = person.find(session, 4711)
    moved.close()
    assert found is not None
    assert found.language == "fr"


def test_a_backup_does_not_bring_back_who_was_forgotten(bot: Bot, server: Server) -> None:
    here = server("here")
    store = opened(here)
    today = datetime.now(UTC).date()  # noqa: TID251  the command asks the real clock
    with store.transaction() as session:
        gone = person.meet(session, 4711, "fr", today, "Europe/Paris")
        person.meet(session, 4712, "en", today, "Europe/London")
    backup = Path(here["TRAITS_DATA"]).parent / "traits.bak"
    assert bot("db", "backup", str(backup), settings=here).returncode == 0
    with store.transaction() as session:
        forgotten.forget(session, gone.id, today)
    store.close()

    restored = bot("db", "restore", str(backup), settings=here)

    assert restored.returncode == 0, restored.stderr
    assert "Forgotten again, as asked since the backup: 1 person." in restored.stdout
    store = opened(here)
    with store.transaction() as session:
        assert person.find(session, 4711) is None
        assert person.find(session, 4712) is not None
    store.close()


def test_a_restore_says_when_it_could_not_heed_who_asked_to_be_forgotten(
    bot: Bot, server: Server
) -> None:
    here = server("here")
    opened(here).close()
    backup = Path(here["TRAITS_DATA"]).parent / "traits.bak"
    assert bot("db", "backup", str(backup), settings=here).returncode == 0
    Path(here["TRAITS_DATA"], "traits.db").write_bytes(b"broken")

    restored = bot("db", "restore", str(backup), settings=here)

    assert restored.returncode == 0, restored.stderr
    assert "Whoever asked to be forgotten after this backup was made is back." in restored.stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("run",), "TRAITS_TOKEN is missing"),
        (("ask",), "Give a question"),
        (("ask", "--language", "de", "hallo"), "“de” is not a language of the bot"),
        (("deadline",), "Give --regime"),
        (("deadline", "--regime", "eu", "--place", "fr", "--received", "soon"), "“soon” is not a day"),
        (("deadline", "--regime", "xx", "--place", "fr", "--received", "2026-01-31"), "Unknown code"),
        (("db", "restore", "nowhere.bak"), ""),
    ],
)  # fmt: skip
def test_wrong_input_is_one_sentence_and_exit_2(
    bot: Bot, server: Server, words: tuple[str, ...], sentence: str
) -> None:
    ended = bot(*words, settings=server("here"))

    assert ended.returncode == 2
    assert sentence in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.stdout == ""


def test_the_sentence_is_french_for_a_french_shell(bot: Bot, server: Server) -> None:
    ended = bot("ask", settings=server("here") | {"LC_ALL": "fr_FR.UTF-8"})

    assert "Donnez une question" in ended.stderr


def test_a_token_is_never_shown(bot: Bot, server: Server) -> None:
    token = "123456789:" + "A" * 35
    settings = server("here") | {
        "TRAITS_TOKEN": token,
        "TRAITS_WEBHOOK_URL": "http://plain.example",
    }

    ended = bot("run", settings=settings)

    assert ended.returncode == 2
    assert "must begin with https" in ended.stderr
    assert token not in ended.stdout + ended.stderr


def test_json_lines_go_on_after_a_bad_one(bot: Bot) -> None:
    lines = [
        {"id": "a", "regime": "eu", "place": "fr", "right": "access", "received": "2026-01-31"},
        {
            "id": "b",
            "regime": "eu",
            "place": "atlantis",
            "right": "access",
            "received": "2026-01-31",
        },
    ]
    stdin = "\n".join([json.dumps(lines[0]), "no json", json.dumps(lines[1]), json.dumps(lines[0])])

    ended = bot("deadline", "--jsonl", stdin=stdin)

    found = [json.loads(line) for line in ended.stdout.splitlines()]
    assert ended.returncode == 0
    assert found[0]["legal"] == found[3]["legal"] == "2026-03-02"
    assert found[1]["error"]
    assert found[2]["id"] == "b"
    assert found[2]["error"]


def test_check_names_what_is_missing_and_how_to_mend_it(bot: Bot, server: Server) -> None:
    settings = server("here") | {"TRAITS_TOKEN": "123456789:" + "A" * 35}

    ended = bot("check", settings=settings)

    assert ended.returncode == 1
    for name in ("TRAITS_OPERATOR_NAME", "TRAITS_OPERATOR_CONTACT", "TRAITS_PRIVACY_URL"):
        assert f"{name} is missing" in ended.stdout


def test_check_warns_when_keys_and_data_share_a_folder(bot: Bot, server: Server) -> None:
    settings = server("here")
    settings["TRAITS_KEYS_FILE"] = settings["TRAITS_DATA"] + "/keys"
    opened(settings).close()

    ended = bot("check", settings=settings)

    assert "are in the data folder" in ended.stdout
    assert ended.returncode == 0


def test_a_wrong_key_is_refused_with_what_to_do(bot: Bot, server: Server) -> None:
    here = server("here")
    opened(here).close()
    store = opened(here)
    with store.transaction() as session:
        person.meet(session, 4711, "fr", date(2026, 11, 25), "Europe/Paris")
    store.close()
    Path(here["TRAITS_KEYS_FILE"]).unlink()
    Vault.create(Path(here["TRAITS_KEYS_FILE"]))

    ended = bot("answers", "stats", settings=here)

    assert ended.returncode == 2
    assert "key" in ended.stderr.lower()


def test_a_directory_is_imported_into_the_data_folder_and_found(
    bot: Bot, server: Server, tmp_path: Path
) -> None:
    settings = server("one")
    source = put(tmp_path / "source", GYM)
    (source / "companies/odd.json").write_text("{", "utf-8")

    ran = bot("companies", "import", str(source), settings=settings)

    assert ran.returncode == 0
    assert ran.stdout.splitlines()[0] == "1 new records, 0 changed, 0 unchanged, 0 gone."
    assert "✗ companies/odd:" in ran.stdout
    assert (Path(settings["TRAITS_DATA"]) / "imported.jsonl").exists()
    found = bot("companies", "search", "gymnase", settings=settings).stdout
    assert found == "i-gymnase-exemple\tGymnase Exemple SAS\n"


def test_what_is_no_directory_is_one_sentence(bot: Bot, server: Server, tmp_path: Path) -> None:
    ran = bot("companies", "import", str(tmp_path / "none"), settings=server("one"))

    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.count("\n") == 1
    assert "holds no records" in ran.stderr


def test_records_to_look_at_are_told_in_sentences(bot: Bot, server: Server) -> None:
    ran = bot("companies", "check", settings=server("one"))

    assert ran.returncode == 0
    assert "Company yoti: the contacts are old (2017-11-06). Check them." in ran.stdout
